#!/usr/bin/env bash
# processors.sh -- one program built for every processor the cross compilers know, in every mode.
#
#   tests/processors.sh [--build DIR] [--every N] [--modes LIST] [--level -O2] [GUEST...]
#
# GUESTs: ppc armel armhf.  Builds tests/processors/program.c with each -mcpu= and -march=, for ARM
# as A32 and as Thumb, and compares its output with the native build's.  Builds that come out alike
# are run once; of the others every Nth.  What is left out, and why, is said at the end.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
build=$root/build every=1 modes="run nochain interp aot precise" level=-O2 guests=
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$2; shift ;;
    --every) every=$2; shift ;;
    --modes) modes=$2; shift ;;
    --level) level=$2; shift ;;
    -*) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 1 ;;
    *) guests="$guests $1" ;;
    esac
    shift
done
work=$build/processors
mkdir -p "$work"
source=$here/processors/program.c
flags="$level -std=gnu11 -w -ffp-contract=off"
built=0 alike=0 run=0 failed=0 refused=0 left_out=0

compiler() {
    case $1 in
    ppc) echo powerpc-linux-gnu-gcc ;;
    armel) echo arm-linux-gnueabi-gcc ;;
    armhf) echo arm-linux-gnueabihf-gcc ;;
    esac
}

# The compiler lists what it knows when it is asked for what there is not.
known() { # known COMPILER OPTION
    "$1" "$2=?" -c -x c /dev/null -o /dev/null 2>&1 |
        sed -n 's/.*valid arguments[^:]*: //p' | tr ' ' '\n' |
        grep -v '^\(native\|powerpc64le\)$' | sed 's/;$//' | sort -u
}

# Why a processor is left out; nothing if it is not.
reason() { # reason NAME
    case $1 in
    cortex-m* | armv*-m | armv*-m.* | armv6s-m | armv7e-m) echo "M profile: no Linux with an MMU" ;;
    iwmmxt*) echo "iWMMXt is not there, and not announced" ;;
    powerpc64) echo "64 bits" ;;
    power9 | power10) echo "Power ISA 3.0 has 64-bit registers: maddld" ;;
    esac
}

variants() { # variants GUEST: options, a line each
    case $1 in
    ppc) echo "-mhard-float -mno-altivec -mno-vsx" ;;
    armel)
        printf '%s\n' "-marm" "-mthumb" "-marm -mfloat-abi=softfp" "-mthumb -mfloat-abi=softfp"
        ;;
    armhf) printf '%s\n' "-marm" "-mthumb" ;;
    esac
}

# An object; with the processor's own floating point, else the least that the ABI needs.
object() { # object COMPILER OPTIONS...
    "$@" $flags -c "$source" -o "$work/object.o" 2>"$work/error" ||
        "$@" -mfpu=vfpv2 $flags -c "$source" -o "$work/object.o" 2>"$work/error" ||
        "$@" -mfpu=vfpv3-d16 $flags -c "$source" -o "$work/object.o" 2>"$work/error"
}

run_mode() { # run_mode MODE GUEST PROGRAM
    local translate="$here/translate_own.sh $build/bin/dbt-aot $work/common.$2 $3 $work/translated"
    case $1 in
    run) "$build/bin/dbt-run" "$3" ;;
    nochain | interp) "$build/bin/dbt-run" -d "$1" "$3" ;;
    aot) $translate -O2 && "$work/translated" ;;
    precise) $translate -O2 --precise && "$work/translated" ;;
    esac
}

check() { # check GUEST PROGRAM OPTIONS
    local mode
    run=$((run + 1))
    for mode in $modes; do
        if ! timeout 120 bash -c "$(declare -f run_mode)
            here=$here build=$build work=$work; run_mode $mode $1 $2" \
            >"$work/output" 2>&1 || ! cmp -s "$work/output" "$work/expected"; then
            echo "FAIL $1 $3, $mode"
            diff "$work/output" "$work/expected" | head -4
            failed=$((failed + 1))
        fi
    done
}

# What the object's code is; not its notes, which name the processor.
code_of() { # code_of COMPILER
    "${1%gcc}objdump" -d "$work/object.o" | tail -n +4 | sha256sum
}

one() { # one GUEST COMPILER OPTIONS
    if ! object $2 $3; then
        refused=$((refused + 1))
        echo "$1 $3: $(grep -m1 -E 'error|sorry' "$work/error" |
            sed 's/.*\(error\|sorry[^:]*\): //')" >>"$work/refused"
        return
    fi
    built=$((built + 1))
    local sum
    sum=$1$(code_of "$2")
    if grep -qxF "$sum" "$work/seen"; then
        alike=$((alike + 1))
        return
    fi
    echo "$sum" >>"$work/seen"
    [ $(($(grep -c . "$work/seen") % every)) = 0 ] || return
    if ! $2 -static -Wl,--no-warn-mismatch "$work/object.o" -o "$work/program" \
        -latomic -lm 2>"$work/error"; then
        refused=$((refused + 1))
        echo "$1 $3: $(head -1 "$work/error")" >>"$work/refused"
        return
    fi
    check "$1" "$work/program" "$3"
}


: >"$work/seen"
: >"$work/refused"
gcc $flags "$source" -o "$work/native" -lm && "$work/native" >"$work/expected" || exit 1
for guest in ${guests:-ppc armel armhf}; do
    cc=$(compiler "$guest")
    if ! command -v "$cc" >/dev/null; then
        echo "skipped $guest: no $cc"
        continue
    fi
    "$here/translate_own.sh" --common "$work/common.$guest" "$cc"
    for option in -mcpu $([ "$guest" = ppc ] || echo -march); do
        for name in $(known "$cc" $option); do
            why=$(reason "$name")
            if [ -n "$why" ]; then
                left_out=$((left_out + 1))
                echo "$guest $option=$name: left out: $why" >>"$work/refused"
                continue
            fi
            while read -r variant; do
                one "$guest" "$cc" "$option=$name $variant"
            done < <(variants "$guest")
        done
    done
done
sort "$work/refused" | sed 's/^/  /'
echo "$built built, $alike of them like another, $run run in each of: $modes"
echo "$refused that the compiler cannot build, $left_out processors left out (above)"
echo "$failed failed"
[ "$failed" = 0 ]
