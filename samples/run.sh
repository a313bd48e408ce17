#!/usr/bin/env bash
# run.sh -- build everything, translate a program, for PowerPC and for ARM, and run it.
#
# Installs what is missing (Debian packages), asks nothing.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
cd "$(dirname "$0")/.."
. scripts/deps.sh
deps_install build

build=${BUILD:-build}
cmake -S . -B "$build" -G Ninja >/dev/null
ninja -C "$build" dbt-aot dbt-run

out=$build/sample
mkdir -p "$out"
show() { # show NAME COMPILER: both ways, with the output that is expected
    "$2" -O2 -static samples/words.c -o "$out/$1"
    "$build/bin/dbt-aot" "$out/$1" -o "$out/$1.aot"
    echo "--- $out/$1.aot, translated ahead of time from $(file_kind "$out/$1"):"
    "$out/$1.aot" samples/text.txt 8 | tee "$out/$1.aot.out"
    echo "--- dbt-run $out/$1, translated as it runs:"
    "$build/bin/dbt-run" "$out/$1" samples/text.txt 8 | tee "$out/$1.run.out"
    cmp "$out/$1.aot.out" samples/words.expect
    cmp "$out/$1.run.out" samples/words.expect
    echo "both as expected"
}

file_kind() { readelf -h "$1" | sed -n 's/^ *Machine: *//p'; }

show words.ppc powerpc-linux-gnu-gcc
show words.arm arm-linux-gnueabi-gcc
