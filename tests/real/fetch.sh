#!/usr/bin/env bash
# fetch.sh FOLDER PACKAGE... -- Debian's packages for armhf, with all they depend on, unpacked
# into FOLDER/root.
#
# apt keeps its state in FOLDER, as if on a machine on which nothing is installed; this
# machine's own is only read.  No script of a package is run.  Status 77: something could not be
# fetched, and the last line says what.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
folder=$(mkdir -p "${1:?where to?}" && cd "$1" && pwd) || exit 1
shift
state=$folder/apt root=$folder/root

mkdir -p "$state"
touch "$folder/unpacked"
printf '%s\n' "$@" | grep -qvxF -f "$folder/unpacked" || exit 0

# The archive of Debian that this machine knows, for any processor; without security updates, whose
# archive has only the newest, so that an index of yesterday names what is no longer there.
sources() {
    awk -v RS= -v ORS='\n\n' '!/security/ { gsub(/Architectures:[^\n]*\n/, ""); print }' \
        /etc/apt/sources.list.d/debian.sources 2>/dev/null ||
        sed -n '/security/d; /^deb .*debian/{ s/\[[^]]*\]//; p }' /etc/apt/sources.list
}

apt() {
    apt-get -q -o APT::Architecture=armhf -o APT::Architectures=armhf \
        -o Dir::Etc::SourceList="$list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" \
        -o APT::Sandbox::User= -o APT::Install-Recommends=false -o Acquire::Retries=2 \
        -o Acquire::http::Timeout=30 -o APT::Update::Error-Mode=any "$@" \
        </dev/null >>"$state/log" 2>&1
}

failed() { # failed WHAT: the reason is the last line, as apt gives it
    echo "$1: $(grep '^E:' "$state/log" | head -n 1)"
    exit 77
}

# Since Debian 12 these are links; base-files has folders, whose contents then come to lie there.
merged_usr() {
    local name
    for name in bin sbin lib; do
        mkdir -p "$root/usr/$name"
        [ -e "$root/$name" ] || ln -s "usr/$name" "$root/$name"
    done
}

# What is to be this machine's: empty folders of the root would hide it.
hosts=
for name in boot dev home media mnt opt proc root run srv sys tmp var/tmp; do
    hosts="$hosts --exclude=./$name"
done

# Libraries that Debian chooses among by links which a package's script makes.
alternatives() {
    local library
    for library in "$root"/usr/lib/arm-linux-gnueabihf/{blas,lapack}/lib*.so.3; do
        [ -e "$library" ] && ln -sf "$library" "$root/usr/lib/arm-linux-gnueabihf/"
    done
}

# An absolute link would lead out of the root.
relative_links() {
    local link target
    find "$root" -type l -lname '/*' | while read -r link; do
        target=$(readlink "$link")
        case $target in "$root"/*) ;; *) target=$root$target ;; esac
        ln -snf "$(realpath -sm --relative-to="$(dirname "$link")" "$target")" "$link"
    done
}

mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
touch "$state/status"
: >"$state/log"
list=$state/debian.sources
[ -e /etc/apt/sources.list.d/debian.sources ] || list=$state/debian.list
sources >"$list"
apt update || failed "the list of packages for armhf cannot be fetched"
apt install --download-only -y "$@" || failed "packages for armhf cannot be fetched"
merged_usr
for archive in "$state"/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$archive" |
        tar -C "$root" --keep-directory-symlink --no-same-owner $hosts -xf - || exit 1
done
alternatives
relative_links
printf '%s\n' "$@" >>"$folder/unpacked"
