#!/bin/sh
# faults_test.sh DBT-AOT-FAULTY SCRATCH-DIR -- functions that the code generator dies of,
# or that there is no time or memory for, are left to the runtime: the output works, and a
# line says so.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$1
dir=$2
failed=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

cat >prog.c <<'EOF'
#include <stdio.h>
#include <stdlib.h>
__attribute__((noinline)) unsigned twice(unsigned n)
{
    return n < 2 ? n : twice(n - 1) + 2;
}
__attribute__((noinline)) int by_letter(int c, int n)
{
    switch (c) {
    case 'a': return n * 3;
    case 'b': return n + 7;
    case 'c': return n ^ 5;
    case 'd': return n - 100;
    case 'e': return twice(n & 15);
    case 'f': return -n;
    default: return 0;
    }
}
__attribute__((noinline)) double mean(const double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += v[i];
    return sum / n;
}
static int compare(const void *a, const void *b)
{
    return by_letter('a', *(const int *)a) - by_letter('a', *(const int *)b);
}
int main(void)
{
    int v[] = {5, 3, 9, 1}, total = 0;
    double d[] = {1, 2, 4.5};
    qsort(v, 4, sizeof *v, compare);
    for (int i = 0; i < 4; i++)
        printf("%d ", v[i]);
    for (int c = 'a'; c < 'h'; c++)
        total += by_letter(c, total + c);
    printf("%u %d %g\n", twice(20), total, mean(d, 3));
    return 42;
}
EOF

# translate WORDS ENVIRONMENT OPTIONS...: that has a warning with the words, and the
# output works.
translate() {
    words=$1
    fault=$2
    shift 2
    rm -f out
    FAULT=$fault timeout 100 "$aot" "$@" prog -o out 2>stderr
    status=$?
    [ $status = 0 ] || fail "$guest $fault $*: status $status: $(cat stderr)"
    [ -z "$words" ] || grep -q -- "$words" stderr ||
        fail "$guest $fault $*: no \"$words\" in: $(cat stderr)"
    timeout 20 ./out >printed
    status=$?
    [ $status = 42 ] || fail "$guest $fault $*: the output's status is $status"
    cmp -s printed expected || fail "$guest $fault $*: it prints $(cat printed)"
}

# Prints the functions that a listing of --emit=asm has, but the named one; not the ways to
# leave them, which have no names.
functions_of() { grep '^[a-z_].*\(body\|part[0-9]*\):' "$1" | grep -v "^$2" | sort; }

# A listing has all but what failed, whatever -j is, and a line names that.
check_listings() {
    "$aot" --emit=asm $only prog -o listed || fail "$guest: --emit=asm"
    for fault in abort segv exit; do
        for jobs in 1 3; do
            FAULT=$fault:twice "$aot" --emit=asm -j $jobs $only prog >list.$jobs 2>stderr ||
                fail "$guest: --emit=asm, $fault: status $?"
            grep -q "^dbt-aot: warning: 1 function is left .*: twice: " stderr ||
                fail "$guest: --emit=asm, $fault: $(cat stderr)"
        done
        cmp -s list.1 list.3 || fail "$guest: --emit=asm, $fault: -j changes it"
        functions_of listed twice >all
        functions_of list.1 twice >some
        [ -s all ] && cmp -s all some || fail "$guest: --emit=asm, $fault: $(diff all some)"
    done
    FAULT=segv:twice "$aot" -d llvm:dump $only prog -o out 2>stderr
    [ $? = 0 ] && grep -q "define.*@mean" dump && grep -q ": twice: " stderr ||
        fail "$guest: -d llvm: $(cat stderr)"
}

for guest in powerpc-linux-gnu arm-linux-gnueabihf; do
    if ! command -v $guest-gcc >/dev/null; then
        echo "skipped $guest: no compiler"
        continue
    fi
    # Of the library only a few functions: it takes the time.
    $guest-gcc -O1 -static prog.c -o prog
    printf '%s\n' twice by_letter mean compare main qsort malloc printf exit >functions
    "$aot" --no-aot prog -o plain && ./plain >expected
    only=--functions=functions
    translate "" none: $only
    cp out whole
    for name in twice mean main; do
        translate "1 function is left to the runtime.*made to fail" abort:$name $only
    done
    translate "$name.*Segmentation fault" segv:$name $only -v
    translate "by_letter.*ended with status 1" exit:by_letter $only -v
    translate "Segmentation fault" stack:twice $only -O0
    translate "memory" memory:twice $only -O0 --memory-limit=300
    translate "by_letter, part 1 of .*made to fail" abort:by_letter $only -v --split=2
    grep -q "by_letter, part 2 of" stderr || fail "$guest: only one part has failed"
    translate "functions are left to the runtime" abort:all $only -O0
    translate "" none: $only -j 1
    cmp out whole || fail "$guest: the output depends on -j"
    if [ $guest = powerpc-linux-gnu ]; then # they take the time
        translate "there is no time left" hang:mean $only --time-limit=8
        check_listings
    fi
    FAULT=abort:twice "$aot" -j 1 $only prog -o one 2>stderr
    FAULT=abort:twice "$aot" -j 4 $only prog -o four 2>stderr
    cmp one four || fail "$guest: the output depends on -j where a function fails"
    FAULT=abort:twice "$aot" -q $only prog -o one 2>stderr
    [ -s stderr ] && fail "$guest: -q, but $(cat stderr)"
done
ls -A | grep -q '^\.dbt-aot' && fail "left a workspace"
exit $failed
