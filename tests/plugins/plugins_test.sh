#!/bin/sh
# plugins_test.sh BIN-DIR SCRATCH-DIR [MS] -- a program with plugins, in all modes, compared with
# qemu-user: plugins loaded and unloaded by 16 threads for MS milliseconds (500), LD_PRELOAD,
# LD_DEBUG, LD_BIND_NOW, and a plugin that is replaced after translation.
#
# By hand: plugins_test.sh build/bin /tmp/scratch 60000
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
ms=${3:-500}
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

compile() {
    $cross-gcc -std=gnu11 -O2 $kind -Wl,--no-warn-rwx-segments "$@" || fail "$cross: compiling $*"
}

# plugins FOLDER OPTIONS...: all plugins, into FOLDER.
plugins() {
    into=$1
    shift
    mkdir -p "$into"
    for number in 0 1 2 3 4; do
        compile -fPIC -shared -DNUMBER=$number "$@" "$here/plugin.c" -o "$into/plugin$number.so"
    done
}

# What may differ: process numbers, addresses, the name of the translated program, the library of
# the kernel's own, which qemu does not have, and folders for a kind of PowerPC, of which qemu says
# none.
masked() {
    sed -E 's/^ +[0-9]+:\t//; s/0x[0-9a-f]+/ADDRESS/g; s/\b[0-9a-f]{8}\b/ADDRESS/g
            s,\./translated,./program,g; /^object=linux-vdso/,/^$/d; /linux-vdso|trying file=.*\/ppc750\//d
            s,(=|:)[^:]*/ppc750(:|$),\1,g; s,(=|:)[^:]*/ppc750(:|$),\1,g'
}

# launch VARIABLE ARGUMENTS...: the program in this mode, with an environment variable if VARIABLE
# is NAME=VALUE.  qemu's own dynamic linker must not see it.
launch() {
    variable=$1
    shift
    case $mode in
    qemu) timeout 300 $qemu -L $root ${variable:+-E "$variable"} ./program "$@" ;;
    dbt-run) timeout 300 env $variable "$bin/dbt-run" -L $root ./program "$@" ;;
    dbt-aot) timeout 300 env $variable ./translated "$@" ;;
    esac
}

# compare CASE VARIABLE ARGUMENTS...: output and status are qemu's, which ran first.
compare() {
    case=$1
    shift
    launch "$@" >out 2>err
    echo "status $?" >>out
    masked <err >"err.masked"
    if [ "$mode" = qemu ]; then
        cp out "$case.expect"
        cp err.masked "$case.errors"
        return
    fi
    ran=$((ran + 1))
    cmp -s out "$case.expect" ||
        fail "$cross $kind, $mode, $case: $(diff "$case.expect" out | head -n 6) $(tail -n 3 err)"
    [ "$case" = threads ] || cmp -s err.masked "$case.errors" ||
        fail "$cross $kind, $mode, $case, errors: $(diff "$case.errors" err.masked | head -n 8)"
}

all_cases() {
    compare once '' plugins once
    compare threads '' plugins 16 "$ms"
    compare now LD_BIND_NOW=1 plugins once
    compare replaced '' replaced once
    compare preload LD_PRELOAD="$dir/preload.so" plugins once
    compare debug LD_DEBUG=all plugins once
}

# in_all_modes CROSS QEMU KIND: programs compiled with the options KIND.
in_all_modes() {
    cross=$1 qemu=$2 kind=$3 root=/usr/$1
    command -v $cross-gcc >/dev/null && command -v ${qemu%% *} >/dev/null || return
    compile -rdynamic "$here/plugins.c" -o program -pthread -ldl
    compile -fno-builtin -fPIC -shared "$here/preload.c" -o preload.so -ldl
    plugins plugins
    plugins replaced
    "$bin/dbt-aot" -O1 --root=$root program -o translated || fail "$cross $kind: translating"
    plugins replaced -O1
    for mode in qemu dbt-run dbt-aot; do
        all_cases
    done
}

# PowerPC's PLTs of old are code that the dynamic linker writes.
in_all_modes powerpc-linux-gnu qemu-ppc -msecure-plt
in_all_modes powerpc-linux-gnu qemu-ppc -mbss-plt
in_all_modes arm-linux-gnueabihf 'qemu-arm -cpu cortex-a15' -mthumb
in_all_modes arm-linux-gnueabihf 'qemu-arm -cpu cortex-a15' -marm
if [ $ran = 0 ]; then
    echo "skipped: no compiler for a guest, or no qemu-user"
    exit 77
fi
exit $failed
