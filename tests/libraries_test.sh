#!/usr/bin/env bash
# libraries_test.sh BIN-DIR SCRATCH-DIR -- libraries that are translated ahead of time: what is made
# of them, when it is made again, and what is a warning.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
bin=$1 aot="$1/dbt-aot -O1" dir=$2
failed=0
rm -rf "$dir"
mkdir -p "$dir/root/lib" "$dir/out" || exit 1
cd "$dir" || exit 1
root=$PWD/root
cross=arm-linux-gnueabihf
cc=$cross-gcc

fail() {
    echo "FAILED $*"
    failed=1
}

command -v $cc >/dev/null || { echo "skipped: no $cc"; exit 77; }

# A program with its own dynamic linker, which only starts it: all that is needed is small.
cat >one.c <<'END'
static int twice(int x) { return 2 * x; }
static int thrice(int x) { return 3 * x; }
int (*const choices[])(int) = {twice, thrice};
int one(int x) { return choices[x & 1](x); }
END
echo 'int one(int x); int two(int x) { return one(x) + 1; }' >two.c
cat >program.c <<'END'
int two(int x);
void _start(void)
{
    register int number __asm__("r7") = 1, status __asm__("r0") = two(3);
    __asm__ volatile("svc 0" : : "r"(number), "r"(status));
}
END
echo 'void _start(void) { for (;;); }' >ld.c
shared="$cc -O1 -shared -fPIC -nostdlib"
$shared -Wl,-soname,libone.so one.c -o root/lib/libone.so &&
    $shared -Wl,-soname,libtwo.so two.c root/lib/libone.so -o root/lib/libtwo.so &&
    $shared -Wl,-soname,ld-linux-armhf.so.3 ld.c -o root/lib/ld-linux-armhf.so.3 &&
    $cc -O1 -fPIE -pie -nostdlib -nostartfiles program.c root/lib/libtwo.so \
        -Wl,-rpath-link,root/lib -o program || fail "compiling"

libraries() { # libraries FILE: the names of those in an output, in order
    readelf -p .note.dbt-aot "$1" | sed -n 's/.*libraries=\([^ ]*\) .*/\1/p' | tr '\n' ' '
}

# What is in an output, and what is not.
$aot -v --root=root program -o out/a 2>log || fail "a program: $(cat log)"
[ "$(libraries out/a)" = "ld-linux-armhf.so.3 libtwo.so libone.so " ] ||
    fail "libraries: $(libraries out/a)"
[ "$(grep -c '^library ' log)" = 3 ] || fail "-v: $(cat log)"
$aot --no-libraries --root=root program -o out/none || fail "--no-libraries"
[ -z "$(libraries out/none)" ] || fail "--no-libraries: $(libraries out/none)"
readelf -sW out/a | grep -q ' one\.[0-9a-f]*$' || fail "no function of libone.so"
readelf -SW out/a | grep -q 'note.dbt-aot.module' && fail "the notes of modules are in an output"

# The same bytes, from other folders, with another number of workers; and of a root that lies
# elsewhere, but for its name in the output.
mkdir -p other third && cp program other/ && cp -r root elsewhere
(cd other && $aot -j1 --root=../root program -o ../out/b) || fail "from another folder"
(cd third && $aot -j3 --root=../root ../other/program -o ../out/b2) || fail "another -j"
cmp -s out/b out/b2 || fail "another output with another -j, from another folder"
for library in libone.so libtwo.so; do
    $aot --library root/lib/$library -o out/$library.dbto &&
        $aot -j1 --library elsewhere/lib/$library -o out/again.dbto || fail "--library $library"
    cmp -s out/$library.dbto out/again.dbto || fail "$library: another .dbto from another folder"
done

# Linked as a .dbto, or translated with the program: the same bytes.
$aot --root=root --with=out/libone.so.dbto --with=out/libtwo.so.dbto program -o out/given 2>log &&
    ! [ -s log ] || fail "--with: $(cat log)"
[ "$(libraries out/given)" = "libone.so libtwo.so ld-linux-armhf.so.3 " ] ||
    fail "--with: $(libraries out/given)"

# Plugins have no DT_SONAME: they are called as their files are, however these are named.
mkdir -p root/plugins && $shared one.c -o root/plugins/plugin_one.so || fail "compiling a plugin"
for with in /plugins /plugins/plugin_one.so '/plugins/*_one.so'; do
    $aot --root=root --with="$with" program -o out/plugin || fail "--with=$with"
    [ "$(libraries out/plugin)" = "ld-linux-armhf.so.3 libtwo.so libone.so plugin_one.so " ] ||
        fail "--with=$with: $(libraries out/plugin)"
done
rm -r root/plugins

# The cache: a second program costs its own code, a changed library its own.
cached="$aot -v --root=root --cache=cache"
sed 's/two(3)/two(4)/' program.c >program2.c
$cc -O1 -fPIE -pie -nostdlib -nostartfiles program2.c root/lib/libtwo.so -Wl,-rpath-link,root/lib \
    -o program2 || fail "compiling"
$cached program -o out/c 2>log || fail "--cache: $(cat log)"
cmp -s out/a out/c || fail "another output with --cache"
$cached program2 -o out/d 2>log || fail "a second program: $(cat log)"
[ "$(grep -c '^library .*from the cache' log)" = 3 ] || fail "a second program: $(cat log)"
$aot --root=root program2 -o out/d2 && cmp -s out/d out/d2 ||
    fail "another output with libraries of the cache"
$cached program -o out/c 2>log && grep -q '^cache *hit' log || fail "the same again: $(cat log)"
sed -i 's/3 \* x/5 * x/' one.c && $shared -Wl,-soname,libone.so one.c -o root/lib/libone.so
$cached program -o out/e 2>log || fail "a changed library: $(cat log)"
[ "$(grep -c '^library .*from the cache' log)" = 2 ] && grep -q '^library *libone.so .* s$' log ||
    fail "a changed library: $(cat log)"
cmp -s out/c out/e && fail "a changed library, and the same output"
$cached --no-libraries program -o out/n 2>log && [ -z "$(libraries out/n)" ] ||
    fail "--no-libraries takes an output with libraries from the cache"

# Rules for make name libraries.
$aot --root=root program -o out/f -MD || fail "-MD"
for library in libone.so libtwo.so ld-linux-armhf.so.3; do
    grep -q "root/lib/$library" out/f.d || fail "-MD: $(cat out/f.d)"
done

# Short relative relocations tell as much as long ones.
linker=/usr/lib/llvm-19/bin/ld.lld
if [ -x $linker ] && $cc -O1 -fPIC -c one.c -o one.o; then
    for relocations in none relr; do
        $linker -shared --pack-dyn-relocs=$relocations one.o -o $relocations.so
        $cross-strip $relocations.so
        $aot -v --library $relocations.so -o out/$relocations.dbto 2>log || fail "$relocations"
        sed -n 's/^found *\(.*instructions\).*/\1/p' log >$relocations.found
    done
    grep -q '^3 functions' none.found || fail "functions by relocations: $(cat none.found)"
    cmp -s none.found relr.found || fail "short relocations: $(cat none.found relr.found)"
fi

# Calls that must fail.
refuse() { # refuse WHAT MESSAGE OPTIONS...
    local what=$1 message=$2
    shift 2
    $aot "$@" -o out/refused 2>log && fail "$what: no error"
    grep -q "$message" log || fail "$what: $(cat log)"
    [ -e out/refused ] && fail "$what: an output"
}

# Code that the dynamic linker changes is not translated; for PowerPC, no library is then.
echo 'extern int one(int); int three(int x) { return one(x) + 3; }' >three.c
text="-O1 -shared -fno-pic -nostdlib -Wl,-z,notext"
if powerpc-linux-gnu-gcc $text three.c -o three.so 2>log; then
    refuse "text relocations" "relocations in its code" --library three.so
    mkdir -p ppc/lib
    cp three.so ppc/lib/libthree.so
    powerpc-linux-gnu-gcc -O1 -shared -fPIC -nostdlib -Wl,-soname,ld.so.1 ld.c -o ppc/lib/ld.so.1
    powerpc-linux-gnu-gcc -O1 -fPIE -pie -nostdlib -nostartfiles -Wl,--no-as-needed ld.c \
        -Wl,--allow-shlib-undefined -Lppc/lib -lthree -Wl,-rpath,/lib -o program.ppc
    $aot --root=ppc program.ppc -o out/text 2>log || fail "text relocations: $(cat log)"
    [ "$(grep -c 'not translated: .*relocations in its code' log)" = 2 ] &&
        [ -z "$(libraries out/text)" ] || fail "text relocations: $(cat log)"
fi

# What is no library, or of another program.
$cc -O1 -static -nostdlib -nostartfiles ld.c -o static
refuse "a static program" "not a shared object" --library static
refuse "no ELF file" "not an ELF file" --library one.c
$cc -c one.c -o one.dbto
refuse "an object" "no object for x86-64" --with=one.dbto program
gcc -c one.c -o one.dbto
refuse "another object" "not a translated library" --with=one.dbto program
cp out/libone.so.dbto same.dbto
refuse "twice" "the address of another library" --with=same.dbto --with=out/libone.so.dbto program
head -c 2000 out/libone.so.dbto >cut.dbto
refuse "cut" "cut.dbto" --with=cut.dbto program
refuse "guest files without a root" "without --root" --with=/lib/libone.so program
$aot --library --base=0xa0010000 root/lib/libone.so -o out/moved.dbto &&
    $aot --with=out/moved.dbto program -o out/moved || fail "--base"
readelf -sW out/moved.dbto | grep -q ' aot_module_a0010000$' || fail "--base"
if command -v powerpc-linux-gnu-gcc >/dev/null; then
    powerpc-linux-gnu-gcc -O1 -shared -fPIC -nostdlib one.c -o ppc.so &&
        $aot --library ppc.so -o out/ppc.dbto || fail "PowerPC"
    refuse "another guest" "for another processor" --with=out/ppc.dbto program
fi
exit $failed
