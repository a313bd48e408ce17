#!/bin/sh
# plugins_test.sh BIN-DIR SCRATCH-DIR [MS [whole]] -- a program with plugins, in all modes, compared
# with qemu-user: plugins loaded and unloaded by 16 threads for MS milliseconds (200), LD_PRELOAD,
# LD_DEBUG, LD_BIND_NOW, and plugins that are replaced after translation.  With "whole" the C
# library is translated ahead of time, too, which takes a minute, and A32 is tried.
#
# By hand: plugins_test.sh build/bin /tmp/scratch 60000 whole
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
ms=${3:-200}
whole=${4-}
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

# plugins FOLDER SALT: all plugins, into a folder of the root.
plugins() {
    mkdir -p "$root/$1"
    for number in 0 1 2 3 4; do
        compile -fPIC -shared -DNUMBER=$number -DSALT=$2 "$here/plugin.c" \
            -o "$root/$1/plugin$number.so"
    done
}

# The C library, where the program looks for it, and all that is loaded.
make_root() {
    rm -rf "$root"
    mkdir -p "$root/lib"
    for library in "/usr/$cross/lib"/ld*.so.* "/usr/$cross/lib"/libc.so.6; do
        cp "$library" "$root/lib/"
    done
    compile -rdynamic "$here/plugins.c" -o program -pthread -ldl
    compile -fno-builtin -fPIC -shared "$here/preload.c" -o "$root/preload.so" -ldl
    plugins plugins 0
    plugins replaced 0
}

# translate OUTPUT OPTIONS...
translate() {
    output=$1
    shift
    if "$bin/dbt-aot" -O1 --root="$root" "$@" program -o "$output"; then
        modes="$modes $output"
    else
        fail "$cross $kind: translating $output"
    fi
}

# What may differ: process numbers, addresses, the name of the translated program, the library of
# the kernel's own, which qemu does not have, and folders for a kind of PowerPC, of which qemu says
# none.
masked() {
    sed -E 's/^ +[0-9]+:\t//; s/0x[0-9a-f]+/ADDRESS/g; s/\b[0-9a-f]{8}\b/ADDRESS/g
            s,\./(alone|plugged|whole)\b,./program,g; /^object=linux-vdso/,/^$/d
            /linux-vdso|trying file=.*\/ppc750\//d
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
    *) timeout 300 env $variable "./$mode" "$@" ;;
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
    compare once '' /plugins once
    compare threads '' /plugins 16 "$ms"
    compare now LD_BIND_NOW=1 /plugins once
    compare replaced '' /replaced once
    compare preload LD_PRELOAD=/preload.so /plugins once
    compare debug LD_DEBUG=all /plugins once
}

# in_all_modes CROSS QEMU KIND: programs compiled with the options KIND.
in_all_modes() {
    cross=$1 qemu=$2 kind=$3 root=$dir/root modes='qemu dbt-run'
    command -v $cross-gcc >/dev/null && command -v ${qemu%% *} >/dev/null || return
    make_root
    if "$bin/dbt-aot" --help=all | grep -q -e --with; then
        plugged='--with=/plugins --with=/replaced --with=/preload.so'
        translate alone --no-libraries
        translate plugged --no-libraries $plugged
        [ -z "$whole" ] || translate whole --cache="$dir/cache" $plugged
    else
        translate alone
    fi
    plugins replaced 1
    for mode in $modes; do
        all_cases
    done
}

# PowerPC's PLTs of old are code that the dynamic linker writes.
in_all_modes powerpc-linux-gnu qemu-ppc -msecure-plt
in_all_modes powerpc-linux-gnu qemu-ppc -mbss-plt
in_all_modes arm-linux-gnueabihf 'qemu-arm -cpu cortex-a15' -mthumb
[ -z "$whole" ] || in_all_modes arm-linux-gnueabihf 'qemu-arm -cpu cortex-a15' -marm
if [ $ran = 0 ]; then
    echo "skipped: no compiler for a guest, or no qemu-user"
    exit 77
fi
exit $failed
