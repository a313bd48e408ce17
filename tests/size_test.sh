#!/bin/sh
# size_test.sh BIN-DIR SCRATCH-DIR -- what an output carries beside the program: the runtime of
# its own guest, and not that of the other; and which symbols.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$1/dbt-aot
dir=$2
failed=0 ran=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

cat >program.c <<'EOF'
void _start(void)
{
#ifdef __arm__
    register int number __asm__("r7") = 1, status __asm__("r0") = 3;
    __asm__ volatile("svc 0" ::"r"(number), "r"(status));
#else
    register int number __asm__("r0") = 1, status __asm__("r3") = 3;
    __asm__ volatile("sc" ::"r"(number), "r"(status));
#endif
}
EOF

# check CROSS-COMPILER GUEST OTHER KIBIBYTES: the most that the runtime may take.
check() {
    command -v "$1" >/dev/null || return
    ran=$((ran + 1))
    "$1" -O1 -nostdlib -static -ffreestanding program.c -o program || fail "$2: compiling"
    "$aot" program -o output || fail "$2: translating"
    ./output
    [ $? = 3 ] || fail "$2: status"
    nm output | grep -q -v -E ' [0-9A-Za-z_.]+\.[0-9a-f]{8}(\.body)?$' &&
        fail "$2: symbols of other than guest functions"
    nm output | grep -q ' t _start\.[0-9a-f]*\.body$' || fail "$2: no symbol of a function"
    "$aot" -g program -o output || fail "$2: translating with debug information"
    nm output >symbols
    grep -q " b image_table\$" symbols || fail "$2: the table takes bytes of the file"
    grep -q " guest_$2\$" symbols && grep -q " linux_$2\$" symbols || fail "$2: no guest"
    grep -q -E " [^w] (guest|linux|vdso)_$3\$" symbols && fail "$2: has what is $3's"
    "$aot" --no-aot --no-guest-file program -o output || fail "$2: the runtime alone"
    size=$(($(stat -c %s output) / 1024))
    [ $size -le "$4" ] || fail "$2: a runtime of $size KiB, $4 may be"
}

check powerpc-linux-gnu-gcc ppc arm 500
check arm-linux-gnueabi-gcc arm ppc 610
if [ $ran = 0 ]; then
    echo "skipped: no compiler for a guest"
    exit 77
fi
exit $failed
