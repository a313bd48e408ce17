#!/usr/bin/env bash
# stress.sh -- threads, processes and signals of guests under load, in both modes.
#
#   tests/stress.sh [--quick] [--build DIR] [--guest ppc|arm]... [PART...]
#
# PARTs are those of tests/stress/stress.c: work spawn timer create code.  --quick takes
# seconds of each, else it is 60 s, and 10,000 processes and threads.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
build=$root/build quick= guests= parts=
while [ $# -gt 0 ]; do
    case $1 in
    --quick) quick=1 ;;
    --build) build=$2; shift ;;
    --guest) guests="$guests $2"; shift ;;
    -*) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 1 ;;
    *) parts="$parts $1" ;;
    esac
    shift
done
work=$build/stress
mkdir -p "$work"

compiler() {
    case $1 in
    ppc) echo powerpc-linux-gnu-gcc ;;
    arm) echo arm-linux-gnueabi-gcc -march=armv7-a ;;
    esac
}

amount() { # amount PART: its argument
    case $1$quick in
    spawn1) echo 200 ;;
    create1) echo 1000 ;;
    spawn | create) echo 10000 ;;
    *1) echo 3 ;;
    *) echo 60 ;;
    esac
}

failed=0
check() { # check NAME COMMAND...
    local name=$1 figures
    shift
    if figures=$(timeout 900 "$@" 2>&1); then
        echo "$name: $figures"
    else
        echo "FAILED ($?) $name: $figures"
        failed=1
    fi
}

for guest in ${guests:-ppc arm}; do
    program=$work/stress.$guest
    $(compiler "$guest") -std=gnu11 -O2 -w -static "$here/stress/stress.c" -o "$program" || exit 1
    "$build/bin/dbt-aot" "$program" -o "$program.aot" || exit 1
    for part in ${parts:-work spawn timer create code}; do
        check "$guest dbt-run" "$build/bin/dbt-run" "$program" "$part" "$(amount "$part")"
        check "$guest dbt-aot" "$program.aot" "$part" "$(amount "$part")"
    done
done
exit $failed
