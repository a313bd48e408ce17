#!/bin/sh
# limits_test.sh BIN-DIR SCRATCH-DIR -- programs under limits of memory and under seccomp
# filters: limits/cases.txt, in the dynamic translator and with some functions ahead of time;
# and limits/none.txt, with all.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
here=$(cd "$(dirname "$0")" && pwd)
failed=0 ran=0
mkdir -p "$dir" && cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

trim() { echo "$1" | sed 's/^ *//; s/ *$//'; }

# check_row ROW NAME COMMAND...
check_row() {
    options=$(trim "$(echo "$1" | cut -d'|' -f1)")
    arguments=$(trim "$(echo "$1" | cut -d'|' -f2)")
    status=$(trim "$(echo "$1" | cut -d'|' -f3)")
    pattern=$(trim "$(echo "$1" | cut -d'|' -f4- | sed "s/NAME/$2/")")
    shift 2
    # shellcheck disable=SC2086
    got=$(timeout 60 ./launch $options "$@" $arguments 2>&1)
    had=$?
    [ $had = 77 ] && echo "skipped: launch $options: this kernel does not have it" && return
    # shellcheck disable=SC2254
    case $got in
    $pattern) [ $had = "$status" ] && return ;;
    esac
    fail "launch $options $* $arguments: status $had: $got"
}

# check_all FILE NAME COMMAND...: all rows of a file.
check_all() {
    file=$here/limits/$1
    shift
    while read -r row; do
        case $row in
        '#'* | '') ;;
        *) check_row "$row" "$@" ;;
        esac
    done <"$file"
    ran=$((ran + 1))
}

# check_under COMMAND...: the output as a guest of another emulator.
check_under() {
    command -v "$1" >/dev/null || { echo "skipped: no $1"; return; }
    for what in "hello:hello" "threads 4:4 threads" "fork:child 7" "code:sum 3, patched 3 5 5"; do
        # shellcheck disable=SC2086
        got=$(timeout 100 "$@" ${what%%:*} 2>&1) && [ "$got" = "${what##*:}" ] ||
            fail "$* ${what%%:*}: $got"
    done
}

cc -O1 "$here/limits/launch.c" -o launch || fail "compiling launch"
printf '%s\n' main deep thread patched >own
for guest in ppc arm; do
    case $guest in
    ppc) compiler=powerpc-linux-gnu-gcc flags= ;;
    arm) compiler=arm-linux-gnueabi-gcc flags="-march=armv7-a -marm" ;;
    esac
    command -v $compiler >/dev/null || continue
    # shellcheck disable=SC2086
    $compiler $flags -std=gnu11 -O1 -static "$here/limits/guest.c" -o guest.$guest -pthread ||
        fail "$guest: compiling"
    check_all cases.txt dbt-run "$bin/dbt-run" ./guest.$guest
    # With debug information, which Valgrind reads.
    "$bin/dbt-aot" -g --functions=own guest.$guest -o limited.$guest || fail "$guest: translating"
    check_all cases.txt limited.$guest ./limited.$guest
    "$bin/dbt-aot" -O0 --fallback=none guest.$guest -o whole.$guest || fail "$guest: translating"
    check_under qemu-x86_64 -cpu max ./limited.$guest
    check_under valgrind -q --vex-iropt-register-updates=allregs-at-mem-access \
        --smc-check=all ./limited.$guest
    check_all none.txt whole.$guest ./whole.$guest
done
[ $ran = 0 ] && echo "skipped: no cross compiler" && exit 77
exit $failed
