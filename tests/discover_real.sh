#!/bin/sh
# discover_real.sh DISCOVER_REAL PROGRAM ONE_IN [QEMU] -- discovery against what a run of some
# of the program's parts executes; without qemu only against the symbols.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
check=$1
program=$2
one_in=$3
qemu=$4
[ -x "$qemu" ] || exec "$check" -f "$one_in" "$program"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/fifo"
(
    exec 9>"$work/fifo"
    for part in hello switches computed_goto print pointers maths tail_calls variadic; do
        "$qemu" -d in_asm,exec,nochain -D "$work/fifo" "$program" $part \
            >/dev/null 2>&1 </dev/null 9>&-
    done
) &
"$check" -f "$one_in" "$program" "$work/fifo"
status=$?
kill $! 2>/dev/null # it waits for a reader if the check ended without one
exit $status
