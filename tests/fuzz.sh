#!/bin/sh
# fuzz.sh FUZZER SEEDS CORPUS [SECONDS] -- runs a libFuzzer target from the files in SEEDS.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
mkdir -p "$3" && cd "$3" && exec "$1" -max_total_time="${4:-4}" -timeout=20 \
    -rss_limit_mb=2000 -max_len=16384 -print_final_stats=1 "$3" "$2"
