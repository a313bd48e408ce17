#!/usr/bin/env bash
# torture.sh -- all of GCC's torture and ieee tests, by dbt-run and translated ahead of time.
#
#   tests/corpus/torture.sh [--build DIR] [--out DIR] [--match REGEX] [-j N] [VARIANT...]
#
# VARIANTs are ppc-O2 ppc-O0 thumb-O2 a32-O2 armel-O2.  Takes hours: some 8,000 cases, made once
# and kept in OUT (12 GB), each in both modes.  What was seen is kept there, too, and a run that
# was interrupted goes on from there; OUT/*.results are to be removed for a new one.  Ahead of
# time the C library's functions, which all cases share, are left to the runtime.  The last lines
# are the counts of each variant in each mode.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$root/build out=$root/build/torture match='' jobs=$(nproc) variants=
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$(cd "$2" && pwd); shift ;;
    --out) out=$2; shift ;;
    --match) match=$2; shift ;;
    -j) jobs=$2; shift ;;
    -*) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 1 ;;
    *) variants="$variants $1" ;;
    esac
    shift
done
variants=${variants:-ppc-O2 ppc-O0 thumb-O2 a32-O2 armel-O2}
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit 1

compiler() { # compiler VARIANT
    case $1 in
    ppc-*) echo powerpc-linux-gnu-gcc ;;
    armel-*) echo arm-linux-gnueabi-gcc ;;
    *) echo arm-linux-gnueabihf-gcc ;;
    esac
}

run() { # run VARIANT MODE OPTIONS...
    local variant=$1 mode=$2
    shift 2
    python3 "$here/run_cases.py" "$out/manifest.tsv" -j "$jobs" --variant "$variant" \
        --results "$out/$variant.$mode.results" --save "$out/$variant.$mode.failed" "$@" |
        tee "$out/$variant.$mode.log" | grep FAIL
    [ "${PIPESTATUS[0]}" = 0 ] || failed=1
    counts="$counts$variant $mode: $(tail -n 1 "$out/$variant.$mode.log")
"
}

"$here/fetch_gcc.sh" "$out/source" || exit
counts='' failed=0
for variant in $variants; do
    python3 "$here/gcc_cases.py" --source "$out/source" --out "$out" -j "$jobs" \
        --sets torture,ieee --variants "$variant" --match "$match" || exit
    "$here/../translate_own.sh" --common "$out/$variant.common" "$(compiler "$variant")" || exit
    run "$variant" dbt-run --run "$build/bin/dbt-run {program}"
    run "$variant" dbt-aot --run '{output}' --translate \
        "$here/../translate_own.sh $build/bin/dbt-aot $out/$variant.common {program} {output} -O2"
done
printf '%s' "$counts"
exit $failed
