#!/bin/sh
# linked_test.sh BIN-DIR SCRATCH-DIR -- dynamically linked programs, with the libraries of
# the cross-compilers: position-independent ones and others, both modes.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
here=$(cd "$(dirname "$0")" && pwd)
failed=0 ran=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1
unset DBT_ROOT

fail() {
    echo "FAILED $*"
    failed=1
}

# check NAME COMMAND...: what it prints, and exit status 3.
check() {
    name=$1
    shift
    "$@" ./made >out 2>err
    status=$?
    [ $status = 3 ] || fail "$name: status $status: $(cat err)"
    cmp -s out "$here/linked.expect" || fail "$name: $(diff out "$here/linked.expect")"
    ran=$((ran + 1))
}

for cross in powerpc-linux-gnu arm-linux-gnueabi arm-linux-gnueabihf; do
    root=/usr/$cross
    command -v $cross-gcc >/dev/null || continue
    for kind in "-fPIE -pie" "-fno-pie -no-pie"; do
        name="$cross $kind"
        $cross-gcc -std=gnu11 -O2 $kind "$here/linked.c" -o program -lm -pthread -ldl ||
            fail "$name: compiling"
        check "$name, dbt-run -L" "$bin/dbt-run" -L $root ./program
        check "$name, DBT_ROOT" env DBT_ROOT=$root "$bin/dbt-run" ./program
        "$bin/dbt-aot" --no-libraries --root=$root program -o translated ||
            fail "$name: translating"
        check "$name, dbt-aot --no-libraries" ./translated
        $cross-strip program
        "$bin/dbt-aot" program -o translated || fail "$name: translating it stripped"
        check "$name, stripped" env DBT_ROOT=$root ./translated
        ./translated ./made >out 2>err && fail "$name: no libraries, and no error"
        [ "$(wc -l <err)" = 1 ] && grep -q "is not there; name the folder" err ||
            fail "$name: without libraries: $(cat err)"
    done
done
if [ $ran = 0 ]; then
    echo "skipped: no compiler for a guest"
    exit 77
fi
exit $failed
