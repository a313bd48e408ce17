#!/bin/sh
# Whole programs of COUNT random cases, of 16 instructions each: qemu against our modes.
# usage: random_whole.sh BUILD COMPILER QEMU SEED COUNT KIND...
# MODES: some of "interp jit copied aot-O0 aot-O2"; copied: as jit, but the code is
# written when it runs.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -e
here=$(dirname "$0")
build=$1 compiler=$2 qemu=$3 seed=$4 count=$5
shift 5
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Code that is written lies elsewhere, as what it reads of its pc shows.
program_of() {
    case $1 in
    copied) echo "$build/bin/run_cases.arm" ;;
    *) echo "$folder/program" ;;
    esac
}

run_mode() {
    case $1 in
    interp) "$build/bin/dbt-run" -d interp "$folder/program" ;;
    jit | copied) "$build/bin/dbt-run" "$(program_of "$1")" ;;
    aot-*)
        nm "$folder/program" |
            sed -n 's/^\([0-9a-f]*\) . case_\(thumb_\)*[0-9]*$/\1/p' > "$folder/own"
        "$build/bin/dbt-aot" "-${1#aot-}" --functions="$folder/own" "$folder/program" \
            -o "$folder/translated"
        "$folder/translated"
        ;;
    esac
}

for kind in "$@"; do
    "$build/bin/random_arm" make "$seed" "$count" "$kind" > "$folder/cases"
    "$build/bin/random_arm" table "$folder/cases" > "$folder/table.S"
    "$compiler" -O1 -static -DCASE_TABLE "$here/run_cases.c" "$here/enter_arm.S" \
        "$folder/table.S" -o "$folder/program"
    rm -f "$folder"/want.*
    for mode in ${MODES:-interp jit copied aot-O2}; do
        program=$(program_of "$mode")
        want=$folder/want.${program##*/}
        [ -e "$want" ] || "$qemu" -cpu max "$program" < "$folder/cases" > "$want"
        run_mode "$mode" < "$folder/cases" > "$folder/got"
        echo "$kind $mode"
        "$build/bin/random_arm" compare "$folder/cases" "$want" "$folder/got"
    done
done
