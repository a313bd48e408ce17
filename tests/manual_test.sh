#!/bin/sh
# manual_test.sh BUILD -- manual pages, completions and the README against the options.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cd "$(dirname "$0")/.." || exit 1
build=$1 failed=0

fail() {
    echo "FAILED $*"
    failed=1
}

pages=$(find "$build/share/man" -type f)
[ "$(echo "$pages" | wc -l)" -ge 3 ] || fail "pages: $pages"
if command -v groff >/dev/null; then
    for page in $pages; do
        warnings=$(groff -man -ww -Tutf8 "$page" 2>&1 >/dev/null)
        [ -z "$warnings" ] || fail "$page: $warnings"
    done
else
    echo "skipped: what groff finds in the pages, it is not there"
fi
for command in dbt-aot dbt-run dbt-compare dbt-inspect; do
    completion=$build/share/bash-completion/completions/$command
    bash -n "$completion" || fail "$completion"
    for option in $("$build/bin/$command" --help=all | grep -o '^  -[^ =,[]*' | tr -d ' '); do
        grep -q -- "$option" "$completion" || fail "$completion: no $option"
    done
    # The README shows the help as it is.
    "$build/bin/$command" --help=all | sed -n 's/^  -/    -/p' | while read -r line; do
        grep -qF -- "$line" README.md || echo "$line"
    done | grep . && fail "README.md: these lines of $command --help=all are not there"
done

# Each row of a table of situations names words that its test looks for.
grep '^|.*|.*|.*| [a-z_/]*\.[a-z]* |$' docs/situations.md >"$build/situations"
[ -s "$build/situations" ] || fail "docs/situations.md: no rows"
while IFS= read -r row; do
    test=$(echo "$row" | sed 's/.*| \([^ ]*\) |$/\1/')
    words=$(echo "$row" | sed 's/^|[^|]*| [^`]*`\([^`]*\)`.*/\1/')
    grep -qF -- "$words" "tests/$test" || fail "docs/situations.md: no \"$words\" in tests/$test"
done <"$build/situations"
exit $failed
