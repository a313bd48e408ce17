#!/usr/bin/env bash
# translate_own.sh -- translate ahead of time only what is not the C library's.
#
#   translate_own.sh DBT_AOT COMMON IN OUT [OPTIONS]
#
# COMMON is a file of function names to leave to the runtime, sorted: those of a program that
# does nothing.  `translate_own.sh --common FILE [COMPILER]` writes it.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
export LC_ALL=C

# "address name" of every function; not of ARM's marks of code and data.
functions() { nm "$1" | sed -n '/ \$[atd]$/d; s/^\([0-9a-f]*\) [tTwWiI] /\1 /p'; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ "$1" = --common ]; then
    cat >"$scratch/nothing.c" <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int c, char **v)
{
    char t[9];
    if (c > 9) {
        printf("%g %s", atof(v[1]), memcpy(t, v[1], 8));
        qsort(v, 1, 4, 0);
        abort();
    }
    return 0;
}
EOF
    "${3:-powerpc-linux-gnu-gcc}" -O2 -w -static "$scratch/nothing.c" -o "$scratch/nothing"
    functions "$scratch/nothing" | cut -d' ' -f2 | grep -vx main | sort -u >"$2"
    exit
fi
translator=$1 common=$2 in=$3 out=$4
shift 4
functions "$in" | awk 'NR == FNR { common[$1] = 1; next }
    $2 in common { left[$1] = 1 } { name[$1] = $2 }
    END { for (address in name) if (!(address in left)) print address }' "$common" - |
    sort >"$scratch/own"
# A function that nothing known leads to is the runtime's too.
until "$translator" -Werror "$@" --functions="$scratch/own" "$in" -o "$out" 2>"$scratch/error"; do
    missing=$(sed -n 's/.*has no function \([0-9a-f]*\)$/\1/p' "$scratch/error")
    [ -n "$missing" ] || { cat "$scratch/error" >&2; exit 1; }
    sed -i "/^$missing$/d" "$scratch/own"
done
