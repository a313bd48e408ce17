#!/usr/bin/env bash
# discover_sweep.sh DISCOVER_REAL [-m ONE_IN] FOLDER... -- code discovery on real programs: of what
# qemu executes, hardly anything may be missing, with symbols or without.
#
# Takes each program in the folders (static, for ARM or PowerPC) for which discover_commands.txt
# has runs; LIMIT seconds (20) a run.  Fails if one executed instruction in ONE_IN (1000) was
# not found in any of them.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
check=$(realpath "$1")
shift
missed=1000
if [ "${1-}" = -m ]; then
    missed=$2
    shift 2
fi
list=${COMMANDS:-$here/discover_commands.txt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
programs=0 failed=0 skipped=0

# The qemu for a program: by e_machine, and the byte order.
qemu_for() {
    case $(od -An -tx1 -j18 -N2 "$1" 2>/dev/null) in
    " 28 00") command -v qemu-arm ;;
    " 00 14") command -v qemu-ppc ;;
    esac
}

# The runs of a program, by its name.
runs_of() {
    awk -v name="$1" '/^#/ {next} /^[a-z0-9]+ / {on = $1 == name; sub(/^[^ ]+ +/, "")} on' "$list"
}

input() { # the same on each machine
    cd "$work" || exit 1
    awk 'BEGIN {for (i = 0; i < 400; i++) {x = (x * 1103515245 + 12345) % 2147483648
        name = substr("alphabetagamma", x % 9 + 1, 4)
        printf "line %d: %s(%d) = the value %x of e\n", i, name, x, x}}' >in.txt
    cat >x.js <<'JS'
var o = {a: [3, 1, 2], f: function (x) { return x < 2 ? x : this.f(x - 1) + this.f(x - 2); }};
o.a.sort(); print(JSON.stringify(o), o.f(12), 'abc'.replace(/b(c)/g, '<$1>'),
    new Date(0).toISOString());
try { null.x; } catch (e) { print(e.message); }
for (var i = 0, s = ''; i < 300; i++) {
    s += String.fromCharCode(65 + i % 26); switch (i % 5) { case 1: s = s.slice(1); }
}
print(s.length, Math.sin(1), parseInt('ff', 16),
    [1, 2, 3].map(function (x) { return x * 2; }).join('-'), eval('1+2'));
var b = new Uint8Array(9); b[3] = 300;
print(b[3], typeof b, 5 >>> 1, ~7, 1 / 3, encodeURIComponent('a b'), isNaN(NaN));
label: for (var k in o) { for (;;) { continue label; } }
print(Object.keys(o), 'x' in o, delete o.a, void 0, [].concat([1], 2), 'a,b'.split(','),
    (12.5).toFixed(2), JSON.parse('[1,{"q":null}]'));
JS
}

trace() { # trace QEMU PROGRAM RUNS: what qemu does, to the fifo
    local qemu=$1 program=$2
    exec 9>fifo
    printf '%s\n' "$3" >runs
    cat >prelude <<SH
run() { timeout ${LIMIT:-20} $qemu -d in_asm,exec,nochain -D fifo $program "\$@"; }
SH
    bash -c '. ./prelude; . ./runs' >/dev/null 2>&1 </dev/null 9>&-
}

sweep() { # sweep PROGRAM
    local name qemu runs
    name=$(basename "$1")
    runs=$(runs_of "${name%-static}")
    qemu=$(qemu_for "$1")
    [ -n "$runs" ] || return
    if [ -z "$qemu" ]; then
        skipped=$((skipped + 1))
        echo "skipped: $1: no qemu for it"
        return
    fi
    echo "$1"
    programs=$((programs + 1))
    input
    mkfifo fifo
    trace "$qemu" "$(realpath "$1")" "$runs" &
    "$check" -q ${SHOW:+-s $SHOW} -m "$missed" "$(realpath "$1")" fifo || failed=$((failed + 1))
    wait
    rm -rf "${work:?}"/*
}

for folder; do
    for program in "$(realpath "$folder")"/*; do
        [ -f "$program" ] && sweep "$program"
    done
done
echo "$programs programs, $failed with more than one executed instruction in $missed missed," \
    "$skipped skipped"
[ "$programs" != 0 ] && [ "$failed" = 0 ]
