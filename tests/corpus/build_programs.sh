#!/usr/bin/env bash
# build_programs.sh [--guest GUEST] [--sources FOLDER] [--out FOLDER] [NAME...]
#
# Builds real programs, static and with -O2, from Debian's sources for a guest: ppc (which has no
# Debian to take them from), armhf or armel.  OUT/usr/bin/NAME is the program, OUT/NAME.log how it
# went.  recipes.sh has the names.  What is there is not built again.  Status 77: the sources of
# some could not be fetched.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/recipes.sh"
guest=ppc sources=$root/build/sources out= names=
while [ $# -gt 0 ]; do
    case $1 in
    --guest) guest=$2; shift ;;
    --sources) sources=$2; shift ;;
    --out) out=$2; shift ;;
    -*) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 1 ;;
    *) names="$names $1" ;;
    esac
    shift
done
case $guest in
ppc) HOST=powerpc-linux-gnu ;;
armhf) HOST=arm-linux-gnueabihf ;;
armel) HOST=arm-linux-gnueabi ;;
*) echo "no such guest: $guest" >&2; exit 1 ;;
esac
CC=$HOST-gcc
names=${names:-$(sed -n 's/^recipe_\([a-z0-9]*\)() .*/\1/p' "$here/recipes.sh")}
out=${out:-$root/build/programs.$guest}
mkdir -p "$out/usr/bin" && out=$(cd "$out" && pwd) || exit 1

keep() { cp "$1" "$out/usr/bin/${2:-$(basename "$1")}"; }

packages=
for name in $names; do
    declare -F "recipe_$name" >/dev/null || { echo "no recipe: $name" >&2; exit 1; }
    [ -x "$out/usr/bin/$name" ] || packages="$packages $(source_of "$name")"
done
[ -n "$packages" ] || exit 0
"$here/fetch_sources.sh" "$sources" $packages || [ $? = 77 ] || exit
sources=$(cd "$sources" && pwd)

failed=0 skipped=
for name in $names; do
    [ -x "$out/usr/bin/$name" ] && continue
    [ -d "$sources/$(source_of "$name")" ] || { skipped="$skipped $name"; continue; }
    copy=$(mktemp -d)
    cp -a "$sources/$(source_of "$name")/." "$copy"
    (cd "$copy" && "recipe_$name") >"$out/$name.log" 2>&1 </dev/null
    rm -rf "$copy"
    if [ -x "$out/usr/bin/$name" ]; then
        echo "built $name"
    else
        echo "FAIL $name: $(grep -i error "$out/$name.log" | tail -n 1)"
        failed=1
    fi
done
[ -z "$skipped" ] || echo "skipped:$skipped: no source"
[ $failed = 0 ] && [ -n "$skipped" ] && exit 77
exit $failed
