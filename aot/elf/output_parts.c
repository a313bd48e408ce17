/* output_parts.c -- what the bytes of an output are for, by its sections.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/output_parts.h"

#include <string.h>

const OutputPart output_part[OUTPUT_PARTS] = {
    {"code", "code", {".text"}},
    {"tables", "tables", {".rodata", ".data", ".relr.dyn"}},
    {"guest", "the guest's file", {".guest"}},
    {"bundle", "the bundle", {".bundle"}},
    {"symbols", "symbols", {".symtab", ".strtab"}},
    {"rest", "all else", {NULL}},
};
enum { REST = OUTPUT_PARTS - 1 };

static bool is_section(const char *name, const char *section)
{
    size_t length = strlen(section);

    return strncmp(name, section, length) == 0 &&
           (!name[length] || name[length] == '.');
}

static u32 part_of(const char *name)
{
    for (u32 i = 0; i < REST; i++)
        for (size_t k = 0; output_part[i].section[k]; k++)
            if (is_section(name, output_part[i].section[k]))
                return i;
    return REST;
}

void output_parts_measure(Elf *elf, u64 file_size, u64 *bytes)
{
    size_t names;
    u64 sum = 0;

    memset(bytes, 0, OUTPUT_PARTS * sizeof *bytes);
    if (elf_getshdrstrndx(elf, &names) < 0)
        names = 0;
    for (Elf_Scn *scn = NULL; names && (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *s = elf64_getshdr(scn);
        const char *name = s ? elf_strptr(elf, names, s->sh_name) : NULL;

        if (name && s->sh_type != SHT_NOBITS)
            bytes[part_of(name)] += s->sh_size;
    }
    for (u32 i = 0; i < REST; i++)
        sum += bytes[i];
    bytes[REST] = file_size > sum ? file_size - sum : 0;
}
