#!/usr/bin/env bash
# discover_forms.sh DISCOVER_REAL [LEVEL...] -- all that is executed of discover_jumps.c is
# found, by whatever compiler, at whatever level (all), position-independent or not, for each
# guest and instruction set, stripped or not.  What is known not to be found is counted.
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
tried=0 failed=0 gaps=0 skipped=0

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
    if ! timeout 60 "$check" -q -s 20 -m 100000000 jumps fifo >log; then
        look_at "${linker%gcc}nm" "$*"
    fi
    wait
}

look_at() { # look_at NM BUILD: which functions are missed, and are they known to be?
    local missed fresh= name
    # Addresses have eight digits: they compare as words do.
    missed=$("$1" jumps | sort | awk 'FNR == NR {at[NR] = $1 ""; name[NR] = $3; n = NR; next}
        /in no function/ {a = substr($1, 3, 8) ""
            for (i = 1; i <= n && at[i] <= a; i++) f = name[i]
            print f}' - log | sort -u)
    for name in $missed; do
        is_gap "$name" "$2" || fresh="$fresh $name"
    done
    if [ -n "$fresh" ] || [ -z "$missed" ]; then
        echo "FAIL: $2: $fresh"
        cat log
        failed=$((failed + 1))
    else
        gaps=$((gaps + 1))
        echo "known gap: $2:" $missed
    fi
}

# Indices that are never tested, from memory or in a sum; distances of labels, from memory; the
# tables that follow calls of libgcc's helpers for Thumb-1; libgcc's division where the compiler
# was told to save space.
is_gap() { # is_gap FUNCTION BUILD
    case "$1 $2" in
    sure\ *-O0* | sure\ *clang-19*-marm*-fno-pic | distances\ *clang-19*-O0*) true ;;
    *gnueabi-gcc\ -mthumb*) true ;;
    *div*\ *-mlong-calls\ -Os*) true ;;
    *) false ;;
    esac
}

set_of() { # set_of LINKER QEMU COMPILER FLAGS...: all levels, where its code is fixed or not
    if ! command -v "$1" >/dev/null || ! command -v "$2" >/dev/null ||
        ! command -v "$3" >/dev/null; then
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
echo "$tried builds, $gaps with known gaps, $failed failed, $skipped sets of flags skipped"
[ "$tried" != 0 ] || exit 77
[ "$failed" = 0 ]
