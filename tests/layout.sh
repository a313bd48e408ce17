#!/bin/sh
# layout.sh GUEST CC QEMU LAYOUT_HOST -- compare declared and real layouts.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -e
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
of="runtime/linux/$1"
echo '#include <asm/unistd.h>' | "$2" -E -dM - |
    sed -n 's/^#define __NR_\([a-z_][a-z_0-9]*\) .*/CALL(\1)/p' > "$tmp/calls.def"
test -s "$tmp/calls.def"
"$2" -static -I. -DGUEST_STRUCTS="\"$of/structs.def\"" -DGUEST_FLAGS="\"$of/flags.def\"" \
    -DGUEST_NUMBERS="\"$of/numbers.def\"" -DGUEST_IOCTLS="\"$of/ioctls.def\"" \
    -DGUEST_CALLS="\"$tmp/calls.def\"" -DGUEST_CHARACTERS="\"$of/characters.def\"" \
    tests/layout_guest.c -o "$tmp/guest"
"$3" "$tmp/guest" > "$tmp/real"
"$4" "$1" > "$tmp/declared"
test -s "$tmp/declared"
diff "$tmp/real" "$tmp/declared"
