#!/usr/bin/env bash
# calls.sh -- what system calls cost in translated code, against native code.
#
#   tests/bench/calls.sh [--build DIR] [--runs N]
#
# In turns: native, dbt-run, dbt-aot -O2, for each guest with a compiler.  A line is the
# smallest of all runs, in nanoseconds: getppid, and pread of 4 KiB from the page cache.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$here/../../build runs=5
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$2; shift ;;
    --runs) runs=$2; shift ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 1 ;;
    esac
    shift
done
work=$build/bench/calls
mkdir -p "$work"
names=native
gcc -std=c11 -O2 -static "$here/calls/calls.c" -o "$work/native"
for guest in ppc:powerpc-linux-gnu arm:arm-linux-gnueabi; do
    name=${guest%%:*} compiler=${guest#*:}-gcc
    command -v "$compiler" >/dev/null || continue
    "$compiler" -std=c11 -O2 -static "$here/calls/calls.c" -o "$work/$name"
    "$build/bin/dbt-aot" -O2 "$work/$name" -o "$work/$name.aot"
    printf '#!/bin/sh\nexec "%s/bin/dbt-run" "%s"\n' "$build" "$work/$name" >"$work/$name.run"
    chmod +x "$work/$name.run"
    names="$names $name.run $name.aot"
done
: >"$work/all"
for _ in $(seq "$runs"); do
    for name in $names; do
        echo "$name $("$work/$name")" >>"$work/all"
    done
done
for name in $names; do
    awk -v name="$name" '
        $1 == name && (!n || $2 < a) { a = $2 }
        $1 == name && (!n || $3 < b) { b = $3 }
        $1 == name { n++ }
        END { printf "%-10s getppid %7.1f ns   read 4 KiB %7.1f ns\n", name, a, b }' "$work/all"
done
