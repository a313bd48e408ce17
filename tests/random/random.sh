#!/bin/sh
# Compare COUNT random cases, of 16 instructions each, of each kind with qemu.
# usage: random.sh RANDOM_PROGRAM QEMU RUN_CASES SEED COUNT KIND=CPU...
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
random=$1 qemu=$2 run_cases=$3 seed=$4 count=$5
shift 5
for pair in "$@"; do
    "$random" make "$seed" "$count" "${pair%=*}" > "$folder/cases"
    "$qemu" -cpu "${pair#*=}" "$run_cases" < "$folder/cases" > "$folder/results"
    "$random" check "$folder/cases" "$folder/results"
done
