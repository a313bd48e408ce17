#!/bin/sh
# go_test.sh BIN-DIR SCRATCH-DIR -- programs of gccgo in the dynamic translator, and with their
# own functions translated ahead of time (their library's take minutes).
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
here=$(cd "$(dirname "$0")" && pwd)
failed=0 ran=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1

# check NAME COMMAND...: what it prints.
check() {
    name=$1
    shift
    timeout 100 "$@" >"$dir/out" 2>&1 && cmp -s "$dir/out" "$here/recover.expect" || {
        echo "FAILED $name: $(diff "$dir/out" "$here/recover.expect")"
        failed=1
    }
    ran=$((ran + 1))
}

# translated NAME PROGRAM OPTIONS...: with the functions of Go's package main.
translated() {
    name=$1 program=$2
    shift 2
    nm "$program" | sed -n 's/^\([0-9a-f]*\) [tT] \(go\.\)\{0,1\}main\..*/\1/p' >"$dir/own"
    "$bin/dbt-aot" "$@" --functions="$dir/own" "$program" -o "$program.aot" 2>"$dir/err" || {
        echo "FAILED $name: $(cat "$dir/err")"
        failed=1
        return
    }
    check "$name" "$program.aot"
}

# of CROSS FLAGS...: for Thumb, libgo of GCC 12 forgets that bit of a landing pad's address.
of() {
    cross=$1
    shift
    command -v "$cross-gccgo-12" >/dev/null || return
    "$cross-gccgo-12" -O2 -static "$@" "$here/recover.go" -o "$dir/$cross" 2>"$dir/err" || {
        echo "FAILED $cross: $(cat "$dir/err")"
        failed=1
        return
    }
    check "$cross" "$bin/dbt-run" "$dir/$cross"
    check "$cross, nochain" "$bin/dbt-run" -d nochain "$dir/$cross"
    translated "$cross, translated" "$dir/$cross" -O2
    translated "$cross, precise" "$dir/$cross" -O2 --precise
}

of powerpc-linux-gnu
of arm-linux-gnueabihf -marm
if [ $ran = 0 ]; then
    echo "skipped: no gccgo for a guest"
    exit 77
fi
exit $failed
