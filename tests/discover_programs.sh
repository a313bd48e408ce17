#!/usr/bin/env bash
# discover_programs.sh DISCOVER_REAL FOLDER [PACKAGE...] -- discover_sweep.sh on static armhf
# programs from Debian (bash-static, busybox-static, zsh-static), fetched into FOLDER with apt,
# as if on a system of its own: this machine's is not touched.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
check=$(realpath "$1")
folder=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
packages=${*:-bash-static busybox-static zsh-static}

fetch() { # the packages' programs, to FOLDER/programs
    local own=$folder/apt deb
    mkdir -p "$own/cache/archives/partial" "$own/state" "$own/lists/partial" "$folder/root"
    : >"$own/state/status"
    set -- -o APT::Architecture=armhf -o APT::Architectures::=armhf -o APT::Sandbox::User=root \
        -o Dir::State="$own/state" -o Dir::State::status="$own/state/status" \
        -o Dir::State::lists="$own/lists" -o Dir::Cache="$own/cache" -o Debug::NoLocking=1
    apt-get "$@" -q update >"$own/log" 2>&1 # one list of several may fail
    (cd "$own/cache/archives" && apt-get "$@" -q download $packages >>"$own/log" 2>&1) || return 1
    for deb in "$own"/cache/archives/*.deb; do
        dpkg -x "$deb" "$folder/root" || return 1
    done
    mkdir -p "$folder/programs"
    find "$folder/root" \( -path '*/bin/*' -o -path '*/sbin/*' \) -type f \
        -exec cp {} "$folder/programs" \;
    : >"$folder/fetched"
}

if [ ! -e "$folder/fetched" ] && ! fetch; then
    echo "skipped: $packages: not fetched ($(tail -n 1 "$folder/apt/log"))"
    exit 77
fi
exec "$here/discover_sweep.sh" "$check" "$folder/programs"
