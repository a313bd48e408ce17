#!/bin/sh
# fault_test.sh DBT-AOT INJECT.SO PROGRAM FOLDER STEP CALL... -- each call that can fail does, once.
#
# The Nth CALL of dbt-aot fails (inject.c lists them), for N = 1, 1 + STEP ... until none does.
# dbt-aot must end with status 1 and one line, no output and nothing left; or, where the failure
# does no harm or costs a part of the translation, with an output that runs.  CALL may end in
# /STEP, a step of its own.  OPTIONS are further ones of dbt-aot.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$1 inject=$2 program=$3 folder=$4 step=$5 failed=0
shift 5
rm -rf "$folder" && mkdir -p "$folder/out" && cd "$folder" || exit 1

fail() {
    echo "FAILED $*"
    failed=$((failed + 1))
}

# Warnings and the lines of -v may stand before the one line.
lines() {
    grep -cv '^dbt-aot: warning: \|^[a-z]* \{2,\}\|^translated \|^given up ' stderr
}

# The functions that a listing of assembly has.
bodies() { grep -o '^[^ ]*\.body:' "$1" | sort; }

check() { # check CALL N: after dbt-aot has ended with $status
    case $OPTIONS in *--emit=*) listing=yes ;; *) listing= ;; esac
    if [ $status = 0 ] && [ $listing ]; then
        bodies out/x | cmp -s - bodies || grep -q '^dbt-aot: warning: ' stderr ||
            fail "$1 $2: the listing lacks functions, and no line says so"
        rm -f out/x
    elif [ $status = 0 ]; then
        ./out/x >stdout
        [ $? = 42 ] || fail "$1 $2: the output is wrong"
        rm -f out/x
    else
        [ $status = 1 ] || fail "$1 $2: status $status: $(head -n 2 stderr)"
        [ "$(lines)" = 1 ] || fail "$1 $2: not one line: $(head -n 3 stderr)"
        grep -q '^dbt-aot: ' stderr || fail "$1 $2: not a line of dbt-aot: $(cat stderr)"
    fi
    [ -z "$(ls -A out)" ] || fail "$1 $2: left $(ls -A out)"
    rm -rf out/x out/.d*
}

# shellcheck disable=SC2086
"$aot" -j1 -O1 $OPTIONS "$program" -o whole 2>stderr || fail "nothing fails, but status $?"
bodies whole >bodies
for call in "$@"; do
    case $call in */*) by=${call#*/} call=${call%/*} ;; *) by=$step ;; esac
    rm -f out/x
    n=1 of=$program
    # Only large files are mapped.
    [ "$call" = mmap ] && of=large && cp "$program" large && truncate -s 65M large
    while :; do
        rm -f fired
        # shellcheck disable=SC2086
        LD_PRELOAD=$inject FAULT_CALL=$call FAULT_AT=$n FAULT_MARK=fired \
            timeout 60 "$aot" -j1 -O1 $OPTIONS "$of" -o out/x >stdout 2>stderr
        status=$?
        [ -e fired ] || break
        check "$call" $n
        n=$((n + by))
    done
    [ $n -gt 1 ] || fail "$call: none was made to fail"
    [ $status = 0 ] || fail "$call: status $status without a failure"
    echo "$call: $((n - 1)) calls tried, by $by${OPTIONS:+, $OPTIONS}"
done
rm -f large
exit $((failed != 0))
