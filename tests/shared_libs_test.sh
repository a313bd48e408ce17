#!/usr/bin/env bash
# shared_libs_test.sh BIN-DIR SCRATCH-DIR -- libraries whose code is in files of their own, which
# programs share: what is made, used again, and found; and that without them all works as well.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
bin=$1 aot="$1/dbt-aot -q -O1" dir=$2
here=$(cd "$(dirname "$0")" && pwd)
failed=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1
unset DBT_ROOT DBT_LOG

fail() {
    echo "FAILED $cross $*"
    failed=1
}

# runs PROGRAM LIVE: it prints what it should, and so many modules went live.
runs() {
    DBT_LOG=modules:log "$1" >out 2>err || fail "$1: status $? $(head -3 err)"
    cmp -s out want || fail "$1: $(diff out want | head -5) $(head -3 err)"
    [ "$(grep -c ': live' log)" = "$2" ] || fail "$1: not $2 modules: $(cat log)"
}

says() { # says TEXT: the log of the last run has a line with it
    grep -q "$1" log || fail "no line '$1': $(cat log)"
}

sums() {
    sha256sum "$1"/* | sort
}

make_all() {
    root=/usr/$cross
    for i in 1 2; do
        $cross-gcc -O2 -shared -fPIC -DNUMBER=$i "$here/modules/plugin.c" -o plugin$i.so &&
            $aot --library plugin$i.so -o plugin$i.dbto || fail "plugin$i"
    done
    $cross-gcc -std=gnu11 -O2 "$here/modules/linked.c" ./plugin1.so -o program || fail "compiling"
    "$bin/dbt-run" -L "$root" ./program >want || fail "dbt-run"
    common="--no-libraries --root=$root --with=plugin1.dbto --with=plugin2.dbto"
    # shellcheck disable=SC2086
    $aot $common program -o linked || fail "linked"
}

translate() {
    # shellcheck disable=SC2086
    $aot $common "$@" || fail "translating: $*"
}

# What is there is used again; what is damaged is not, nor what was made otherwise.
again() {
    translate --shared-libs=libs program -o shared
    runs ./shared 1
    [ "$(echo libs/plugin[12].so-????????????????-????????.dbtm | wc -w)" = 2 ] ||
        fail "names: $(ls libs)"
    "$bin/dbt-inspect" shared | grep -q '^shared libs *plugin1.so-.*dbtm$' ||
        fail "dbt-inspect: $("$bin/dbt-inspect" shared)"
    stat -c '%i %y' libs/* >before
    sums libs >right
    cp shared first
    translate --shared-libs=libs program -o shared -MD
    stat -c '%i %y' libs/* | cmp -s - before || fail "files were made again"
    cmp -s shared first || fail "another output with files that are there"
    grep -q 'libs/plugin1.so-.*dbtm' shared.d || fail "-MD: $(cat shared.d)"
    for file in libs/*; do printf 'x' | dd of="$file" bs=1 seek=9000 conv=notrunc 2>/dev/null; done
    translate --shared-libs=libs program -o shared
    sums libs | cmp -s - right || fail "damaged files were used again"
    for file in libs/*; do truncate -s 9000 "$file"; done
    translate --shared-libs=libs program -o shared
    sums libs | cmp -s - right || fail "short files were used again"
    $aot --library -O0 plugin1.so -o other.dbto &&
        $aot --no-libraries --root="$root" --with=other.dbto --shared-libs=libs program \
            -o other || fail "other options"
    [ "$(find libs -type f | wc -l)" = 3 ] || fail "another translation: $(ls libs)"
    runs ./other 1
    runs ./shared 1
}

# The folder is where it was as seen from the output, or where it was.
places() {
    mkdir moved deep && cp shared moved/ && cp -r libs moved/
    runs moved/shared 1
    translate --shared-libs=libs program -o deep/shared
    runs deep/shared 1
    # plugin1.so itself is not found from there.
    (cd / && DBT_LOG=modules "$OLDPWD/deep/shared" 2>&1) | grep 'module file' &&
        fail "from another folder"
    ln -s deep/shared link
    runs ./link 1
    translate --shared-libs=. program -o beside
    translate --shared-libs=libs/../deep program -o moved/deeper
    runs ./beside 1
    runs moved/deeper 1
    mkdir same && mv plugin[12].so-*.dbtm beside same
    runs same/beside 1
    mv moved/libs moved/elsewhere
    runs moved/shared 0
    says 'module file .*moved/libs/plugin1.so-.*: not there'
    translate "--shared-libs=$PWD/libs" program -o moved/absolute
    runs moved/absolute 1
}

# Files that are not the program's, or are no files.
damage() {
    for file in libs/plugin1.so-*; do
        : >"$file"
    done
    runs ./shared 0
    says "plugin1.so-.*: another file, or damaged"
    for file in libs/plugin1.so-*; do
        cp libs/plugin2.so-* "$file"
    done
    runs ./shared 0
    says "another file, or damaged"
    for file in libs/plugin1.so-*; do
        rm "$file" && mkdir "$file"
    done
    runs ./shared 0
    for file in libs/plugin1.so-*; do
        rmdir "$file" && mkfifo "$file"
    done
    runs ./shared 0
    rm -r libs
    runs ./shared 0
    : >libs
    runs ./shared 0
    # shellcheck disable=SC2086
    "$bin/dbt-aot" $common --shared-libs=libs program -o refused 2>err &&
        grep -q 'shared-libs=libs.*Not a directory' err ||
        fail "a folder that is a file: $(cat err)"
    runs ./refused 1 # with all linked
    rm libs
}

# Any number of processes make the same files at once.
together() {
    pids=
    for i in 1 2 3 4; do
        # shellcheck disable=SC2086
        $aot $common --shared-libs=libs program -o together$i &
        pids="$pids $!"
    done
    for pid in $pids; do wait "$pid" || fail "together"; done
    sums libs | cmp -s - right || fail "files made together: $(ls -a libs)"
    [ "$(find libs | wc -l)" = 3 ] || fail "left behind: $(ls -a libs)"
    for i in 1 2 3 4; do runs ./together$i 1; done
}

# No page is writable and executable, nor becomes executable.
protection() {
    readelf -lW libs/plugin1.so-*.dbtm | grep -q 'RWE' && fail "a segment with all rights"
    readelf -lW libs/plugin1.so-*.dbtm | grep -q 'GNU_RELRO' || fail "no RELRO"
    gcc -O1 "$here/limits/launch.c" -o launch || return
    DBT_LOG=modules:log ./launch -m -- ./together1 >out 2>err
    case $? in
    0) cmp -s out want && [ "$(grep -c ': live' log)" = 1 ] || fail "MDWE: $(cat err log)" ;;
    77) echo "skipped: this kernel has no PR_SET_MDWE" ;;
    *) fail "MDWE: $(cat err)" ;;
    esac
}

# The libraries of a root, without a .dbto: translated once.
closure() {
    mkdir -p root/lib
    echo 'int one(int x) { return x + 1; }' >one.c
    echo 'int one(int); void _start(void) { one(1); }' >start.c
    shared="$cross-gcc -O1 -shared -fPIC -nostdlib"
    $shared -Wl,-soname,libone.so one.c -o root/lib/libone.so
    $shared one.c -o root/lib/ld-linux-armhf.so.3
    $cross-gcc -O1 -fPIE -pie -nostdlib -nostartfiles start.c root/lib/libone.so -o small
    loud="$bin/dbt-aot -v -O1 --root=root --shared-libs=kept small"
    $loud -o out1 2>log || fail "closure: $(cat log)"
    $loud -o out2 2>log || fail "closure: $(cat log)"
    [ "$(grep -c '^library .*from kept$' log)" = 2 ] || fail "translated again: $(cat log)"
    cmp -s out1 out2 || fail "closure: another output"
    ls kept | grep -q '^libone.so-.*\.dbtm$' || fail "closure: $(ls kept)"
}

for cross in arm-linux-gnueabihf powerpc-linux-gnu; do
    command -v $cross-gcc >/dev/null || { echo "skipped: no $cross-gcc"; continue; }
    rm -rf libs moved deep link same
    make_all
    runs ./linked 1
    again
    places
    if [ $cross = arm-linux-gnueabihf ]; then
        damage
        together
        protection
        closure
    fi
done
exit $failed
