#!/usr/bin/env bash
# discover_forms.sh DISCOVER_REAL [LEVEL...] -- all that is executed of discover_jumps.c is found, by
# whatever compiler, at whatever level (all), position-independent or not, for each guest and
# instruction set, stripped or not.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
check=$(realpath "$1")
shift
levels=${*:--O0 -O1 -O2 -O3 -Os}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkfifo fifo
tried=0 failed=0 skipped=0

one() { # one LINKER QEMU COMPILER FLAGS...: build, run, look
    local linker=$1 qemu=$2
    shift 2
    tried=$((tried + 1))
    if ! "$@" -w -ffreestanding -c "$here/discover_jumps.c" -o jumps.o >log 2>&1 ||
        ! "$linker" -nostdlib -static jumps.o -o jumps -lgcc -Wl,--defsym,raise=0 >>log 2>&1; then
        echo "FAIL: $*: is not built"
        cat log
        failed=$((failed + 1))
        return
    fi
    timeout 60 "$qemu" -d in_asm,exec,nochain -D fifo ./jumps >/dev/null 2>&1 </dev/null &
    if ! timeout 60 "$check" -q -m 100000000 jumps fifo >log; then
        echo "FAIL: $*"
        cat log
        failed=$((failed + 1))
    fi
    wait
}

set_of() { # set_of LINKER QEMU COMPILER FLAGS...: all levels, where its code is fixed or not
    if ! command -v "$1" >/dev/null || ! command -v "$2" >/dev/null || ! command -v "$3" >/dev/null; then
        skipped=$((skipped + 1))
        echo "skipped: $*: not installed"
        return
    fi
    for level in $levels; do
        one "$@" "$level" -fno-pic
        one "$@" "$level" -fPIC
    done
}

hard=arm-linux-gnueabihf soft=arm-linux-gnueabi ppc=powerpc-linux-gnu
for set in -mthumb -marm "-mthumb -mlong-calls"; do
    set_of $hard-gcc qemu-arm $hard-gcc $set
    set_of $hard-gcc qemu-arm clang-19 --target=$hard $set
done
set_of $soft-gcc qemu-arm $soft-gcc -marm
set_of $soft-gcc qemu-arm $soft-gcc -mthumb
set_of $ppc-gcc qemu-ppc $ppc-gcc
set_of $ppc-gcc qemu-ppc $ppc-gcc -mlongcall
set_of $ppc-gcc qemu-ppc clang-19 --target=$ppc
echo "$tried builds, $failed failed, $skipped sets of flags skipped"
[ "$failed" = 0 ] && [ "$tried" != 0 ]
