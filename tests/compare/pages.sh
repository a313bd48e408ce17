#!/usr/bin/env bash
# pages.sh BIN-DIR FOLDER [NAME=PROGRAM[:ROOT]...] -- makes the pages of real programs, each by one
# command, checks their reports, and looks at them in Chromium.  Without names: the sample, and the
# test program of each guest, of which 100 functions at least are shown.
#
#   tests/compare/pages.sh build/bin pages lua=lua.ppc busybox=busybox.arm
#
# A program called lua runs a script; one called busybox a shell's.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd) folder=$2
shift 2
mkdir -p "$folder" && cd "$folder" || exit
made=() status=0

fail() {
    echo "FAILED $*"
    status=1
}

# page NAME LEAST-FUNCTIONS INPUT OPTIONS... PROGRAM [-- ARGUMENTS]
page() {
    local name=$1 least=$2 input=$3
    shift 3
    "$bin/dbt-compare" -o "$name.html" --json="$name.json" "$@" <"$input" || fail "$name"
    "$here/check_report.py" "$name.json" --least-functions "$least" \
        --schema "$here/../../docs/compare.schema.json" || fail "$name: its report"
    made+=("$name")
}

# check NAME LEAST-FUNCTIONS PROGRAM ARGUMENTS...: of most functions, and against the output.
check() {
    local name=$1 least=$2 program=$3
    shift 3
    "$bin/dbt-compare" --json="$name.json" --top=1000 --runs=1 "$program" -- "$@" </dev/null ||
        fail "$name"
    "$bin/dbt-aot" "$program" -o "$name.plain" || fail "$name: translating"
    "$here/check_report.py" "$name.json" --least-functions "$least" --output "$name.plain" ||
        fail "$name: its report"
}

lua_script='local t = {} for i = 1, 60000 do t[#t + 1] = tostring(i * 7 % 1000) end
table.sort(t) print(#table.concat(t, ","))'
shell_script='i=0; while [ $i -lt 300 ]; do i=$((i + 1)); echo "line $i"; done | sort -r | wc -c'

if [ $# = 0 ]; then
    page words 10 "$here/../../samples/text.txt" --runs=3 "$bin/../sample/words.ppc"
    check guest-ppc 100 "$bin/../guest/ppc_O2" print
    check guest-arm 100 "$bin/../guest/armhf_O2" print
fi
for item in "$@"; do
    name=${item%%=*} program=${item#*=}
    root=${program#*:}
    program=${program%%:*}
    options=()
    [ "$root" = "$program" ] || options=(--root="$root")
    case $name in
    lua*) page "$name" 5 /dev/null "${options[@]}" "$program" -- -e "$lua_script" ;;
    busybox*) page "$name" 5 /dev/null "${options[@]}" "$program" -- sh -c "$shell_script" ;;
    *) page "$name" 0 /dev/null "${options[@]}" "$program" ;;
    esac
done
"$here/pages_test.py" "${made[@]}"
looked=$?
[ $looked = 0 ] || [ $looked = 77 ] || status=1
exit $status
