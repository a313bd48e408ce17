#!/bin/bash
# translate_and_run.sh DBT_AOT ROOT PROGRAM [ARGUMENTS...] -- for a program that a use has made,
# which is called by its own name.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
translator=$1 root=$2 program=$3
shift 3
output=$(mktemp) || exit
"$translator" --root="$root" "$program" -o "$output" && exec -a "$program" "$output" "$@"
