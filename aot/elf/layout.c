/* layout.c -- host symbols, and the flat table's range.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/layout.h"

#include <string.h>

/* A linker sees a version behind '@', and LLVM takes byte 1 for the mark of a name that
 * it must not change. */
static bool has_meaning(char c)
{
    return c == '@' || (unsigned char)c < ' ';
}

void layout_symbol(char *text, size_t room, const Function *function,
                   const char *suffix)
{
    static const char intrinsic[] = "llvm.";
    bool reserved = !strncmp(function->name, intrinsic, sizeof intrinsic - 1) ||
                    function->name[0] == '.';

    base_format(text, room, "%s%.200s.%08x%s", reserved ? "_" : "", function->name,
                function->entry, suffix);
    for (; *text; text++)
        if (has_meaning(*text))
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
