#!/bin/sh
# run_test.sh BIN-DIR SCRATCH-DIR PROGRAM... -- dbt-compare on small guest programs: its JSON is as
# the schema says and consistent, its code is that of the output, and what goes wrong is one line.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1 dir=$2
here=$(cd "$(dirname "$0")" && pwd)
shift 2
failed=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

# wrong STATUS WORDS ARGUMENTS...: one line on stderr that has the words, no page, no leftovers.
wrong() {
    status=$1 words=$2
    shift 2
    "$bin/dbt-compare" "$@" 2>error
    got=$?
    [ $got = "$status" ] || fail "$*: status $got, not $status"
    grep -q -e "$words" error || fail "$*: $(cat error)"
    [ "$(wc -l <error)" = 1 ] || fail "$*: more than one line: $(cat error)"
    [ ! -e never.html ] || fail "$*: a page all the same"
}

for program in "$@"; do
    name=$(basename "$program")
    "$bin/dbt-compare" --runs=2 --top=300 "$program" -o page.html --json=report.json -- one two ||
        fail "$name: status $?"
    grep -q "default-src 'none'" page.html || fail "$name: no page"
    "$bin/dbt-aot" "$program" -o plain || fail "$name: translating"
    "$here/check_report.py" report.json --output plain \
        --schema "$here/../../docs/compare.schema.json" || fail "$name: the report"
    grep -q '"arguments":\["one","two"\]' report.json || fail "$name: arguments"
    cp report.json "first.json"
done

program=$1
wrong 1 "no-such-program: " no-such-program -o never.html
wrong 1 "not an ELF file" "$here/run_test.sh" -o never.html
wrong 1 "no such function" "$program" --function=no_such -o never.html
wrong 1 "dbt-aot: unknown option" "$program" --aot=--no-such-option -o never.html
wrong 1 "no-native" "$program" --native=./no-native -o never.html
wrong 2 "come after --" "$program" extra -o never.html
wrong 2 "not a number of runs" "$program" --runs=0 -o never.html
wrong 2 "give -o FILE" "$program"
"$bin/dbt-compare" --diff first.json report.json -o diff.html || fail "two reports"
find . -name '.dbt-aot-*' | grep -q . && fail "a folder is left"
exit $failed
