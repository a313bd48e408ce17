#!/bin/sh
# shards_test.sh BIN-DIR SCRATCH-DIR [PROGRAM...] -- shards that are joined are the output that is
# made at once, byte for byte, whatever their number is.
#
# With programs: those, at -O0.  Without: small ones made here, with options, with functions that
# the code generator dies of, and shards that do not belong together.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
shift 2
aot=$bin/dbt-aot
failed=0 ran=0
rm -rf "$dir"
mkdir -p "$dir/out" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

# make_shards PROGRAM N OPTIONS...: N.1.o to N.N.o, two at a time.
make_shards() {
    program=$1
    number=$2
    shift 2
    seq "$number" | xargs -P 2 -I '{}' "$translator" -q -j1 --shards="$number" --shard='{}' -c \
        "$@" "$program" -o "$number.{}.o" || fail "$program $*: making $number shards"
}

# same PROGRAM NUMBERS OPTIONS...: shards of each number give what is made without them.
same() {
    program=$1
    numbers=$2
    shift 2
    "$translator" -v "$@" "$program" -o whole 2>whole.log || fail "$program $*: translating"
    for number in $numbers; do
        make_shards "$program" "$number" "$@"
        # In whatever order they are named.
        # shellcheck disable=SC2046
        "$aot" -v --link-shards "$@" "$program" $(ls -r "$number".*.o) -o joined 2>joined.log ||
            fail "$program $*: linking $number shards: $(tail -n 1 joined.log)"
        cmp whole joined || fail "$program $*: $number shards"
        # What -v counts is the same, too.
        for log in whole joined; do
            grep -E '^(translated|text|dbt-aot: warning)' $log.log |
                sed 's/, [0-9.]* s\(, .*\)*$//' >$log.counts
        done
        cmp -s whole.counts joined.counts ||
            fail "$program $*: -v says $(cat joined.counts), and not $(cat whole.counts)"
        rm -f joined
    done
    ran=$((ran + 1))
}

translator=$aot
if [ $# -gt 0 ]; then
    for program in "$@"; do
        path=$(realpath "$program") || exit 1
        if (cd "$dir" && same "$path" "1 3 8" -O0 && rm -f ./*.o && exit $failed); then
            echo "shards 1, 3, 8 of $program: the same"
        else
            failed=1
        fi
    done
    exit $failed
fi
cd "$dir" || exit 1

# Some 30,000 instructions, which call one another.
cat >make_program.awk <<'EOF'
BEGIN {
    srand(7)
    print "static volatile unsigned cell[64];"
    for (i = 0; i < 240; i++) {
        printf "__attribute__((noinline)) unsigned f%d(unsigned a, unsigned b)\n{\n", i
        for (k = 0; k < 24; k++)
            printf "    cell[(a + %d) & 63] ^= b * %du + (a >> %d);\n", k, 1000 * rand() + 3, k % 31
        if (i > 1)
            printf "    return b & 1 ? f%d(a ^ b, b >> 1) : f%d(b, a >> 1) + b;\n}\n", i / 2, i - 2
        else
            print "    return cell[a & 63] + b;\n}"
    }
    print "void _start(void)\n{\n    exit_with((f239(1, 5) + f238(7, 2)) & 63);\n}"
}
EOF
cat >exit.c <<'EOF'
static void exit_with(int code)
{
#ifdef __arm__
    register int r7 __asm__("r7") = 1, r0 __asm__("r0") = code;
    __asm__ volatile("svc 0" : : "r"(r7), "r"(r0) : "memory");
#else
    register int r0 __asm__("r0") = 1, r3 __asm__("r3") = code;
    __asm__ volatile("sc" : : "r"(r0), "r"(r3) : "memory");
#endif
}
EOF
{ cat exit.c; awk -f make_program.awk; } >program.c
echo 'static int one(int x) { return x + 1; } void _start(void) { exit_with(one(2)); }' |
    cat exit.c - >small.c

# refuse WORDS COMMAND...: that fails with one line that has the words, and leaves nothing.
refuse() {
    words=$1
    shift
    "$@" >stdout 2>stderr
    status=$?
    [ $status = "$refused" ] || fail "$words: status $status"
    [ "$(wc -l <stderr)" = 1 ] || fail "$words: not one line: $(cat stderr)"
    grep -q -- "$words" stderr || fail "no \"$words\" in: $(cat stderr)"
    [ -z "$(ls -A out)" ] || fail "$words: left $(ls -A out)"
}

# damage FILE AT: another byte there.
damage() {
    old=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    # shellcheck disable=SC2059
    printf "\\$(printf %o $((255 - old)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

check_command_line() {
    refused=2
    refuse "go together" "$aot" --shards=3 program -o out/x
    refuse "go together" "$aot" --shard=1 program -o out/x
    refuse "more than --shards" "$aot" --shards=3 --shard=4 program -o out/x
    refuse "not a number of shards" "$aot" --shards=0 --shard=1 program -o out/x
    refuse "numbers from 1" "$aot" --shards=2 --shard=0 program -o out/x
    refuse "no shards to link" "$aot" --link-shards program -o out/x
    refuse "and no object or listing" "$aot" --link-shards -c program 3.1.o -o out/x
    refuse "and no listing" "$aot" --shards=2 --shard=1 --emit=asm program
    refuse "no --time-limit" "$aot" --shards=2 --shard=1 --time-limit=9 program -o out/x
    refuse "no -g with shards" "$aot" --shards=2 --shard=1 -g program -o out/x
    refuse "no figures for --fail-if" "$aot" --shards=2 --shard=1 --fail-if='left>1' program \
        -o out/x
    refuse "no --record with shards" "$aot" --shards=2 --shard=1 --record=r program -o out/x
    refuse "no -g with shards" "$aot" --link-shards -g program 3.1.o -o out/x
    refuse "a shard has no --report" "$aot" --shards=2 --shard=1 --report=out/r.json program \
        -o out/x
    refused=1
}

# Shards that do not belong together, or are not whole: after those of `program` were made.
check_mismatch() {
    link="$aot --link-shards -O0 program"
    # shellcheck disable=SC2086
    refuse "program: shard 2 of 3 is missing" $link 3.1.o 3.3.o -o out/x
    refuse "shard 1, and so is" $link 3.1.o 3.1.o 3.2.o 3.3.o -o out/x
    refuse "8.2.o: shard 2 of 8, but 3.1.o is one of 3" $link 3.1.o 8.2.o 3.3.o -o out/x
    refuse "made with other options: -O0 .*; they are -O1 " \
        "$aot" --link-shards -O1 program 3.*.o -o out/x
    refuse "made with other options" "$aot" --link-shards -O0 --root=/ program 3.*.o -o out/x
    refuse "another program than small" "$aot" --link-shards -O0 small 3.*.o -o out/x
    refuse "cannot read: No such file" $link 3.1.o 3.2.o nothing.o -o out/x
    refuse "cannot read: Is a directory" $link 3.1.o 3.2.o . -o out/x
    refuse "not a shard" $link 3.1.o 3.2.o small -o out/x
    cp 3.1.o same.o
    refuse "replace the input" $link same.o 3.2.o 3.3.o -o same.o
    cmp 3.1.o same.o || fail "a shard was replaced"
    # Another version: the text says so, and its sum is right.
    sed 's/^tool dbt-aot/tool dbt-oat/' 3.2.o >other.o
    LC_ALL=C sed 's/^sum .*/sum 0000000000000000000000000000000000000000000000000000000000000000/' \
        other.o >zeros.o
    sum=$(sha256sum zeros.o | cut -d ' ' -f 1)
    LC_ALL=C sed "s/^sum .*/sum $sum/" other.o >resealed.o
    refuse "made by another dbt-aot" $link 3.1.o resealed.o 3.3.o -o out/x
    size=$(stat -c %s 3.2.o)
    for at in 0 20 70 90 150 300 420 1000 $((size / 2)) $((size - 2)); do
        cp 3.2.o damaged.o
        damage damaged.o "$at"
        refuse "^dbt-aot: damaged.o: \(not\|a damaged\) " $link 3.1.o damaged.o 3.3.o -o out/x
        head -c "$at" 3.2.o >damaged.o
        refuse "^dbt-aot: damaged.o: \(not\|a damaged\) " $link 3.1.o damaged.o 3.3.o -o out/x
    done
    cat 3.2.o small >damaged.o
    refuse "a damaged shard; make it again" $link 3.1.o damaged.o 3.3.o -o out/x
}

# Functions in one shard, or all, that the code generator dies of: stubs are made when linking.
check_left() {
    [ -x "$aot-faulty" ] || { echo "skipped: what dies of functions is not built"; return; }
    translator=$aot-faulty
    for fault in abort:f20,f200 segv:all; do
        export FAULT=$fault
        "$translator" -q -O0 program -o whole || fail "$fault: translating"
        make_shards program 3 -O0
        # The one that made the shards joins them: others are of another version.
        "$translator" --link-shards -O0 program 3.*.o -o joined 2>joined.log ||
            fail "$fault: linking"
        grep -q "warning: .* left to the runtime" joined.log || fail "$fault: no warning"
        cmp whole joined || fail "$fault: 3 shards"
        ./joined
        [ $? = "$expected" ] || fail "$fault: the output is wrong"
        unset FAULT
    done
    rm -f ./*.o
    translator=$aot
}

# Each write of a shard fails, once: there is one line, and no shard.
check_writing() {
    inject=$bin/../tests/libinject.so at=1
    [ -e "$inject" ] || { echo "skipped: shards on a full disk, no $inject"; return; }
    while :; do
        rm -f fired out/x
        LD_PRELOAD=$inject FAULT_CALL=write@main FAULT_AT=$at FAULT_MARK=fired \
            "$aot" -O0 -j1 --shards=2 --shard=2 -c small -o out/x 2>stderr
        status=$?
        [ -e fired ] || break
        [ $status = 1 ] && [ "$(wc -l <stderr)" = 1 ] && [ -z "$(ls -A out)" ] ||
            fail "write $at of a shard: status $status: $(cat stderr)"
        at=$((at + 1))
    done
    rm -f out/x
    [ $at -gt 3 ] || fail "of a shard, only $((at - 1)) writes were made to fail"
}

check_guest() {
    command -v "$1" >/dev/null || { echo "skipped a guest: no $1"; return; }
    compile="$1 -nostdlib -ffreestanding -static -O1 $2"
    $compile program.c -o program && $compile small.c -o small || { fail "compiling"; return; }
    "$bin/dbt-run" ./program
    expected=$?
    same program "1 3 8" -O0
    ./whole
    [ $? = $expected ] || fail "$1: the output is wrong"
    [ "$3" ] && check_mismatch
    [ "$(ar t 3.1.o | head -n 1)" = dbt-aot-shard ] &&
        nm 3.2.o 2>/dev/null | grep -q ' T f[0-9]*\.' ||
        fail "ar and nm do not read a shard"
    grep -q "$dir" 3.1.o && fail "a shard has a path of the machine"
    rm -f ./*.o
    check_left
    [ "$3" ] && check_writing
    # Shards without code; a program with one chunk; parts of functions in two shards.
    same small 3 -O2 --precise --root=/nowhere --fallback=interp
    same small 2 --no-aot
    printf '_start\n' >list
    same small 2 --functions=list --no-guest-file
    [ "$3" ] && same program 3 -O0 --split=2
    rm -f ./*.o
}

check_command_line
check_guest powerpc-linux-gnu-gcc "" all
check_guest arm-linux-gnueabihf-gcc -mthumb ""
[ $ran -gt 0 ] || { echo "skipped: no compiler for a guest"; exit 77; }
exit $failed
