#!/bin/bash
# translate_and_run.sh DBT_AOT OPTIONS... -- PROGRAM [ARGUMENTS...] -- for a program that a use has
# made, which is called by its own name.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
translate=()
while [ "$1" != -- ]; do
    translate+=("$1")
    shift
done
program=$2
shift 2
output=$(mktemp) || exit
"${translate[@]}" "$program" -o "$output" && exec -a "$program" "$output" "$@"
