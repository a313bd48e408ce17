#!/usr/bin/env bash
# fetch_sources.sh FOLDER PACKAGE... -- Debian's source packages, unpacked and patched, as
# FOLDER/PACKAGE.
#
# What is there already stays.  apt's state is kept in FOLDER; this machine's is only read.  Says
# which packages could not be fetched, and ends with status 77 then.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
folder=$(mkdir -p "${1:?where to?}" && cd "$1" && pwd) || exit 1
shift
state=$folder/.apt

# The archive of Debian that this machine knows, for sources; without security updates, whose
# archive has only the newest, so that an index of yesterday names what is no longer there.
sources() {
    awk -v RS= -v ORS='\n\n' '!/security/ { sub(/Types: deb/, "Types: deb-src"); print }' \
        /etc/apt/sources.list.d/debian.sources 2>/dev/null ||
        sed -n '/security/d; s/^deb \(.*debian.*\)/deb-src \1/p' /etc/apt/sources.list
}

apt() {
    apt-get -q -o Dir::Etc::SourceList="$list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" -o APT::Sandbox::User= \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o APT::Update::Error-Mode=any "$@" \
        </dev/null >>"$state/log" 2>&1
}

fetch() { # fetch PACKAGE
    local scratch=$folder/.new
    rm -rf "$scratch"
    mkdir "$scratch" && cd "$scratch" && apt source --download-only "$1" &&
        dpkg-source --no-check -x ./*.dsc unpacked >>"$state/log" 2>&1 &&
        mv unpacked "$folder/$1"
}

missing=
for package in "$@"; do
    [ -d "$folder/$package" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
list=$state/debian.list
[ -e /etc/apt/sources.list.d/debian.sources ] && list=$state/debian.sources
sources >"$list"
: >"$state/log"
apt update
failed=
for package in $missing; do
    (fetch "$package") || failed="$failed $package"
done
rm -rf "$folder/.new"
[ -n "$failed" ] || exit 0
echo "cannot be fetched:$failed: $(grep '^E:' "$state/log" | head -n 1)"
exit 77
