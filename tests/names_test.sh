#!/bin/bash
# names_test.sh BIN-DIR SCRATCH-DIR -- symbols of a guest may have any bytes as names, also
# LLVM's and the runtime's: translation works, and listings, -v and the output's symbol
# table show them in printable ASCII.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$1/dbt-aot
dir=$2
failed=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

cat >prog.c <<'EOF'
#ifdef __arm__
#define EXIT(n) \
    register int what __asm__("r7") = 1; \
    register int status __asm__("r0") = n; \
    __asm__ volatile("svc 0" ::"r"(what), "r"(status))
#else
#define EXIT(n) \
    register int what __asm__("r0") = 1; \
    register int status __asm__("r3") = n; \
    __asm__ volatile("sc" ::"r"(what), "r"(status))
#endif
__attribute__((noinline)) int work(int n)
{
    return n < 2 ? n : work(n - 1) + 2;
}
__attribute__((noinline)) int other(int n)
{
    return work(n) * 2 + work(n / 2) % 3;
}
__attribute__((noinline)) int third(int n)
{
    return other(n) + work(3);
}
void begin(void)
{
    int n = third(8);
    EXIT(n);
}
EOF

long=$(printf '%0100000d' 7 | tr 0 n)
names=(llvm.memcpy llvm.x86.rdtsc $'\001work' "$long" $'new\nline' 'qu"ote'
    $'tab\t and blank' 'back\slash'
    $'caf\xc3\xa9' $'\xff\xfe' main _start rt_dispatch cold_rt_poll image_table aot_image
    aot_guest 'foo@@VER' foo@VER .Llocal .text % '%eax' eax 'a;b' '#x' '' memcpy
    other 10000054 '$x' '*' "it's" other.body 'third.10000074.body')

for guest in powerpc-linux-gnu arm-linux-gnueabi; do
    if ! command -v $guest-gcc >/dev/null; then
        echo "skipped $guest: no compiler"
        continue
    fi
    $guest-gcc -O1 -ffreestanding -nostdlib -static -Wl,-e,begin prog.c -o prog -lgcc || exit 1
    "$aot" -O0 prog -o out && ./out
    expected=$?
    [ $expected -gt 1 ] && [ $expected -lt 100 ] ||
        fail "$guest: status $expected before names are changed"
    # Only what a guest's own rules could change; .ci/run, which sets CI, has time for all.
    [ $guest = powerpc-linux-gnu ] || [ -n "${CI-}" ] || names=("${names[@]:0:8}" '$x' '*')
    for name in "${names[@]}"; do
        what="$guest, a symbol named $(printf '%q' "${name:0:40}")"
        $guest-objcopy --redefine-sym "work=$name" prog named 2>objcopy.log ||
            { echo "skipped $what: $(head -c 200 objcopy.log)"; continue; }
        rm -f out
        timeout 100 "$aot" -v -O1 named -o out >printed 2>&1 ||
            fail "$what: $(head -c 400 printed)"
        ./out
        [ $? = $expected ] || fail "$what: the output does not work"
        "$aot" --emit=asm -O1 named >listing.s 2>>printed || fail "$what: --emit=asm"
        "$aot" --emit=llvm-ir -O0 named >listing 2>>printed || fail "$what: --emit=llvm-ir"
        "$aot" --emit=uops named >>listing 2>>printed || fail "$what: --emit=uops"
        "$aot" -d in_asm,op_opt,llvm,out_asm named -o out 2>>listing || fail "$what: -d"
        nm out >>printed
        LC_ALL=C grep -q '[^[:print:][:space:]]' printed listing listing.s &&
            fail "$what: unprintable bytes"
        awk 'length > 2000 { exit 1 }' printed listing ||
            fail "$what: a line of over 2000 bytes"
    done
done
exit $failed
