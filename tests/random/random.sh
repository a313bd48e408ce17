#!/bin/sh
# Compare COUNT random cases, of 16 instructions each, with qemu-ppc.
# usage: random.sh RANDOM_INSN QEMU_PPC RUN_CASES SEED COUNT
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" make "$4" "$5" > "$folder/cases"
"$2" -cpu 7400 "$3" < "$folder/cases" > "$folder/results"
"$1" check "$folder/cases" "$folder/results"
"$1" make "$4" "$5" new > "$folder/cases"
"$2" -cpu e500mc "$3" < "$folder/cases" > "$folder/results"
"$1" check "$folder/cases" "$folder/results"
