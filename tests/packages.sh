#!/usr/bin/env bash
# packages.sh BUILD [SCRATCH] -- the Debian packages of a build: lintian finds nothing, and in a
# Debian 12 with nothing but its required packages they install, translate, and leave nothing.
#
# Needs root, debootstrap and a mirror (DEBIAN_MIRROR); status 77, with the reason, if it has not.
# The bare root is kept as SCRATCH/root.tar.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
build=$1 scratch=${2:-$1/packages} failed=0
cd "$(dirname "$0")/.." || exit 2
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
root=$scratch/root

fail() {
    echo "FAILED $*"
    failed=1
}

skip() {
    echo "skipped: $*"
    exit $((failed ? 1 : 77))
}

quietly() { # quietly COMMAND...: what it prints is shown if it fails
    "$@" >"$scratch/log" 2>&1 && return
    tail -n 30 "$scratch/log"
    return 1
}

# The user's umask is not to matter.
make_packages() {
    rm -rf "$scratch/made"
    umask 002
    quietly cpack --config "$build/CPackConfig.cmake" -B "$scratch/made" || exit 1
    umask 022
    ls -s --block-size=1K "$scratch"/made/*.*deb
}

# The symbols are those of the programs that are packaged.
check_symbols() {
    local tool id
    rm -rf "$scratch/unpacked"
    for package in "$scratch"/made/dbt-aot_*.deb "$scratch"/made/*.ddeb; do
        dpkg-deb -x "$package" "$scratch/unpacked" || exit 1
    done
    for tool in "$scratch"/unpacked/usr/bin/*; do
        id=$(readelf -n "$tool" | sed -n 's/.*Build ID: \(..\)/\1\//p')
        [ -e "$scratch/unpacked/usr/lib/debug/.build-id/$id.debug" ] ||
            fail "no symbols of $tool"
    done
}

check_lintian() {
    command -v lintian >/dev/null || skip "lintian is not there"
    lintian --allow-root --fail-on error,warning "$scratch"/made/*.deb || fail "lintian"
}

make_root() {
    rm -rf "$root"
    mkdir -p "$root" || exit 1
    [ -e "$scratch/root.tar" ] || {
        [ "$(id -u)" = 0 ] || skip "debootstrap needs root"
        command -v debootstrap >/dev/null || skip "debootstrap is not there"
        quietly timeout 600 debootstrap --variant=minbase bookworm "$root" "$mirror" ||
            skip "no Debian could be fetched from $mirror"
        quietly tar -C "$root" -cf "$scratch/root.new" . || exit 1
        mv "$scratch/root.new" "$scratch/root.tar"
        return
    }
    tar -C "$root" -xf "$scratch/root.tar" || exit 1
}

within() { # within COMMAND...: in the root; mounts end with it
    unshare --mount --fork sh -c '
        mount -t proc proc "$0/proc" && exec env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C \
            DEBIAN_FRONTEND=noninteractive chroot "$0" "$@"' "$root" "$@" </dev/null
}

# All names in the root, but for what apt and dpkg keep of any package's coming and going.
list_files() {
    (cd "$root" && find . -xdev ! -path './var/cache/*' ! -path './var/log/*' \
        ! -path './var/lib/apt/*' ! -path './var/lib/dpkg/*-old' ! -path './tmp/*' | sort)
}

translate_sample() { # translate_sample NAME COMPILER
    "$2" -O2 -static samples/words.c -o "$root/tmp/words.$1" || exit 1
    within dbt-aot "/tmp/words.$1" -o "/tmp/words" &&
        within /tmp/words /tmp/text.txt 8 | cmp - samples/words.expect || fail "words, from $1"
    within dbt-run "/tmp/words.$1" /tmp/text.txt 8 | cmp - samples/words.expect ||
        fail "dbt-run words.$1"
}

# Whatever is installed by our packages, where it is to be.
check_installed() {
    local tool
    for tool in "$root"/usr/bin/dbt-*; do
        within "${tool#"$root"}" --version || fail "${tool##*/} --version"
    done
    [ -z "$(ls -A "$root/etc/binfmt.d" "$root/usr/lib/binfmt.d" 2>/dev/null)" ] ||
        fail "binfmt is not off"
}

mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd) root=$scratch/root
make_packages
check_symbols
check_lintian
make_root
list_files >"$scratch/before"
cp "$scratch"/made/*.deb samples/text.txt "$root/tmp/" || exit 1
quietly within timeout 300 apt-get update || skip "no packages could be fetched from $mirror"
packages=$(cd "$root" && echo tmp/*.deb)
quietly within timeout 600 apt-get install -y --no-install-recommends \
    $(printf '/%s ' $packages) || {
    fail "the packages do not install"
    exit 1
}
check_installed
translate_sample ppc powerpc-linux-gnu-gcc
translate_sample arm arm-linux-gnueabi-gcc
quietly within apt-get purge -y --autoremove 'dbt-aot*' || fail "the packages are not removed"
list_files | diff "$scratch/before" - || fail "these stay when the packages are removed"
rm -rf "$root"
[ "$failed" = 1 ] || echo "installed, used and removed in a bare Debian 12"
exit $failed
