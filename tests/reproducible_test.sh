#!/bin/bash
# reproducible_test.sh DBT-AOT ANOTHER SCRATCH-DIR CASE... -- the same program gives the same bytes,
# whoever translates it, where, and from which path.
#
# A CASE is OPTIONS:PROGRAM, or OPTIONS:PROGRAM:NM for a slice of the program's functions, which the
# guest's nm lists.  DBT-AOT and ANOTHER may be one file, or the same sources built twice.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
aot=$(realpath "$1") another=$(realpath "$2")
mkdir -p "$3" && dir=$(realpath "$3") || exit 1
shift 3
failed=0 same=0

fail() {
    echo "FAILED $*"
    failed=1
}

# Functions whose address has one name: one of eight of these.
slice() { # slice NM PROGRAM
    "$1" "$2" | awk '
        { count[$1]++; kind[$1] = $2; name[$1] = $3 }
        END { for (at in count) if (count[at] == 1 && kind[at] == "T") print name[at] }' |
        LC_ALL=C sort | awk 'NR % 8 == 0'
}

# What must not matter: names and folders of both files, the environment, the umask, -j.
here() { # here PROGRAM OPTIONS...: makes $dir/one/out
    mkdir -p "$dir/one" && cp "$1" "$dir/one/prog" || return
    shift
    (cd "$dir/one" && umask 022 &&
        env -i PATH="$PATH" HOME="$dir" USER=root LANG=C TZ=UTC \
            "$aot" -q -j1 "$@" prog -o out)
}

elsewhere() { # elsewhere PROGRAM OPTIONS...: makes $dir/three/$name
    mkdir -p "$dir/another folder" "$dir/three" && cp "$1" "$dir/another folder/guest.elf" || return
    shift
    (cd / && umask 077 &&
        env -i PATH="$PATH" HOME=/nonexistent USER=nobody LOGNAME=nobody LC_ALL=tr_TR.UTF-8 \
            LANGUAGE=tr TZ=Pacific/Auckland TMPDIR="$dir/three" SOURCE_DATE_EPOCH=1 \
            "$another" -v -j8 "$dir/another folder/guest.elf" "$@" \
            -o "$dir/three/$name" 2>"$dir/messages")
}

compare() { # compare NAME
    if ! cmp "$dir/one/out" "$dir/three/$name"; then
        fail "$1: not the same bytes; they are in $dir"
        return
    fi
    same=$((same + 1))
    for word in "$dir" guest.elf; do
        grep -qaF -- "$word" "$dir/one/out" && fail "$1: $word is in the output"
    done
}

for entry in "$@"; do
    IFS=: read -r options program nm <<<"$entry"
    if ! [ -e "$program" ]; then
        echo "skipped $program: it is not there"
        continue
    fi
    rm -rf "$dir/one" "$dir/three" "$dir/another folder"
    if [ -n "$nm" ]; then
        slice "$nm" "$program" >"$dir/functions"
        [ -s "$dir/functions" ] || fail "$program: $nm finds no functions"
        options="$options --functions=$dir/functions"
    fi
    # Debug information names the listing beside the output.
    case $options in
    *-g*) name=out ;;
    *) name=output.elf ;;
    esac
    # shellcheck disable=SC2086
    if here "$program" $options && elsewhere "$program" $options; then
        compare "$program $options"
    else
        fail "$program $options: $(head -c 500 "$dir/messages")"
    fi
done
echo "$same of $# outputs are the same"
[ $same != 0 ] || [ $failed != 0 ] || exit 77
exit $failed
