#!/bin/sh
# discover_real.sh DISCOVER_REAL PROGRAM TRACE [QEMU] -- discovery against what a run
# of some of the program's parts executes; without qemu only against the symbols.
check=$1
program=$2
trace=$3
qemu=$4
rm -f "$trace" "$trace".part
[ -x "$qemu" ] || exec "$check" "$program"
for part in hello switches computed_goto print pointers maths tail_calls variadic; do
    "$qemu" -d in_asm -D "$trace".part "$program" $part >/dev/null 2>&1 </dev/null
    cat "$trace".part >>"$trace"
done
exec "$check" "$program" "$trace"
