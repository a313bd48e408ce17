#!/bin/bash
# bundle_test.sh BIN-DIR SCRATCH-DIR -- outputs with a bundle, run where nothing else is: in a root
# with this one file, mounted read-only, without /proc, by another user; and on this machine.
#
# What is to be printed is what the same program, built for this machine, prints in such a root that
# has the files.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
here=$(cd "$(dirname "$0")" && pwd)/bundle
failed=0 ran=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1
unset DBT_ROOT

fail() {
    echo "FAILED $*"
    failed=1
}

# A user namespace makes any user root, who may mount and change the root, but no other user.
users=
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
    alone="unshare -m" users="0 65534"
elif unshare -rm true 2>/dev/null; then
    alone="unshare -rm" users="0"
else
    echo "skipped: empty roots, as unshare does not make namespaces for mounts here"
fi

# in_root FOLDER USER COMMAND: with that root, which cannot be written to.
in_root() {
    local as=
    [ "$2" = 0 ] || as="--userspec=$2:$2"
    timeout 60 $alone sh -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" &&
        exec chroot $2 "$1" "$3"' sh "$1" "$as" "$3"
}

# check NAME EXPECTATION: what was printed, and status 3.
check() {
    [ "$status" = 3 ] || fail "$1: status $status: $(head -n 3 err)"
    cmp -s out "$2" || fail "$1: $(diff out "$2" | head -n 9)"
    [ -s err ] && fail "$1: $(head -n 3 err)"
    ran=$((ran + 1))
}

make_data() {
    mkdir -p data/deep
    echo text >data/text
    echo file >data/deep/file
    seq 60000 | head -c 300001 >data/big
    ln -s text data/link
    ln -s ../../bundle/data/deep/file data/far
    ln -s loop data/loop
    ln -s /nowhere/at/all data/gone
    chmod 600 data/text
    find data -exec touch -h -d @1000000000 {} +
}

# The same on this machine, with real files, which the host's kernel shows.
native() {
    mkdir -p native/bundle
    cp -a data native/bundle/data
    chmod 644 native/bundle/data/text
    gcc -O1 -w -shared -fPIC "$here/plugin.c" -o native/bundle/plugin.so &&
        gcc -O1 -w "$here/program.c" -o native/program -lm -ldl -pthread || return
    expectation native/bundle/plugin.so
    touch -d @1000000000 native/bundle/plugin.so
    ldd native/program | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "native$(dirname "$library")"
        cp -L "$library" "native$library"
    done
    in_root native 0 /program >out 2>err
    status=$?
    check "native" expect
}

# The plugin's size is that of the guest's file.
expectation() {
    sed "s/size PLUGIN/size $(stat -c %s "$1")/" "$here/program.expect" >expect
}

make_data
[ -n "$users" ] && command -v gcc >/dev/null && native

# The root of a guest, with the links that Debian has: /lib leads to /usr/lib.
make_root() {
    rm -rf root
    mkdir -p root/usr/lib/arch root/etc
    ln -s usr/lib root/lib
    cp -L /usr/"$1"/lib/{ld*.so.*,libc.so.6,libm.so.6} root/usr/lib/arch/
    for library in root/usr/lib/arch/*; do
        ln -s "arch/$(basename "$library")" root/usr/lib/
    done
}

check_union() {
    rm -rf shared
    mkdir -p shared/below more/below
    echo host | tee shared/a shared/both >shared/below/x
    echo bundle | tee more/both more/c >more/below/y
    "$bin/dbt-aot" -q --no-libraries --root=root --bundle --bundle-file="$PWD/shared=more" \
        program -o united || fail "$1: translating"
    timeout 60 ./united union "$PWD/shared" >out 2>err
    status=$?
    sed "s|FOLDER|$PWD/shared|" "$here/union.expect" >expect
    check "$1, a folder that both have" expect
}

check_guest() {
    local cross=$1
    $cross-gcc -O1 -w "$here/program.c" -o program -lm -ldl -pthread &&
        $cross-gcc -O1 -w -shared -fPIC "$here/plugin.c" -o plugin.so ||
        { fail "$cross: compiling"; return; }
    touch -d @1000000000 plugin.so
    make_root "$cross"
    expectation plugin.so
    "$bin/dbt-aot" -q --no-libraries --root=root --bundle --bundle-file=/bundle/data=data \
        --bundle-file=/bundle/plugin.so=plugin.so program -o made || fail "$cross: translating"
    for mode in PLAIN=1 DBT_LOG=noaot DBT_ROOT=/nowhere/at/all; do
        timeout 60 env "$mode" ./made >out 2>err
        status=$?
        [ "$mode" = "${mode#DBT_ROOT}" ] || sed -i /DBT_ROOT/d err # there is no such folder
        check "$cross $mode" expect
    done
    if strace -o trace true 2>/dev/null; then # as Linux before 5.13, which maps no page twice
        timeout 60 strace -f -o trace -e inject=mremap:error=EINVAL ./made >out 2>err
        status=$?
        check "$cross, refused mremap" expect
    else
        echo "skipped: refused mremap, there is no strace, or it may not trace"
    fi
    mkdir -p empty
    cp made empty/program
    for user in $users; do
        in_root empty "$user" /program >out 2>err
        status=$?
        check "$cross, in an empty root, user $user" expect
    done
    check_union "$cross"
    check_needs "$cross"
    $cross-gcc -O1 -w "$here/executes.c" -o executes || fail "$cross: compiling"
    check_execute "$cross"
    $cross-gcc -O1 -w "$here/threads.c" -o threads -ldl -pthread || fail "$cross: compiling"
    check_threads "$cross"
    [ -e pipe ] || check_tool
}

# refuse NAME STATUS WORDS OPTION...: one line with these words, and no output.
refuse() {
    local name=$1 wanted=$2 words=$3
    shift 3
    rm -f refused
    "$bin/dbt-aot" "$@" program -o refused 2>err
    status=$?
    [ $status = "$wanted" ] && [ "$(wc -l <err)" = 1 ] && grep -q -- "$words" err &&
        [ ! -e refused ] || fail "$name: status $status: $(cat err)"
}

# What is in an output depends on files, and not on their folders or when it is made.
check_tool() {
    refuse "no root" 2 "libraries of --root" --bundle
    refuse "no file" 2 "--bundle-file is PATH=FILE" --bundle-file=/data
    refuse "no absolute path" 2 "--bundle-file is PATH=FILE" --bundle-file=data=data
    refuse "a file that is not there" 1 "none: No such file" --bundle-file=/data=none
    mkfifo pipe
    refuse "a pipe" 1 "neither a file nor a folder" --bundle-file=/pipe=pipe
    refuse "a file as a folder" 1 "a part of it is a file" --bundle-file=/a=data/text \
        --bundle-file=/a/b=data/text
    mkdir lacks
    cp -a root/. lacks
    rm lacks/usr/lib/arch/libm.so.6
    refuse "a library is not there" 1 "libm.so.6: not found" --no-libraries --root=lacks --bundle
    cp -a data again
    touch again/text
    for from in data again; do
        SOURCE_DATE_EPOCH=1000000000 "$bin/dbt-aot" -q -MD --no-aot --bundle-file=/data=$from \
            program -o same.$from || fail "reproducible"
    done
    cmp same.data same.again || fail "two outputs of the same files differ"
    grep -q data/deep/file same.data.d || fail "-MD: $(cat same.data.d)"
}

# What libraries of a folder need is in the output too; what the root lacks is named.
check_needs() {
    local cross=$1
    shared() { $cross-gcc -O1 -w -shared -fPIC -x c - -x none "${@:2}" -o "$1" || fail "$1"; }
    rm -rf plugs && mkdir -p plugs/deep
    echo 'int given(void) { return 1; }' | shared plugs/libgiven.so.1 -Wl,-soname,libgiven.so.1
    echo 'int needed(void) { return 40; }' |
        shared root/usr/lib/arch/libneeded.so.1 -Wl,-soname,libneeded.so.1
    ln -sf arch/libneeded.so.1 root/usr/lib/
    echo 'int needed(void), given(void); int value(void) { return needed() + given() + 1; }' |
        shared plugs/deep/plugin.so root/usr/lib/arch/libneeded.so.1 plugs/libgiven.so.1 \
            -Wl,-rpath,'$ORIGIN/..'
    printf '%s\n' '#include <dlfcn.h>' '#include <stdio.h>' 'int main(void) {' \
        'void *plugin = dlopen("/plugs/deep/plugin.so", RTLD_NOW);' \
        'int (*value)(void) = plugin ? (int (*)(void))dlsym(plugin, "value") : 0;' \
        'puts(plugin ? "loaded" : dlerror()); return value ? value() - 39 : 1; }' |
        $cross-gcc -O1 -w -x c - -o loads -ldl || fail "$cross: compiling"
    "$bin/dbt-aot" --no-libraries --root=root --bundle --bundle-file=/plugs=plugs loads \
        -o loading 2>err || fail "$cross: translating"
    [ -s err ] && fail "$cross, what plugins need: $(cat err)"
    DBT_ROOT=/nowhere/at/all timeout 60 ./loading >out 2>err
    status=$?
    sed -i /DBT_ROOT/d err
    echo loaded >expect
    check "$cross, what plugins need" expect
    rm root/usr/lib/libneeded.so.1
    "$bin/dbt-aot" --no-libraries --root=root --bundle --bundle-file=/plugs=plugs loads \
        -o loading 2>err || fail "$cross: translating"
    [ "$(wc -l <err)" = 1 ] &&
        grep -q 'libneeded.so.1: not found in --root; plugs/deep/plugin.so needs it' err ||
        fail "$cross, what plugins need and the root lacks: $(cat err)"
    rm root/usr/lib/arch/libneeded.so.1
}

check_threads() {
    "$bin/dbt-aot" -q --no-libraries --root=root --bundle --bundle-file=/bundle/data=data \
        --bundle-file=/bundle/plugin.so=plugin.so threads -o threaded
    timeout 60 ./threaded 2 </dev/null >out 2>err
    status=$?
    echo "wrong ways 0, descriptors closed" >expect
    check "$1, threads" expect
}

# A program of the guest in the bundle, and a script for the program itself.
check_execute() {
    printf '#!/bin/program two words\n' >script
    chmod +x script
    "$bin/dbt-aot" -q --no-libraries --root=root --bundle --bundle-file=/bin/program=executes \
        --bundle-file=/bin/other=program --bundle-file=/bin/script=script executes -o executing
    timeout 60 env PATH=/nowhere ./executing /bin/script /bin/other >out 2>err
    grep -q '^/bin/program two words /bin/script$' out || fail "$1, a script: $(cat out)"
    grep -q 'Exec format error' out || fail "$1, a program: $(cat out)"
    grep -q '/bin/other of the bundle is a program for' err || fail "$1, a program: $(cat err)"
}

for cross in arm-linux-gnueabihf powerpc-linux-gnu; do
    command -v $cross-gcc >/dev/null && check_guest $cross
done
if [ $ran = 0 ]; then
    echo "skipped: no compiler for a guest"
    exit 77
fi
exit $failed
