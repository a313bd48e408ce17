#!/bin/sh
# cut_test.sh DBT-AOT INJECT.SO FOLDER N... -- what a --time-limit leaves undiscovered runs.
#
# At the Nth look at the clock (inject.c) the time for discovery is over, and the time for all
# else is not.  The output must do what the program does when nothing was translated.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$1 inject=$2 folder=$3 failed=0 ran=0
shift 3
rm -rf "$folder" && mkdir -p "$folder" && cd "$folder" || exit 1
cat >prog.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int main(void)
{
    int v[] = {5, 3, 9, 1};
    time_t then = 86400;
    qsort(v, 4, sizeof *v, compare);
    printf("%d %g %s %s", v[0] + v[3], atof("2.5") / v[1], getenv("HOME") ? "home" : "",
           asctime(gmtime(&then)));
    return 42;
}
END
for guest in powerpc-linux-gnu arm-linux-gnueabihf; do
    command -v $guest-gcc >/dev/null || { echo "skipped $guest: no compiler"; continue; }
    $guest-gcc -O1 -static prog.c -o prog && "$aot" --no-aot prog -o plain || exit 1
    ./plain >expected
    for n in "$@"; do
        LD_PRELOAD=$inject FAULT_CALL=clock FAULT_AT=$n FAULT_MARK=fired \
            "$aot" -v -O0 --time-limit=100000 prog -o out 2>stderr
        status=$?
        { [ $status = 0 ] && grep -q "no time to look at all code" stderr; } ||
            { echo "FAILED $guest $n: status $status: $(cat stderr)"; failed=1; continue; }
        ./out >printed
        { [ $? = 42 ] && cmp printed expected; } || { echo "FAILED $guest $n"; failed=1; }
        echo "$guest, look $n: $(grep '^found' stderr)"
        ran=$((ran + 1))
    done
done
[ $ran = 0 ] && [ $failed = 0 ] && exit 77
exit $failed
