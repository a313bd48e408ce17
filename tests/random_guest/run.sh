#!/usr/bin/env bash
# run.sh -- programs of random instructions: qemu-ppc against each of our modes.
#
#   run.sh BUILD [SEED [PROGRAMS [SEQUENCES [LENGTH [ONLY]]]]]
#
# Each program has SEQUENCES sequences of LENGTH instructions and the next seed.  A million
# instructions: run.sh build 1 50 1000 20.  ONLY: instructions whose names start so.
# MODES: some of "interp jit aot-O0 aot-O2".
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
build=$1 seed=${2:-1} programs=${3:-1} sequences=${4:-1000} length=${5:-20} only=${6:-}
modes=${MODES:-interp jit aot-O2}
make=$build/bin/random_guest
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

if ! command -v qemu-ppc >/dev/null; then
    echo "skipped: no qemu-ppc"
    exit 77
fi

run_mode() { # run_mode MODE PROGRAM: its output to stdout
    case $1 in
    interp) "$build/bin/dbt-run" -d interp "$2" ;;
    jit) "$build/bin/dbt-run" "$2" ;;
    aot-*) "$build/bin/dbt-aot" "-${1#aot-}" "$2" -o "$2.$1" && "$2.$1" ;;
    esac
}

for ((i = 0; i < programs; i++, seed++)); do
    program=$folder/guest
    "$make" make "$seed" "$sequences" "$length" "$program" $only || exit 1
    qemu-ppc "$program" >"$folder/want" || { echo "seed $seed: qemu-ppc failed"; status=1; }
    for mode in $modes; do
        run_mode "$mode" "$program" >"$folder/got" ||
            { echo "seed $seed $mode: status $?"; status=1; }
        "$make" compare "$seed" "$sequences" "$length" "$folder/want" "$folder/got" $only \
            >"$folder/report" ||
            { status=1; echo "seed $seed $mode:"; cat "$folder/report"; }
    done
done
[ $status = 0 ] && echo "$((programs * sequences * length)) instructions: no difference ($modes)"
exit $status
