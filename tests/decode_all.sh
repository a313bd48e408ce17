#!/bin/sh
# Check the PowerPC decoder against LLVM's disassembler on all 2^32 words: an hour.
# usage: tests/decode_all.sh [path of decode_check]
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
check=${1:-build/bin/decode_check}
status=0
for primary in $(seq 0 63); do
    first=$(printf %08x $((primary << 26)))
    last=$(printf %08x $(((primary << 26) + 0x3ffffff)))
    echo "primary opcode $primary"
    "$check" "$first" "$last" || status=1
done
exit $status
