#!/usr/bin/env bash
# search_test.sh BIN-DIR SCRATCH-DIR -- which libraries dbt-aot finds for a program, in a root that
# is made here: against what the root's own dynamic linker finds when qemu-arm runs it, and
# against what musl's manual says.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
aot=$1/dbt-aot dir=$2
here=$(cd "$(dirname "$0")" && pwd)
failed=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1
dir=$PWD root=$PWD/root
cross=arm-linux-gnueabihf
cc=$cross-gcc

fail() {
    echo "FAILED $*"
    failed=1
}

if ! command -v $cc >/dev/null || ! command -v qemu-arm >/dev/null; then
    echo "skipped: no $cc or no qemu-arm"
    exit 77
fi

# library PATH NEEDED... -- OPTIONS...: a shared object with the soname of PATH's last part.
library() {
    local path=$1 needed=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        needed+=("made/$1")
        shift
    done
    [ $# -gt 0 ] && shift
    mkdir -p "$root/${path%/*}" made
    echo "int f_$((RANDOM * 32768 + RANDOM))_(void) { return 0; }" |
        $cc -shared -fPIC -nostdlib -Wl,--no-as-needed -Wl,--allow-shlib-undefined \
            -Wl,-soname,"${path##*/}" -x c - -x none "${needed[@]}" "$@" -o "$root/$path" ||
        fail "compiling $path"
    [ -e "made/${path##*/}" ] || cp "$root/$path" made/
}

# program PATH NEEDED... -- OPTIONS...
program() {
    local path=$1 needed=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        needed+=("made/$1")
        shift
    done
    [ $# -gt 0 ] && shift
    mkdir -p "$root/${path%/*}"
    echo "void _start(void) { for (;;); }" |
        $cc -fPIE -pie -nostdlib -nostartfiles -Wl,--no-as-needed -Wl,--allow-shlib-undefined \
            -x c - -x none "${needed[@]}" "$@" -o "$root/$path" || fail "compiling $path"
}

# The files that dbt-aot would translate with a program, sorted; messages in the file log.
found() {
    "$aot" --dry-run --root="$root" "$@" -o out 2>log |
        sed -n "s,^reads  $root/\(.*\.so.*\),\1,p" | sort
}

# The same by the dynamic linker; the kernel's vDSO is none of the root's.
emulator="qemu-arm -cpu cortex-a15"
loaded() {
    echo lib/ld-linux-armhf.so.3
    $emulator -L "$root" "$root/lib/ld-linux-armhf.so.3" --list "$root/$1" 2>list.err |
        sed -n 's/^.*=> \(.*\) (0x.*/\1/p; s/^\t\(\/[^ ]*\) (0x.*/\1/p' |
        while read -r path; do
            case $path in
                "$root"/*) path=${path#"$root"} ;;
            esac
            path=$(realpath "$root$path")
            echo "${path#"$root"/}"
        done
}

# same PROGRAM
same() {
    found "$root/$1" >ours
    loaded "$1" | sort -u >theirs
    [ "$(wc -l <theirs)" -gt 1 ] || fail "$1: the dynamic linker lists nothing: $(cat list.err)"
    cmp -s ours theirs || fail "$1: $(diff ours theirs; cat log)"
}

# finds PROGRAM FILE...: exactly these, of the root, and the dynamic linker.
finds() {
    local program=$1
    shift
    found "$root/$program" >ours
    printf '%s\n' "$@" | sort >theirs
    cmp -s ours theirs || fail "$program: $(diff ours theirs; cat log)"
}

mkdir -p root/lib root/etc
cp -L /usr/$cross/lib/ld-linux-armhf.so.3 root/lib/ || exit 1
interpreter=-Wl,--dynamic-linker=/lib/ld-linux-armhf.so.3
old=-Wl,--disable-new-dtags new=-Wl,--enable-new-dtags

# Usual folders, one after the other, and what is nearer hides what is farther.
library usr/lib/$cross/libmulti.so.1
library lib/libplain.so.1
library usr/lib/libusr.so.1
library usr/lib/libplain.so.1
program usr/bin/usual libmulti.so.1 libplain.so.1 libusr.so.1 -- $interpreter
same usr/bin/usual

# DT_RPATH: of the program, for libraries of libraries too; DT_RUNPATH: of its own file only.
library opt/old/libdeep.so.1
library lib/libdeep.so.1
library opt/old/libouter.so.1 libdeep.so.1
library opt/new/libouter2.so.1 libdeep.so.1
program opt/bin/rpath libouter.so.1 -- $interpreter $old -Wl,-rpath,/opt/none:/opt/old
same opt/bin/rpath
program opt/bin/runpath libouter2.so.1 -- $interpreter $new -Wl,-rpath,/opt/new:/opt/old
same opt/bin/runpath
# A library's DT_RUNPATH makes it forget the DT_RPATHs of those that loaded it.
library opt/new/libouter3.so.1 libdeep.so.1 -- $new -Wl,-rpath,/opt/third
library opt/third/libthird.so.1
program opt/bin/both libouter3.so.1 -- $interpreter $old -Wl,-rpath,/opt/new:/opt/old
same opt/bin/both
# Of a library whose loader has DT_RPATH.
library opt/chain/libchain.so.1 libouter.so.1 -- $old -Wl,-rpath,/opt/old
program opt/bin/chain libchain.so.1 -- $interpreter $new -Wl,-rpath,/opt/chain
same opt/bin/chain

# Tokens, with and without braces.
library opt/app/lib/more/libsecond.so.1
library opt/app/lib/liborigin.so.1 libsecond.so.1 -- $old -Wl,-rpath,'${ORIGIN}/more'
library opt/app/v7l/libplatform.so.1
library opt/app/lib/$cross/liblib.so.1
program opt/app/bin/tokens liborigin.so.1 libplatform.so.1 liblib.so.1 -- $interpreter $new \
    -Wl,-rpath,'$ORIGIN/../lib:/opt/app/$PLATFORM:/opt/app/${LIB}'
mkdir -p root/lib/$cross
same opt/app/bin/tokens

# Folders for processors, of glibc before 2.37.
library usr/lib/neon/vfp/libfast.so.1
library usr/lib/vfp/libfast.so.1
library usr/lib/libfast.so.1
library opt/fast/v7l/libfaster.so.1
library opt/fast/libfaster.so.1
program usr/bin/fast libfast.so.1 libfaster.so.1 -- $interpreter $new -Wl,-rpath,/opt/fast
emulator=$1/dbt-run # qemu looks at folders (statx) that are not the root's
same usr/bin/fast
emulator="qemu-arm -cpu cortex-a15"

# What is for another processor or convention is passed over.
library opt/mixed/libmixed.so.1
mkdir -p root/opt/wrong root/opt/soft
printf 'int f(void) { return 0; }' |
    gcc -shared -fPIC -nostdlib -x c - -o root/opt/wrong/libmixed.so.1
cp root/opt/mixed/libmixed.so.1 root/opt/soft/
printf '\0\2' | dd of=root/opt/soft/libmixed.so.1 bs=1 seek=36 conv=notrunc 2>/dev/null
program usr/bin/mixed libmixed.so.1 -- $interpreter $new -Wl,-rpath,/opt/wrong:/opt/soft:/opt/mixed
same usr/bin/mixed

# DF_1_NODEFLIB, and a name with a slash.
library opt/nodef/libnodef.so.1
program usr/bin/nodef libnodef.so.1 libplain.so.1 -- $interpreter $new -Wl,-rpath,/opt/nodef \
    -Wl,-z,nodefaultlib
finds usr/bin/nodef lib/ld-linux-armhf.so.3 opt/nodef/libnodef.so.1
grep -q "libplain.so.1: not found in --root" log || fail "nodef: $(cat log)"
library opt/slash/libslash.so.1
cp root/opt/slash/libslash.so.1 made/
$cc -shared -nostdlib -x c /dev/null -o made/libslashed.so -Wl,-soname,/opt/slash/libslash.so.1
program usr/bin/slash libslashed.so -- $interpreter
same usr/bin/slash

# /etc/ld.so.cache, in the old format, the new one, and both in one file.
library opt/cached/libcached.so.1
library opt/cached/libplain.so.1
program usr/bin/cached libcached.so.1 libplain.so.1 libusr.so.1 -- $interpreter
for format in new both old; do
    "$here/ld_cache.py" $format root/etc/ld.so.cache libplain.so.1=/opt/cached/libplain.so.1 \
        libcached.so.1=/opt/cached/libcached.so.1 libnothing.so.1=/opt/cached/libnothing.so.1
    if [ $format = old ]; then # glibc since 2.32 reads it no more
        finds usr/bin/cached lib/ld-linux-armhf.so.3 opt/cached/libcached.so.1 \
            opt/cached/libplain.so.1 usr/lib/libusr.so.1
    else
        same usr/bin/cached
    fi
done
# A list for other processors, and a damaged one.
"$here/ld_cache.py" new root/etc/ld.so.cache libusr.so.1=/opt/cached/libcached.so.1 --flags 0x303
program usr/bin/other libusr.so.1 -- $interpreter
same usr/bin/other
for size in 10 47 60 90; do
    "$here/ld_cache.py" new whole libusr.so.1=/opt/cached/libcached.so.1
    head -c $size whole >root/etc/ld.so.cache
    found "$root/usr/bin/other" >/dev/null || fail "a damaged ld.so.cache"
done
rm root/etc/ld.so.cache

# Before ldconfig was called: what it would read.
library opt/conf/libconf.so.1
library opt/included/libincluded.so.1
mkdir -p root/etc/ld.so.conf.d
printf '# folders\n/opt/conf=libc6\ninclude ld.so.conf.d/*.conf\ninclude ld.so.conf\n' \
    >root/etc/ld.so.conf
printf '/opt/included # here\n' >root/etc/ld.so.conf.d/one.conf
program usr/bin/conf libconf.so.1 libincluded.so.1 -- $interpreter
finds usr/bin/conf lib/ld-linux-armhf.so.3 opt/conf/libconf.so.1 opt/included/libincluded.so.1

# Links stay in the root, where they are absolute or lead above it.
library opt/real/libreal.so.1.2
ln -s /opt/real root/opt/linked
ln -s ../../../../../opt/real/libreal.so.1.2 root/opt/real/libreal.so.1
cp made/libreal.so.1.2 made/libreal.so.1
$cc -shared -nostdlib -x c /dev/null -o made/libreal.so.1 -Wl,-soname,libreal.so.1
program usr/bin/links libreal.so.1 -- $interpreter $new -Wl,-rpath,/opt/linked
finds usr/bin/links lib/ld-linux-armhf.so.3 opt/real/libreal.so.1.2

# A program outside of the root has its libraries beside it.
mkdir -p away/lib
cp root/opt/app/lib/more/libsecond.so.1 away/lib/
program opt/moved libsecond.so.1 -- $interpreter $new -Wl,-rpath,'$ORIGIN/lib'
mv root/opt/moved away/program
"$aot" --dry-run --root="$root" away/program -o out 2>log |
    grep -q "^reads  $dir/away/lib/libsecond" ||
    fail "beside the program: $(cat log)"

# Plugins: a file, a folder, a pattern; their own libraries; what is no library.
library usr/lib/plugins/one.so libusr.so.1
library usr/lib/plugins/deep/two.so
echo text >root/usr/lib/plugins/readme
program usr/bin/plugins -- $interpreter
for with in /usr/lib/plugins/one.so '/usr/lib/plugins/*.so'; do
    found "$root/usr/bin/plugins" --with="$with" >ours
    printf '%s\n' lib/ld-linux-armhf.so.3 usr/lib/libusr.so.1 usr/lib/plugins/one.so | sort |
        cmp -s - ours || fail "--with=$with: $(cat ours log)"
done
found "$root/usr/bin/plugins" --with=/usr/lib/plugins | grep -q deep/two.so || fail "a folder"
found "$root/usr/bin/plugins" --with=/usr/lib/nowhere >ours
grep -q "warning: --with=/usr/lib/nowhere: no such library" log || fail "nowhere: $(cat log)"

# What is missing or damaged is a warning, and all else is found.
rm root/usr/lib/libusr.so.1
head -c 300 root/lib/libplain.so.1 >cut && cp cut root/lib/libplain.so.1
found "$root/usr/bin/usual" >ours
grep -q "warning: libusr.so.1: not found in --root; $root/usr/bin/usual needs it" log ||
    fail "missing: $(cat log)"
grep -q "warning: $root/lib/libplain.so.1: not translated: " log || fail "cut: $(cat log)"
grep -q libmulti ours || fail "beside a damaged one: $(cat ours)"
"$aot" --dry-run --root="$root" -Wno-libraries "$root/usr/bin/usual" -o out 2>log >ours
[ -s log ] && fail "-Wno-libraries: $(cat log)"
found "$root/usr/bin/usual" --no-libraries | grep -q . && fail "--no-libraries"

# musl: its list, or three folders; DT_RUNPATH as DT_RPATH; it is libc, libm ... itself.
root=$dir/musl
library lib/ld-musl-armhf.so.1
library usr/local/lib/libm1.so
library usr/lib/libm1.so
library opt/m/libm2.so
library opt/m/libinner.so libm2.so
library listed/libm1.so
for name in libc.so libm.so.6; do
    $cc -shared -nostdlib -x c /dev/null -o made/$name -Wl,-soname,$name
done
musl=-Wl,--dynamic-linker=/lib/ld-musl-armhf.so.1
program usr/bin/musl libc.so libm.so.6 libm1.so libinner.so -- $musl $new -Wl,-rpath,/opt/m
finds usr/bin/musl lib/ld-musl-armhf.so.1 usr/local/lib/libm1.so opt/m/libm2.so opt/m/libinner.so
mkdir -p musl/etc
printf '/nowhere:/listed\n' >musl/etc/ld-musl-armhf.path
finds usr/bin/musl lib/ld-musl-armhf.so.1 listed/libm1.so opt/m/libm2.so opt/m/libinner.so
grep -q . log && fail "musl: $(cat log)"
exit $failed
