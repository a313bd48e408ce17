#!/usr/bin/env bash
# calls.sh -- what system calls and signals cost in translated code, against native code.
#
#   tests/bench/calls.sh [--build DIR] [--runs N]
#
# In turns: native, dbt-run, dbt-aot -O2, for each guest with a compiler.  A line is a
# call, its figures the smallest of all runs, in nanoseconds.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
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
build=$(cd "$build" && pwd)
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
        "$work/$name" | sed "s/^/$name /" >>"$work/all"
    done
done
awk -v names="$names" '
    !(($1, $2) in best) || $3 < best[$1, $2] { best[$1, $2] = $3 }
    !($2 in seen) { seen[$2] = 1; calls[++n] = $2 }
    END {
        count = split(names, name, " ")
        printf "%-14s", "ns"
        for (k = 1; k <= count; k++) printf "%10s", name[k]
        for (i = 1; i <= n; i++) {
            printf "\n%-14s", calls[i]
            for (k = 1; k <= count; k++) printf "%10.1f", best[name[k], calls[i]]
        }
        print ""
    }' "$work/all"
