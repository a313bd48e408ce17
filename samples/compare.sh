#!/usr/bin/env bash
# compare.sh -- both translations of the sample side by side: one page, build/sample/words.html.
#
# Installs what is missing (Debian packages), asks nothing.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
cd "$(dirname "$0")/.."
. scripts/deps.sh
deps_install build

build=${BUILD:-build}
cmake -S . -B "$build" -G Ninja >/dev/null
ninja -C "$build" dbt-aot dbt-run dbt-compare

out=$build/sample
mkdir -p "$out"
powerpc-linux-gnu-gcc -O2 -static samples/words.c -o "$out/words.ppc"
gcc -O2 samples/words.c -o "$out/words.native"
"$build/bin/dbt-compare" -v --native="$out/words.native" "$out/words.ppc" \
    -o "$out/words.html" --json="$out/words.json" -- samples/text.txt 8
echo "open $out/words.html in a browser"
