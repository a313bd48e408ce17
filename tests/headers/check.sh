#!/bin/sh
# check.sh BIN PARTS SCRATCH GUEST MODE FIRST COUNT -- cases of headers.c as Linux loads them.
#
# PARTS has the programs that headers.cmake builds.  GUEST is arm or ppc; MODE is "run"
# (executed by a guest program, so that errors of execve are seen), "aot" or
# "aot-loaded" (with --no-guest-file): translated, and executed by the kernel.  What does
# not agree with `expected` is shown in words; linux.sh tells what Linux finds.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 parts=$2 scratch=$3 guest=$4 mode=$5 first=$6 count=$7
mkdir -p "$scratch/$guest.$mode" && cd "$scratch/$guest.$mode" || exit 1

case $mode in
run) set -- "$bin/dbt-run" "$parts/execute.$guest" ./case ;;
aot) set -- "$bin/dbt-aot" --no-aot -o out case -- ./out ;;
aot-loaded) set -- "$bin/dbt-aot" --no-aot --no-guest-file -o out case -- ./out ;;
esac

# What dbt-aot refuses has no error number.
same_errors() {
    if [ "$mode" = run ]; then cat; else sed 's/ error .*/ dead/'; fi
}

"$parts/headers" -s "$guest" "$parts/probe.$guest" "$first" "$count" "$@" >seen || exit 1
awk -v first="$first" -v count="$count" '$1 >= first && $1 < first + count' "$here/expected" |
    same_errors >wanted
[ "$(wc -l <wanted)" = "$count" ] || { echo "expected has not all of the cases"; exit 1; }
if diff wanted seen >differences; then
    echo "$count cases as Linux loads them: $guest, $mode"
    exit 0
fi
head -20 differences
sed -n 's/^> \([0-9]*\) .*/\1/p' differences | head -5 | while read -r number; do
    "$parts/headers" -l "$guest" "$parts/probe.$guest" "$number" 1 "$@"
done
exit 1
