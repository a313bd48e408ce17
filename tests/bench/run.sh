#!/usr/bin/env bash
# run.sh -- how fast translated programs are, against native code and qemu-user.
#
#   tests/bench/run.sh [--guest ppc|arm] [--quick] [--build DIR] [--runs N] [--output FILE.md]
#                      [KERNEL...]
#
# Every kernel is the same C source, gcc -O2 -static, for this machine and for the
# guest; those called neon_ use ARM's intrinsics there, and are plain C elsewhere.
# One run takes turns: native, qemu, dbt-run, dbt-aot -O2, again and again; what
# counts is the median of the user time.  Checksums must be equal.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

integer="fib sieve quicksort matrix_int hash interpreter threaded indirect strings crc
         tree mix tail_calls"
float="nbody mandelbrot spectral fir matrix_float matrix_double"
vector="neon_blend neon_sad neon_fir"
build=$root/build runs=5 target=0.3 output= kernels= guest=ppc
while [ $# -gt 0 ]; do
    case $1 in
    --quick) runs=3 target=0.1 ;;
    --build) build=$2; shift ;;
    --guest) guest=$2; shift ;;
    --runs) runs=$2; shift ;;
    --output) output=$2; shift ;;
    -*) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 1 ;;
    *) kernels="$kernels $1" ;;
    esac
    shift
done
case $guest in
ppc) compiler=powerpc-linux-gnu-gcc ;;
arm) compiler="arm-linux-gnueabihf-gcc -march=armv7-a -mfpu=neon-vfpv4" ;;
*) echo "no such guest: $guest" >&2; exit 1 ;;
esac
[ $guest = arm ] && some="$integer $float $vector" || some="$integer $float"
kernels=${kernels:-$some}
work=$build/bench
mkdir -p "$work"

# make_program OUT COMPILER: all kernels in one program, as with the guest tests.  In code for
# PIE, gcc for PowerPC makes no jump of a call through a pointer.
make_program() {
    local kernel objects= programs= folder=$1.d pie
    mkdir -p "$folder"
    for kernel in $integer $float $vector; do
        [ $kernel = tail_calls ] && pie=-fno-pie || pie=
        $2 -std=c11 -O2 -w $pie "-Dmain=${kernel}_main" \
            -c "$here/$kernel.c" -o "$folder/$kernel.o" || exit 1
        objects="$objects $folder/$kernel.o" programs="$programs P($kernel)"
    done
    $2 -std=c11 -O2 "-DPROGRAMS=$programs" -static "$here/../guest/multi.c" $objects \
        -o "$1" -lm || exit 1
}

user_time() { # user_time OUTPUT COMMAND...: seconds, to stdout
    local out=$1 TIMEFORMAT=%3U
    shift
    { time "$@" >"$out" 2>"$out.err" </dev/null; } 2>&1
}

calc() { awk "BEGIN { printf \"%$1\", $2 }"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# The count that makes native code run for about the target time.
calibrate() {
    local count=1 took
    while :; do
        took=$(user_time "$work/out" "$work/native" "$1" "$count")
        [ "$(calc d "$took >= 0.05")" = 1 ] && break
        count=$((count * 2))
    done
    calc d "$count * $target / $took + 1"
}

command_of() { # command_of MODE: the words before the kernel's name
    case $1 in
    native) echo "$work/native" ;;
    qemu-*) echo "$1 $work/$guest" ;;
    dbt-run) echo "$build/bin/dbt-run $work/$guest" ;;
    dbt-aot) echo "$work/$guest.aot" ;;
    esac
}

make_program "$work/native" gcc
make_program "$work/$guest" "$compiler"
modes=native
command -v qemu-$guest >/dev/null && modes="$modes qemu-$guest"
[ -x "$build/bin/dbt-run" ] && modes="$modes dbt-run"
if [ -x "$build/bin/dbt-aot" ]; then
    "$build/bin/dbt-aot" -O2 "$work/$guest" -o "$work/$guest.aot" || exit 1
    modes="$modes dbt-aot"
fi

status=0
: >"$work/table"
for kernel in $kernels; do
    kind=integer
    case " $float " in *" $kernel "*) kind=float ;; esac
    case " $vector " in *" $kernel "*) kind=vector ;; esac
    count=$(calibrate "$kernel")
    less=$count # qemu is slow with floating point: it does a part, scaled up
    [ $kind != integer ] && less=$((count / 16 + 1))
    for mode in $modes; do : >"$work/$kernel.$mode.times"; done
    "$work/native" "$kernel" "$less" >"$work/want_less"
    for ((run = 0; run < runs; run++)); do
        for mode in $modes; do
            n=$count want=$work/want
            [ "$mode" = native ] && out=$work/want || out=$work/out
            [ "$mode" = qemu-$guest ] && n=$less want=$work/want_less
            took=$(user_time "$out" $(command_of "$mode") "$kernel" "$n")
            calc ".4f\n" "$took * $count / $n" >>"$work/$kernel.$mode.times"
            if [ "$mode" != native ] && ! cmp -s "$out" "$want"; then
                echo "$kernel $n under $mode: $(head -c 100 "$out") instead of $(cat "$want")" >&2
                status=1
            fi
        done
    done
    line="$kind $kernel"
    for mode in $modes; do line="$line $(median <"$work/$kernel.$mode.times")"; done
    echo "$line" >>"$work/table"
    echo "$line" >&2
done

{
    echo "| kernel | native | $(echo $modes | sed 's/native //; s/ / | /g') |"
    echo "|---|---|$(echo $modes | sed 's/native //; s/[^ ]*/---|/g; s/ //g')"
    awk -v modes="$modes" '
    function row(name, cells) { printf "| %s | %s |\n", name, cells }
    { cells = sprintf("%.2f s", $3)
      for (i = 4; i <= NF; i++) {
          ratio = $i / $3
          cells = cells sprintf(" | %.2f", ratio)
          sum[$1, i] += log(ratio)
      }
      number[$1]++; columns = NF
      row($2, cells) }
    END { split("integer float vector", kinds, " ")
          for (k = 1; k <= 3; k++) {
              kind = kinds[k]
              if (!number[kind]) continue
              cells = ""
              for (i = 4; i <= columns; i++)
                  cells = cells sprintf(" | **%.2f**", exp(sum[kind, i] / number[kind]))
              row("**geomean, " kind "**", substr(cells, 2) == "" ? "" : cells)
          } }' "$work/table" | sed 's/|  |/|  |/; s/\*\* |  | \*\*/** | | **/'
} | tee "$work/table.md"
[ -z "$output" ] || cp "$work/table.md" "$output"
exit $status
