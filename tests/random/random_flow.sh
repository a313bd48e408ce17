#!/bin/sh
# Programs of COUNT random IT blocks (random_flow.c): qemu against our modes.
# usage: random_flow.sh BUILD COMPILER QEMU SEED COUNT KIND...
# MODES: some of "interp jit nochain precise resume noaot aot-O0 aot-O2".  The last two are made
# with --resume=no: programs that handle SIGSEGV, as the kinds "-signals" do, leave their code for
# good.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -e
here=$(dirname "$0")
build=$1 compiler=$2 qemu=$3 seed=$4 count=$5
shift 5
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

translated() { # translated OPTIONS...
    rm -f "$folder/translated"
    "$build/bin/dbt-aot" "$@" "$folder/program" -o "$folder/translated" &&
        "$folder/translated" $arguments
}

own() { # own OPTIONS...: only the cases are ahead of time
    nm "$folder/program" |
        sed -n 's/^\([0-9a-f]*\) . flow_\(callee\|callee_a32\|[0-9]*\)$/\1/p' > "$folder/own"
    translated --functions="$folder/own" "$@"
}

run_mode() {
    case $1 in
    interp) "$build/bin/dbt-run" -d interp "$folder/program" $arguments ;;
    jit) "$build/bin/dbt-run" "$folder/program" $arguments ;;
    nochain) "$build/bin/dbt-run" -d nochain "$folder/program" $arguments ;;
    precise) own --precise ;;
    resume) own --resume ;;
    noaot) translated --no-aot ;;
    aot-*) own "-${1#aot-}" --resume=no ;;
    esac
}

for kind in "$@"; do
    case $kind in
    *-signals) arguments=signals ;;
    *) arguments= ;;
    esac
    "$build/bin/random_flow" make "$seed" "$count" "$kind" > "$folder/table.S"
    "$compiler" -O1 -marm -static "$here/run_flow.c" "$here/enter_arm.S" "$folder/table.S" \
        -o "$folder/program"
    "$qemu" -cpu max "$folder/program" $arguments > "$folder/want"
    for mode in ${MODES:-interp jit nochain precise resume noaot aot-O0 aot-O2}; do
        run_mode "$mode" > "$folder/got" || status=1
        echo "$kind $mode"
        compare=compare
        [ "$mode" = resume ] && compare=compare-but-flags
        "$build/bin/random_flow" $compare "$folder/want" "$folder/got" || status=1
    done
done
[ -z "$KEEP" ] || cp "$folder/table.S" "$folder/program" "$folder/want" "$folder/got" "$KEEP"
exit $status
