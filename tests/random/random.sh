#!/bin/sh
# Compare COUNT random cases, of 16 instructions each, with qemu-ppc.
# usage: random.sh RANDOM_INSN QEMU_PPC RUN_CASES SEED COUNT
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
compare() { # KIND CPU
    "$random" make "$seed" "$count" "$1" > "$folder/cases"
    "$qemu" -cpu "$2" "$run_cases" < "$folder/cases" > "$folder/results"
    "$random" check "$folder/cases" "$folder/results"
}
random=$1 qemu=$2 run_cases=$3 seed=$4 count=$5
compare old 7400
compare new e500mc
compare float 7400
