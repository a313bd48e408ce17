#!/usr/bin/env bash
# build_root.sh [--guest GUEST] [--libc LIBC] [--sources FOLDER] [--out FOLDER] [NAME...]
#
# Makes the root folder of dynamically linked programs: the C library, and programs with their
# libraries and plugins, built with -O2 from Debian's sources.  For guests and C libraries that have
# no archive to take them from: ppc (the default) or armhf; glibc (the default), from Debian's cross
# packages, or musl, built here.
#
# OUT/root is the folder, laid out as Debian's; OUT/NAME.log says how a build went, OUT/NAME.built
# that it is done, and is not done again.  recipes.sh has the names.  Status 77: the sources of some
# could not be fetched.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
guest=ppc libc=glibc sources=$top/build/sources out= names=
while [ $# -gt 0 ]; do
    case $1 in
    --guest) guest=$2; shift ;;
    --libc) libc=$2; shift ;;
    --sources) sources=$2; shift ;;
    --out) out=$2; shift ;;
    -*) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 1 ;;
    *) names="$names $1" ;;
    esac
    shift
done
case $guest in
ppc) HOST=powerpc-linux-gnu ;;
armhf) HOST=arm-linux-gnueabihf ;;
*) echo "no such guest: $guest" >&2; exit 1 ;;
esac
case $libc in
glibc | musl) . "$here/$libc.sh" ;;
*) echo "no such C library: $libc" >&2; exit 1 ;;
esac
. "$here/recipes.sh"

# What some recipes need of others is built before them: the order is that of the file.
all=$(sed -n 's/^recipe_\([a-z0-9]*\)() .*/\1/p' "$here/recipes.sh")
names=${names:-$(suitable $all)}
out=${out:-$top/build/root.$guest-$libc}
mkdir -p "$out/root/usr/bin" && out=$(cd "$out" && pwd) || exit 1
ROOT=$out/root

packages=
for name in $names; do
    declare -F "recipe_$name" >/dev/null || { echo "no recipe: $name" >&2; exit 1; }
    [ -e "$out/$name.built" ] || packages="$packages $(source_of "$name")"
done
[ -n "$packages" ] || exit 0
"$here/../../corpus/fetch_sources.sh" "$sources" $(libc_sources) $packages || [ $? = 77 ] || exit
sources=$(cd "$sources" && pwd)

build() { # build NAME COMMAND: in a copy of NAME's source, once
    local name=$1 copy
    copy=$(mktemp -d)
    cp -a "$sources/$(source_of "$name")/." "$copy"
    (set -e; cd "$copy"; "$2") >"$out/$name.log" 2>&1 </dev/null
    if [ $? = 0 ]; then
        touch "$out/$name.built"
        echo "built $name"
    else
        echo "FAIL $name: $(grep -iE 'error|not found' "$out/$name.log" | tail -n 1)"
        failed=1
    fi
    rm -rf "$copy"
}

failed=0 skipped=
libc_root || { echo "no $libc for $guest"; exit 77; }
for name in $names; do
    [ -e "$out/$name.built" ] && continue
    [ -d "$sources/$(source_of "$name")" ] || { skipped="$skipped $name"; continue; }
    build "$name" "recipe_$name"
done
[ -z "$skipped" ] || echo "skipped:$skipped: no source"
[ $failed = 0 ] && [ -n "$skipped" ] && exit 77
exit $failed
