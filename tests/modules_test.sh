#!/bin/sh
# modules_test.sh BIN-DIR SCRATCH-DIR [TURNS] -- shared objects that were translated ahead
# of time: loaded, unloaded, twice, changed, elsewhere, rewritten, by threads, in children.
# What the programs print is compared with qemu-user; and which modules' code was used is
# checked, since without it everything works as well.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
turns=${3:-40} # of each thread
here=$(cd "$(dirname "$0")" && pwd)
failed=0 ran=0
variable= # of the environment of the guest
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1
unset DBT_ROOT

fail() {
    echo "FAILED $*"
    failed=1
}

# expect NAME COMMAND...: `out` is as `want`.
expect() {
    what=$1
    shift
    # shellcheck disable=SC2086
    timeout 120 env $variable "$@" >out 2>err
    echo "status $?" >>out
    cmp -s out want || fail "$what: $(diff out want | head -5) $(head -3 err)"
}

# live TEXT COUNT: so many lines of the log of modules have TEXT.
live() {
    count=$(grep -c "$1" log)
    [ "$count" = "$2" ] || fail "$name: '$1' $count times, not $2"
}

# check PROGRAM LIVE ARGUMENT...: in all modes; modules went live LIVE times; -: not
# counted.
check() {
    program=$1 number=$2
    shift 2
    name="$cross $program $*"
    timeout 120 "$qemu" -L "$root" ${variable:+-E "$variable"} "./$program" "$@" \
        >want 2>err
    echo "status $?" >>want
    expect "$name, dbt-run" "$bin/dbt-run" -L "$root" "./$program" "$@"
    expect "$name, noaot" env DBT_LOG=noaot "./$program.aot" "$@"
    expect "$name, aot" env DBT_LOG=modules:log DBT_STATS=stats "./$program.aot" "$@"
    [ "$number" = - ] || live ": live" "$number"
    left=$(sed -n 's/.*"where": {"functions": \([0-9]*\).*/\1/p' stats)
    [ "${left:-100}" -le 60 ] || fail "$name: $left blocks of functions translated"
    ran=$((ran + 1))
}

# library NUMBER OPTIONS...: makes pluginN.so and pluginN.dbto.
library() {
    number=$1
    shift
    # shellcheck disable=SC2086
    $cross-gcc $flags -O2 -shared "-DNUMBER=$number" "$@" "$here/modules/plugin.c" \
        -o "plugin$number.so" || fail "$cross: compiling plugin$number"
    "$bin/dbt-aot" -q --library "plugin$number.so" -o "plugin$number.dbto" ||
        fail "$cross: translating plugin$number"
}

translate() {
    "$bin/dbt-aot" -q "$@" || fail "$cross: translating $*"
}

# ifunc, for compilers that know it.
ifunc() {
    $cross-gcc -shared -fPIC -DNUMBER=1 -DWITH_IFUNC "$here/modules/plugin.c" -o try.so \
        2>/dev/null && echo -DWITH_IFUNC
}

make_all() {
    library 1 -fPIC
    # shellcheck disable=SC2046
    library 2 -fPIC $(ifunc)
    library 3 -fPIC -Wl,-z,separate-code,-z,max-page-size=4096
    library 4 -fPIC -Wl,-Ttext-segment=0x46000000
    library 5 -fPIC -Wl,-z,now
    set -- --no-libraries "--root=$root"
    for i in 1 2 3 4 5; do set -- "$@" "--with=plugin$i.dbto"; done
    $cross-gcc -std=gnu11 -O2 "$here/modules/program.c" -o program -ldl -pthread ||
        fail "$cross: compiling"
    translate program "$@" -o program.aot
    $cross-gcc -std=gnu11 -O2 "$here/modules/linked.c" ./plugin1.so -o linked ||
        fail "$cross: compiling"
    translate linked "--root=$root" --no-libraries --with=plugin1.dbto \
        --with=plugin2.dbto -o linked.aot
    $cross-gcc -std=gnu11 -O2 -fno-pie -no-pie -Wl,-z,lazy "$here/modules/stub.c" \
        ./plugin1.so -pthread -o stub || fail "$cross: compiling"
    translate stub "--root=$root" --no-libraries --with=plugin1.dbto -d op_opt \
        -o stub.aot 2>ops
    awk '/^function/ { on = $2 == "call" } on && /call_to/ { found = 1 }
        END { exit !found }' ops || fail "$cross: the stub is called"
}

# The same name and size, other code.
other_content() {
    cp plugin1.so kept.so
    # shellcheck disable=SC2086
    $cross-gcc $flags -O2 -shared -fPIC -DNUMBER=1 -DCONSTANT=18 "$here/modules/plugin.c" \
        -o plugin1.so
    [ "$(stat -c %s plugin1.so)" = "$(stat -c %s kept.so)" ] ||
        fail "$cross: the sizes differ"
    check program 5 now
    check linked 0
    live "other bytes" 1
    mv kept.so plugin1.so
}

# Relocations in code: it differs from the file's when the dynamic linker is done.
text_relocations() {
    # shellcheck disable=SC2086
    $cross-gcc $flags -O2 -shared -fno-pic $relocated -DNUMBER=1 -Wl,-z,notext \
        -Wl,--no-warnings "$here/modules/plugin.c" -o plugin1.so ||
        fail "$cross: compiling with text relocations"
    check program 5 now
    check program 2 reload
    "$bin/dbt-aot" -q --library plugin1.so -o other.dbto 2>err &&
        fail "$cross: text relocations are no error"
    [ "$(wc -l <err)" = 1 ] || fail "$cross: text relocations: $(cat err)"
}

# Functions 32 MiB apart, which is a multiple of what the table covers.
shared_entries() {
    $cross-gcc -std=gnu11 -O2 -fno-pie -no-pie -static "$here/modules/far.c" -o far \
        -Wl,--section-start=.far1=0x30000000,--section-start=.far2=0x32000000 \
        -Wl,--section-start=.far3=0x34000000 || fail "$cross: compiling far.c"
    printf '%s\n' main first second third >functions
    translate --functions=functions far -o far.aot
    check far 0
    grep -q '"retired": 0' stats || fail "$cross: functions were retired"
}

for cross in powerpc-linux-gnu arm-linux-gnueabihf; do
    root=/usr/$cross
    command -v $cross-gcc >/dev/null || continue
    case $cross in
    powerpc*) qemu=qemu-ppc flags= relocated= ;;
    *) qemu=qemu-arm flags=-mthumb relocated="-mword-relocations -mlong-calls" ;;
    esac
    command -v $qemu >/dev/null || continue
    make_all
    # The third's constants are mapped after its code: it goes live twice.
    check program 6 lazy
    check program 6 now
    variable=LD_BIND_NOW=1
    check program 6 lazy
    variable=
    check program 4 reload
    check program 2 copies
    base=$(nm plugin1.dbto | sed -n 's/.* aot_module_//p')
    check program 1 taken "$base"
    check program - forks
    check program - unexecutable
    check program - rewritten
    check program 1 signalled
    check program - threads "$turns"
    check linked 1
    check stub 1
    variable=LD_PRELOAD=./plugin2.so
    check linked 2
    variable=
    other_content
    text_relocations
    shared_entries
done
if [ $ran = 0 ]; then
    echo "skipped: no compiler for a guest, or no qemu"
    exit 77
fi
exit $failed
