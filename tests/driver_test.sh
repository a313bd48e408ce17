#!/bin/sh
# driver_test.sh DBT-AOT SCRATCH-DIR -- what dbt-aot does with what it cannot use: one
# line, status 1, no output, nothing left behind.  With a compiler for a guest also: the
# same output twice, and the kinds of program it must refuse.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$1
dir=$2
failed=0
unset MAKEFLAGS # of a make that runs the tests
rm -rf "$dir"
mkdir -p "$dir/out" || exit 1
cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

# refuse NAME WORDS COMMAND...: the command must fail with one line that has the words, and
# status $refused: 2 for a wrong command line.
refused=2
refuse() {
    name=$1
    words=$2
    shift 2
    "$@" >stdout 2>stderr
    status=$?
    [ $status = "$refused" ] || fail "$name: status $status"
    [ "$(wc -l <stderr)" = 1 ] || fail "$name: not one line: $(cat stderr)"
    grep -q -- "$words" stderr || fail "$name: no \"$words\" in: $(cat stderr)"
    [ -s stdout ] && fail "$name: noise on stdout"
    [ -z "$(ls -A out)" ] || fail "$name: left $(ls -A out)"
}

refuse no-arguments "no program" "$aot"
refuse no-output "give -o" "$aot" prog
refuse two-programs "more than one" "$aot" a b -o out/x
refuse unknown-option "unknown option --frobnicate;" "$aot" --frobnicate prog -o out/x
refuse misspelt-option "unknown option --presice; did you mean --precise?" "$aot" --presice
refuse unknown-letter "unknown option -x;" "$aot" -vx prog
refuse no-value "-o needs a value: FILE" "$aot" prog -o
refuse a-value "--precise has no value" "$aot" --precise=1 prog
refuse bad-resume "--resume is auto, yes or no, not maybe" "$aot" --resume=maybe prog
refuse resume-and-precise "--precise and --resume=no" "$aot" --precise --resume=no prog -o out/x
refuse bad-level "no -O7" "$aot" -O7 prog -o out/x
refuse bad-march "or native, not i386" "$aot" -march=i386 prog -o out/x
refuse bad-march-word "or native, not i386" "$aot" -march i386 prog -o out/x
refuse bad-emit "or obj, not c" "$aot" --emit=c prog -o out/x
refuse bad-jobs "number of jobs" "$aot" -j x prog -o out/x
refuse bad-dump "-d knows no \"regs\", but in_asm," "$aot" -d op,regs prog -o out/x
refuse misspelt-dump "-d knows no op_otp; did you mean op_opt?" "$aot" -d op_otp prog -o out/x
dbt_run=$(dirname "$aot")/dbt-run
refuse run-nothing "no program to run" "$dbt_run"
refuse run-unknown "unknown option --rooot; did you mean --root?" "$dbt_run" --rooot=. prog
refuse run-log "-d knows no stracee; did you mean strace?" "$dbt_run" -dstracee prog
refuse run-root "-L /nowhere: there is no such folder" "$dbt_run" -L/nowhere prog
refuse run-log-file "cannot write /nowhere/log: No such file" "$dbt_run" -d exec:/nowhere/log prog
refused=1
refuse run-missing "nothing: cannot be opened: No such file or directory" "$dbt_run" nothing

: >runtime.o
run="$aot --runtime=runtime.o"
refuse missing "nothing: cannot read: No such file" $run nothing -o out/x
refuse directory "not a regular file" $run . -o out/x
echo 'int main;' >text
refuse text "not an ELF file" $run text -o out/x
refuse host "64-bit program (x86-64)" $run "$aot" -o out/x
refuse no-linker "no linker there" "$aot" --linker=/nonexistent/ld text -o out/x
refuse no-runtime "no runtime there" "$aot" --runtime=/nonexistent/r.o text -o out/x
if [ "$(id -u)" != 0 ]; then
    cp text unreadable && chmod 0 unreadable
    refuse unreadable "cannot read: Permission denied" $run unreadable -o out/x
fi

for command in "$aot" "$dbt_run"; do
    for option in -h --help --help=all -V --version "-d help"; do
        "$command" $option >help 2>stderr || fail "$command $option: status $?"
        [ -s help ] && ! [ -s stderr ] || fail "$command $option: $(cat stderr)"
        "$command" $option >/dev/full 2>&1 && fail "$command $option: written to a full disk"
    done
done
"$aot" --help=all >help || fail "--help: status $?"
grep -q -- --emit help || fail "--help is silent of --emit"
"$aot" --version | grep -q dbt-aot || fail --version

cat >small.c <<'EOF'
static void exit_with(int code)
{
#ifdef __arm__
    register int r7 __asm__("r7") = 1, r0 __asm__("r0") = code;
    __asm__ volatile("svc 0" : : "r"(r7), "r"(r0) : "memory");
#else
    register int r0 __asm__("r0") = 1, r3 __asm__("r3") = code;
    __asm__ volatile("sc" : : "r"(r0), "r"(r3) : "memory");
#endif
}
#ifndef VALUE
int twice(int x) { return x + x; }
void _start(void) { exit_with(twice(21)); }
#endif
EOF
cat >zeros.c <<'EOF'
#define VALUE
#include "small.c"
static volatile int more[30];
void _start(void)
{
    more[29] += 42;
    exit_with(more[29] + more[0]);
}
EOF

cat >names.c <<'EOF'
#define VALUE
#include "small.c"
#define FUNCTION(name, n)                                                                \
    __attribute__((noinline)) int name(int x)                                            \
    {                                                                                    \
        __asm__ volatile("");                                                            \
        return x + n;                                                                    \
    }
FUNCTION(one, 1) FUNCTION(two, 2) FUNCTION(three, 3) FUNCTION(four, 4) FUNCTION(five, 5)
void _start(void)
{
    exit_with(one(two(three(four(five(27))))));
}
EOF

cat >payload.c <<'EOF'
static long call(long number, long a, long b, long c)
{
#ifdef __arm__
    register long r7 __asm__("r7") = number, r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b, r2 __asm__("r2") = c;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return r0;
#else
    register long r0 __asm__("r0") = number, r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b, r5 __asm__("r5") = c;
    __asm__ volatile("sc" : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5) : : "memory", "cr0", "r6",
                     "r7", "r8", "r9", "r10", "r11", "r12");
    return r3;
#endif
}

/* Prints the last 16 bytes of its own file. */
void _start(void)
{
    char bytes[16];
    long fd = call(5, (long)"/proc/self/exe", 0, 0);

    call(19, fd, -16, 2);
    call(4, 1, (long)bytes, call(3, fd, (long)bytes, 16));
    call(1, 0, 0, 0);
}
EOF

# check_names: names of functions may be anything, also what means something to LLVM or a linker.
check_names() {
    $guest -static names.c -o names
    "$cross-objcopy" --redefine-sym one=llvm.memcpy --redefine-sym two="$(printf '\001two')" \
        --redefine-sym three=.Lthree --redefine-sym four="four @@\"words" \
        --redefine-sym five="$(head -c 100000 /dev/zero | tr '\0' q)" names
    for option in -O0 -O2; do
        "$aot" $option names -o named 2>report || fail "names of functions: $(head -c 200 report)"
        ./named
        [ $? = 42 ] || fail "$option: names of functions"
    done
}

# check_payload: what is appended to a program, before it is translated, it finds.
check_payload() {
    $guest -static payload.c -o payload
    head -c 8192 /dev/zero >>payload
    printf PAYLOAD-12345678 >>payload
    [ "$("$(dirname "$aot")/dbt-run" ./payload)" = PAYLOAD-12345678 ] || fail "dbt-run: the payload"
    for option in -O2 --precise --no-aot; do
        "$aot" $option payload -o carrier
        [ "$(./carrier)" = PAYLOAD-12345678 ] || fail "$option: the payload"
    done
    mkdir -p elsewhere && mv carrier elsewhere/renamed && ln -sf elsewhere/renamed link
    [ "$(./link)" = PAYLOAD-12345678 ] || fail "the payload of what was renamed"
    "$aot" --no-aot --no-guest-file payload -o without
    grep -q PAYLOAD without && fail "--no-guest-file: the payload is there"
    ./without | cmp -s - payload && fail "--no-guest-file: the guest's file was read"
}

# is_program FILE: it is one that exits with 42, as the guest's does.
is_program() {
    cp "$1" program && chmod +x program && ./program
    [ $? = 42 ]
}

# check_writing: where the output goes, and what is told if it cannot.
check_writing() {
    translate="$aot -O0 small"
    $translate -o - >written && is_program written || fail "-o -"
    $translate -o - | cat >written && is_program written || fail "-o - into a pipe"
    $translate -o /dev/stdout | cat >written && is_program written || fail "-o /dev/stdout"
    [ -L /dev/stdout ] || fail "/dev/stdout was replaced"
    : >target && ln -sf target link
    $translate -o link && [ -L link ] && is_program target || fail "-o LINK"
    rm -f pipe && mkfifo pipe
    $translate -o pipe &
    cat pipe >written
    wait
    is_program written || fail "-o PIPE"
    [ -p pipe ] || fail "a pipe was replaced"
    ln -sf nothing dangling
    refuse dangling "it is a link to nothing" $translate -o dangling
    refuse full-output "/dev/full: cannot write: No space left" $translate -o /dev/full
    for kind in uops llvm-ir asm; do
        "$aot" --emit=$kind small >/dev/full 2>stderr
        [ $? = 1 ] && grep -q "standard output: " stderr || fail "--emit=$kind to a full disk"
        "$aot" --emit=$kind small >&- 2>stderr
        [ $? = 1 ] && grep -q "standard output: " stderr || fail "--emit=$kind to nothing"
        "$aot" --emit=$kind small -o - >written && [ -s written ] || fail "--emit=$kind -o -"
    done
    mkdir out/.dbt-aot-abcdef && : >out/.dbt-aot-abcdef/image.o
    $translate -o out/x && rm out/x
    [ -z "$(ls -A out)" ] || fail "left: $(ls -A out)"
    "$aot" -d op,llvm,out_asm@_start:dump --emit=obj small -o small.o
    [ "$(grep -c ^function dump)" = 1 ] && grep -q '^_start' dump || fail "-d LIST@_start:FILE"
    start=$(sed -n 's/^block \(0x[0-9a-f]*\)$/\1/p' dump | head -n 1)
    for where in "$start" "$start-$start" "${start#0x}"; do
        "$aot" -d op@"$where":again --emit=obj small -o small.o
        [ "$(grep -c ^function again)" = 1 ] || fail "-d LIST@$where:FILE"
    done
    "$dbt_run" -d op@_start small 2>log
    [ "$(grep -c ^OP log)" = "$(grep -c '^block' log)" ] && grep -q "$start" log ||
        fail "dbt-run -d op@_start"
    "$dbt_run" -d op@0x10 small 2>log
    [ -s log ] && fail "dbt-run -d op@0x10: $(cat log)"
    $translate -o named
    DBT_LOG=stracee ./named 2>log
    grep -q '^named: DBT_LOG knows no stracee; did you mean strace?$' log ||
        fail "DBT_LOG: $(cat log)"
    DBT_ROOT=/nowhere ./named 2>log
    grep -q '^named: DBT_ROOT=/nowhere: there is no such folder$' log ||
        fail "DBT_ROOT: $(cat log)"
    $translate --root=/nowhere -o named 2>log
    grep -q 'warning: --root=/nowhere: there is no such folder' log || fail "--root: $(cat log)"
    $translate -q --root=/nowhere -o named 2>log && ! [ -s log ] || fail "-q: $(cat log)"
}

# check_full_disk: a small file system of its own, where that is allowed.
check_full_disk() {
    if ! unshare -rm true 2>/dev/null; then
        echo "skipped: full disk, no namespaces of mounts here"
        return
    fi
    mkdir -p disk
    unshare -rm sh -c 'mount -t tmpfs -o size=200k none disk && "$0" -O0 small -o disk/x; status=$?
        ls -A disk; exit $status' "$aot" >listed 2>stderr
    [ $? = 1 ] && [ "$(wc -l <stderr)" = 1 ] && grep -qi "no space left.*disk/" stderr ||
        fail "a full disk: $(cat stderr)"
    [ -s listed ] && fail "a full disk: left $(cat listed)"
}

# check_ending: a signal that ends dbt-aot while it links, when its workspace has files, is
# what it dies of, and leaves nothing.  The linker sends it; one that is ignored does nothing.
check_ending() {
    cat >ending <<'EOF'
#!/bin/sh
: >started
kill -s "$SIGNAL" $PPID
sleep 0.2
exit 1
EOF
    chmod +x ending
    for signal in INT TERM HUP QUIT XCPU XFSZ PIPE ABRT; do
        rm -f started
        (
            ulimit -c 0
            SIGNAL=$signal exec $run --linker=./ending small -o out/x
        ) >stdout 2>stderr
        status=$?
        [ -e started ] || fail "SIG$signal: the linker was not started"
        [ "$status" -gt 128 ] && [ "$(kill -l "$status")" = $signal ] ||
            fail "SIG$signal: status $status, $(cat stderr)"
        [ -z "$(ls -A out)" ] || fail "SIG$signal: left $(ls -A out)"
        rm -rf out && mkdir out
    done
    (
        trap '' HUP
        SIGNAL=HUP exec $run --linker=./ending small -o out/x
    ) >stdout 2>stderr
    [ $? = 1 ] || fail "a SIGHUP that is to be ignored: $(cat stderr)"
    [ -z "$(ls -A out)" ] || fail "SIGHUP ignored: left $(ls -A out)"
}

# check_guest CROSS RETURN: all that needs a program; RETURN is a function's end in a listing.
check_guest() {
    cross=$1
    return=$2
    if ! command -v "$cross-gcc" >/dev/null; then
        echo "skipped a guest: no $cross-gcc"
        return
    fi
    guest="$cross-gcc -nostdlib -ffreestanding -O1"
    $guest -static small.c -o small || return
    $guest -shared -fPIC -Wl,-e,_start,-Bsymbolic small.c -o shared
    $guest -shared -fPIC -Wl,-e,0 small.c -o library
    $guest -static-pie -fPIE -Wl,--no-dynamic-linker small.c -o static-pie
    $guest -c small.c -o object.o
    head -c 100 small >cut
    refuse library "shared library" $run library -o out/x
    refuse object "link it first" $run object.o -o out/x
    refuse truncated "truncated" $run cut -o out/x
    refuse link-error "ld.lld" $run small -o out/x
    refuse output-directory "cannot write" $run small -o /nonexistent/x
    refuse output-is-directory "it is a directory" $run small -o "$dir"
    refuse output-is-input "replace the input" $run small -o small
    refuse no-such-function "no function nothing" sh -c \
        "echo nothing >list; $run small --functions=list -o out/x"

    # Whatever becomes of the code, its listings and objects are the same each time.
    for kind in uops llvm-ir asm obj; do
        "$aot" --emit=$kind -j 1 small -o first || fail "--emit=$kind"
        "$aot" --emit=$kind -j 2 small -o second || fail "--emit=$kind"
        [ -s first ] || fail "--emit=$kind is empty"
        cmp first second || fail "--emit=$kind differs"
        rm -f first second
    done
    "$aot" --emit=uops small | grep -q shl || fail "--emit=uops to stdout"
    "$aot" --emit=obj -v small -o object 2>report || fail "-v"
    for word in guest found jumps left translated text; do
        grep -q "^$word" report || fail "-v is silent of $word"
    done
    grep -q '^text  *[1-9][0-9]*\.[0-9] % translated' report || fail "-v: the share of the text"
    for dump in in_asm op op_opt llvm out_asm; do
        "$aot" --emit=obj -d $dump small -o object 2>dump || fail "-d $dump"
        [ -s dump ] || fail "-d $dump is silent"
    done
    "$aot" --emit=obj -d in_asm small -o object 2>&1 | grep -q "$return" || fail "-d in_asm"
    [ "$(stat -c %a object)" = "$(printf %o $((0666 & ~$(umask))))" ] || fail "mode of object"

    check_ending 2>/dev/null # where the shell names the signal

    if [ -x "$(dirname "$aot")/dbt-run" ]; then
        "$aot" small -o first && "$aot" -j 1 small -o second || fail "translating"
        cmp first second || fail "the executables differ"
        [ -x first ] || fail "not executable"
        ./first
        [ $? = 42 ] || fail "wrong exit status"
        "$aot" --no-aot small -o third || fail "--no-aot"
        ./third
        [ $? = 42 ] || fail "wrong exit status without ahead-of-time code"
        for level in x86-64-v2 native; do
            "$aot" -march=$level small -o level && ./level
            [ $? = 42 ] || fail "wrong exit status with -march=$level"
        done
        cp small sparse && truncate -s 3G sparse
        refuse huge "--no-guest-file" timeout 20 "$aot" sparse -o out/x
        timeout 60 "$aot" --no-guest-file -O0 sparse -o out/x && out/x
        [ $? = 42 ] || fail "wrong exit status of a file with a hole of 3 GiB"
        rm -f sparse out/x
        "$aot" static-pie -o pie && ./pie
        [ $? = 42 ] || fail "wrong exit status of a static-pie program"
        cp small stripped && $cross-strip stripped
        "$aot" stripped -o fourth && ./fourth
        [ $? = 42 ] || fail "wrong exit status when stripped"
        echo twice >list
        "$aot" --functions=list small -o fifth && ./fifth
        [ $? = 42 ] || fail "wrong exit status with one function"
        $guest -static -Wl,-z,noseparate-code zeros.c -o zeros
        "$aot" zeros -o sixth && ./sixth
        [ $? = 42 ] || fail "wrong exit status of a program with zeros from within a page"
        "$aot" shared -o seventh && ./seventh
        [ $? = 42 ] || fail "wrong exit status of a library with an entry point"
        check_payload
        check_names
        check_writing
        check_full_disk
        ls -A | grep -q '^\.dbt-aot' && fail "left a workspace"
    else
        echo "skipped running: no runtime"
    fi
}

check_guest powerpc-linux-gnu "4e800020  blr"
check_guest arm-linux-gnueabi "1eff2fe1  bx lr"

# What only ARM has: another byte order, and another ABI.
if command -v arm-linux-gnueabi-gcc >/dev/null; then
    $guest -static -mbig-endian -Wl,--be8 small.c -o big
    $guest -static small.c -o small && cp small old
    printf '\000' | dd of=old bs=1 seek=39 conv=notrunc 2>/dev/null
    refuse big-endian "a big-endian ARM program" $run big -o out/x
    refuse old-abi "old ABI (OABI)" $run old -o out/x
    if [ -x "$(dirname "$aot")/dbt-run" ]; then
        dbt_dbt_run=$(dirname "$aot")/dbt-run
        refuse run-big-endian "a big-endian program" "$dbt_run" ./big
        refuse run-old-abi "old ABI (OABI)" "$dbt_run" ./old
        refuse run-truncated "cut short" "$dbt_run" ./cut
        # Where Linux for ARM lets a program start: mmap_min_addr is 0x8000 there.
        $guest -static -Wl,-Ttext-segment=0x8000 small.c -o low
        "$dbt_run" ./low
        [ $? = 42 ] || fail "wrong exit status of a program at 0x8000"
        "$aot" low -o out/low && out/low
        [ $? = 42 ] || fail "wrong exit status of a translated program at 0x8000"
        rm -f out/low
    fi
fi
exit $failed
