#!/bin/sh
# mixed_test.sh BIN-DIR SCRATCH-DIR -- programs with code and data in one page: what they
# print, and how often the code is translated, which must not grow with the writes.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
here=$(cd "$(dirname "$0")" && pwd)
most=100 # translations of mixed.c: three times what it has blocks
# Turns of mixed.c, and how many write: all, the first few, nearly none.
runs="300000,300000 300000,40 3000,12 3000,1"
failed=0 ran=0
mkdir -p "$dir" && cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

words() { echo "$1" | tr , ' '; }

# check_page NAME COMMAND...: all runs.
check_page() {
    name=$1
    shift
    for numbers in $runs; do
        # shellcheck disable=SC2046
        got=$(DBT_LOG=in_asm:log timeout 60 "$@" $(words "$numbers")) ||
            fail "$name $numbers: status $?"
        [ "$got" = "$(cat "expected $numbers")" ] || fail "$name $numbers: prints $got"
        made=$(grep -c '^IN:' log)
        [ "$made" -le $most ] || fail "$name $numbers: $made translations"
    done
    ran=$((ran + 1))
}

# What mixed.c prints, by the shell's arithmetic.
expect() {
    turns=$1 some=$2 sum=0 calls=0 changed=0 last=0 i=0
    while [ $i -lt "$turns" ]; do
        mixed=$(((i ^ i >> 3) * 7 + 5))
        sum=$((sum + mixed))
        if [ $i -lt "$some" ]; then
            calls=$((calls + mixed))
            add=$((i / 4 % 2 ? 1000 : 1))
            changed=$((changed + add))
            last=$(((last ^ 1) + add))
        fi
        i=$((i + 1))
    done
    mask=$(((1 << 32) - 1))
    printf '%d\n' $last $changed $((sum & mask)) $((some + 1)) $((calls & mask))
}

one_page() {
    $1 -std=gnu11 -O1 -ffreestanding -fno-stack-protector -nostdlib -static \
        -Wl,-N,--no-warn-rwx-segments,--build-id=none "$here/mixed.c" -o program ||
        fail "$1: compiling"
    check_page "$1, dbt-run" "$bin/dbt-run" -d in_asm:log ./program
    for options in -O0 -O2 --precise --no-aot; do
        "$bin/dbt-aot" $options program -o translated || fail "$1 $options"
        check_page "$1, dbt-aot $options" ./translated
    done
}

check_threads() {
    name=$1
    shift
    for numbers in "30000 30000" "30000 50" "30000 3"; do
        # shellcheck disable=SC2086
        got=$(timeout 60 "$@" $numbers) || fail "$name $numbers: status $?"
        [ "$got" = "0 wrong" ] || fail "$name $numbers: $got"
    done
}

threads() {
    $1 -std=gnu11 -O1 -pthread -c "$here/mixed_threads.c" -o threads.o &&
        "${1%%gcc*}objcopy" --set-section-flags .mixed=alloc,load,code,contents threads.o &&
        $1 -static -pthread -Wl,--no-warn-rwx-segments threads.o -o threads ||
        fail "$1: compiling threads"
    check_threads "$1, threads, dbt-run" "$bin/dbt-run" ./threads
    printf '%s\n' mix mix_both step work >list
    for options in -O2 --precise; do
        "$bin/dbt-aot" $options --functions=list threads -o translated ||
            fail "$1 $options, threads"
        check_threads "$1 $options, threads" ./translated
    done
}

for numbers in $runs; do
    # shellcheck disable=SC2046
    expect $(words "$numbers") >"expected $numbers"
done
for compiler in "powerpc-linux-gnu-gcc" "arm-linux-gnueabi-gcc -marm" \
    "arm-linux-gnueabihf-gcc -mthumb"; do
    command -v "${compiler%% *}" >/dev/null || continue
    one_page "$compiler"
    threads "$compiler"
done
if [ $ran = 0 ]; then
    echo "skipped: no compiler for a guest"
    exit 77
fi
exit $failed
