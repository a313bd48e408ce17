#!/usr/bin/env bash
# run.sh -- build everything, translate a PowerPC program and run it.
#
# Installs what is missing (Debian packages), asks nothing.
set -eu
cd "$(dirname "$0")/.."
. scripts/deps.sh
deps_install build

build=${BUILD:-build}
cmake -S . -B "$build" -G Ninja >/dev/null
ninja -C "$build" dbt-aot dbt-run

out=$build/sample
mkdir -p "$out"
powerpc-linux-gnu-gcc -O2 -static samples/words.c -o "$out/words.ppc"
"$build/bin/dbt-aot" "$out/words.ppc" -o "$out/words"

echo "--- $out/words, translated ahead of time:"
"$out/words" samples/text.txt 8 | tee "$out/words.aot.out"
echo "--- dbt-run $out/words.ppc, translated as it runs:"
"$build/bin/dbt-run" "$out/words.ppc" samples/text.txt 8 | tee "$out/words.run.out"

cmp "$out/words.aot.out" samples/words.expect
cmp "$out/words.run.out" samples/words.expect
echo "both as expected"
