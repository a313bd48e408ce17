/* layout.c -- host symbols, and the flat table's range.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/layout.h"

void layout_symbol(char *text, size_t room, const Function *function,
                   const char *suffix)
{
    base_format(text, room, "%.200s.%08x%s", function->name, function->entry, suffix);
    for (; *text; text++)
        if (*text == '@')
            *text = '_';
}

void layout_code_range(const Guest *guest, const Program *program, u32 *start, u32 *end,
                       u32 *shift)
{
    /* For code in segments far apart, the table would have gigabytes. */
    const u32 most = 256u << 20, mask = guest->code_align - 1;
    u32 n = program->num_functions;

    *shift = guest_pc_shift(guest);
    *start = n ? program->function[0].entry & ~mask : 0;
    *end = n ? (program->function[n - 1].entry & ~mask) + mask + 1 : 0;
    if (*end - *start > most)
        *end = *start + most;
}
