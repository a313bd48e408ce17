#!/bin/sh
# library.sh WORD -- makes the library that dynamic.c needs, which has WORD.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cd "$(dirname "$0")" &&
    exec powerpc-linux-gnu-gcc -O1 -fPIC -shared -nostdlib -DLIBRARY="\"$1\"" dynamic.c \
        -Wl,-soname,libword.so -o root/lib/libword.so
