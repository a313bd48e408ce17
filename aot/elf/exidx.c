/* exidx.c -- where functions start, by ARM's table of exception handling.  EHABI for
 * the ARM Architecture, 6: entries of two words, the first relative to itself.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/elf.h"

enum { ENTRY_SIZE = 8 };

static u32 word(const u8 *p)
{
    return (u32)p[3] << 24 | (u32)p[2] << 16 | (u32)p[1] << 8 | p[0];
}

u32 exidx_functions(const u8 *bytes, size_t size, u32 address, CodeRange *function,
                    u32 room)
{
    u32 count = 0;

    for (size_t at = 0; at + ENTRY_SIZE <= size && count < room; at += ENTRY_SIZE) {
        u32 offset = word(bytes + at), start;

        if (offset >> 31) /* no prel31 offset: this is no such table */
            break;
        start = address + (u32)at + (u32)sign_extend(offset, 31);
        function[count++] = (CodeRange){start, start};
    }
    return count;
}
