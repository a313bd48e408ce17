/* layout.c -- host symbols, and the guest addresses of functions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/layout.h"

#include <string.h>

/* Assemblers drop names that begin with a dot and L, and LLVM knows its own by how they
 * begin. */
static bool is_of_others(const char *name)
{
    return name[0] == '.' || strncmp(name, "llvm.", 5) == 0;
}

/* All that no assembler, linker or debugger takes for something else. */
static bool is_in_names(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || c == '.' || c == '$';
}

void layout_symbol(char *text, size_t room, const Function *function,
                   const char *suffix)
{
    const char *own = is_of_others(function->name) ? "_" : "";
    bool is_hidden = strcmp(suffix, ".leave") == 0;
    size_t length;

    base_format(text, room, "%s%.200s", own, is_hidden ? "_" : function->name);
    for (length = 0; text[length]; length++)
        if (!is_in_names(text[length]))
            text[length] = '_';
    base_format(text + length, room - length, ".%08x%s", function->entry, suffix);
}

void layout_code_range(const Guest *guest, const Program *program, u32 *start, u32 *end)
{
    const u32 mask = guest->code_align - 1;
    u32 n = program->num_functions;

    *start = n ? program->function[0].entry & ~mask : 0;
    *end = n ? (program->function[n - 1].entry & ~mask) + mask + 1 : 0;
}
