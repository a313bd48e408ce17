#!/bin/sh
# cut_test.sh DBT-AOT INJECT.SO FOLDER CALL/N/WORDS... -- what a limit cuts off runs.
#
# At the Nth look at the clock, or at the memory that is used (inject.c), there is no more for
# discovery, or for lifting, as WORDS of a warning say; there is for all that follows.  If the
# warning says otherwise, later looks are tried: discovery comes first.  The output must do what the
# program does when nothing was translated.
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
    for cut in "$@"; do
        call=${cut%%/*} words=${cut##*/} n=${cut#*/} n=${n%%/*}
        for _ in 1 2 3 4 5 6 7 8; do
            LD_PRELOAD=$inject FAULT_CALL=$call FAULT_AT=$n FAULT_MARK=fired \
                "$aot" -v -O0 --time-limit=100000 --memory-limit=100000 prog -o out 2>stderr
            status=$?
            if [ $status != 0 ] || grep -q "$words" stderr; then break; fi
            n=$((n + 50))
        done
        { [ $status = 0 ] && grep -q "$words" stderr; } ||
            { echo "FAILED $guest $cut: status $status: $(cat stderr)"; failed=1; continue; }
        ./out >printed
        { [ $? = 42 ] && cmp printed expected; } || { echo "FAILED $guest $cut"; failed=1; }
        echo "$guest, $call, look $n: $(grep '^found' stderr); $(grep '^translated' stderr)"
        ran=$((ran + 1))
    done
done
[ $ran = 0 ] && [ $failed = 0 ] && exit 77
exit $failed
