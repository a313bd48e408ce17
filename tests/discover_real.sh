#!/bin/sh
# discover_real.sh DISCOVER_REAL PROGRAM ONE_IN TRACE [QEMU] -- discovery against what a run
# of some of the program's parts executes; without qemu only against the symbols.
check=$1
program=$2
one_in=$3
trace=$4
qemu=$5
rm -f "$trace" "$trace".part
[ -x "$qemu" ] || exec "$check" "$program" "$one_in"
for part in hello switches computed_goto print pointers maths tail_calls variadic; do
    "$qemu" -d in_asm -D "$trace".part "$program" $part >/dev/null 2>&1 </dev/null
    cat "$trace".part >>"$trace"
done
exec "$check" "$program" "$one_in" "$trace"
