#!/bin/sh
# fault_test.sh DBT-AOT INJECT.SO PROGRAM FOLDER STEP CALL... -- each call that can fail does, once.
#
# The Nth CALL of dbt-aot fails (inject.c lists them), for N = 1, 1 + STEP ... until none does.
# dbt-aot must end with status 1 and one line, no output and nothing left; or, where the failure
# does no harm, with an output that runs.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$1 inject=$2 program=$3 folder=$4 step=$5 failed=0
shift 5
rm -rf "$folder" && mkdir -p "$folder/out" && cd "$folder" || exit 1

fail() {
    echo "FAILED $*"
    failed=$((failed + 1))
}

check() { # check CALL N: after dbt-aot has ended with $status
    if [ $status = 0 ]; then
        ./out/x >stdout
        [ $? = 42 ] || fail "$1 $2: the output is wrong"
        rm -f out/x
    else
        [ $status = 1 ] || fail "$1 $2: status $status: $(head -n 2 stderr)"
        [ "$(wc -l <stderr)" = 1 ] || fail "$1 $2: not one line: $(head -n 3 stderr)"
    fi
    [ -z "$(ls -A out)" ] || fail "$1 $2: left $(ls -A out)"
    rm -rf out/x out/.d*
}

for call in "$@"; do
    rm -f out/x
    n=1
    while :; do
        rm -f fired
        LD_PRELOAD=$inject FAULT_CALL=$call FAULT_AT=$n FAULT_MARK=fired \
            timeout 60 "$aot" -j1 -O1 "$program" -o out/x >stdout 2>stderr
        status=$?
        [ -e fired ] || break
        check $call $n
        n=$((n + step))
    done
    echo "$call: $((n - 1)) calls tried, by $step"
done
exit $((failed != 0))
