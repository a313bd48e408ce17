/* elf_dynamic.c -- what the dynamic section says of position-independent programs.
 * System V ABI, 5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "aot/elf/elf.h"

const RelocTable elf_relocations[2] = {
    {DT_REL, DT_RELSZ, sizeof(Elf32_Rel), false},
    {DT_RELA, DT_RELASZ, sizeof(Elf32_Rela), true},
};

bool elf_tagged(const ElfFile *file, u32 tag, u32 *value)
{
    const u8 *row = image_at(&file->image, file->dynamic, file->dynamic_size);

    for (u32 n = 0; row && file->dynamic_size - n >= sizeof(Elf32_Dyn);
         n += sizeof(Elf32_Dyn)) {
        u32 found = elf_word(file, row + n);

        *value = elf_word(file, row + n + 4);
        if (found == tag)
            return true;
        if (found == DT_NULL)
            break;
    }
    return false;
}

static void put_word(const ElfFile *file, u8 *p, u32 value)
{
    for (u32 i = 0; i < 4; i++)
        p[i] = (u8)(value >> 8 * (file->guest->big_endian ? 3 - i : i));
}

/* Returns where the copy has the bytes at a guest address. */
static u8 *in_copy(const ElfFile *file, u32 address)
{
    const u8 *p = image_at(&file->image, address, 4);

    return p ? file->placed + (p - file->bytes) : NULL;
}

static void relocate(ElfFile *file, const RelocTable *kind)
{
    u32 table, size;

    if (!elf_tagged(file, kind->tag, &table) ||
        !elf_tagged(file, kind->size_tag, &size))
        return;
    const u8 *row = image_at(&file->image, table + file->bias, size);
    for (u32 n = 0; row && size - n >= kind->row_size; n += kind->row_size) {
        u32 type = ELF32_R_TYPE(elf_word(file, row + n + 4));
        u8 *at = in_copy(file, elf_word(file, row + n) + file->bias);

        if (type != file->guest->relative_relocation || !at)
            continue;
        u32 addend = elf_word(file, kind->has_addend ? row + n + 8 : at);
        put_word(file, at, addend + file->bias);
    }
}

void elf_add_resolver(ElfFile *file, u32 address)
{
    u32 count = file->hints.num_resolvers + 1;
    u32 *all = base_resize(file->resolvers, count * sizeof *all);

    all[count - 1] = address;
    file->resolvers = all;
    file->hints.resolver = all;
    file->hints.num_resolvers = count;
}

void elf_read_resolvers(ElfFile *file, const u8 *row, u32 size, bool has_addend)
{
    u32 row_size = has_addend ? sizeof(Elf32_Rela) : sizeof(Elf32_Rel);

    for (u32 n = 0; row && size - n >= row_size; n += row_size) {
        u32 type = ELF32_R_TYPE(elf_word(file, row + n + 4));
        const u8 *at = image_at(&file->image, elf_word(file, row + n) + file->bias, 4);

        if (type != file->guest->resolved_relocation || !at)
            continue;
        elf_add_resolver(file,
                         elf_word(file, has_addend ? row + n + 8 : at) + file->bias);
    }
}

/* Adds the relative relocation of the word at `address`, whose addend is there. */
static void relocate_word(ElfFile *file, u32 address)
{
    u8 *at = in_copy(file, address);

    if (at)
        put_word(file, at, elf_word(file, at) + file->bias);
}

/* The relative relocations in short: an even word is an address; an odd one says by its
 * bits 1 to 31 which of the 31 words that follow are relocated, too.  "Relative
 * relocations", generic ABI (DT_RELR). */
static void relocate_short(ElfFile *file)
{
    enum { RELR = 36, RELR_SIZE = 35, WORD = 4, WORDS = 31 };
    u32 table, size, next = 0;

    if (!elf_tagged(file, RELR, &table) || !elf_tagged(file, RELR_SIZE, &size))
        return;
    const u8 *row = image_at(&file->image, table + file->bias, size);
    for (u32 n = 0; row && size - n >= WORD; n += WORD) {
        u32 word = elf_word(file, row + n);

        if (!(word & 1)) {
            relocate_word(file, word + file->bias);
            next = word + file->bias + WORD;
            continue;
        }
        for (u32 i = 0; i < WORDS; i++)
            if (word >> (i + 1) & 1)
                relocate_word(file, next + i * WORD);
        next += WORDS * WORD;
    }
}

void elf_place(ElfFile *file)
{
    if (!file->load.movable)
        return;
    file->placed = base_alloc(file->size);
    memcpy(file->placed, file->bytes, file->size);
    for (size_t k = 0; k < ARRAY_LEN(elf_relocations); k++)
        relocate(file, &elf_relocations[k]);
    relocate_short(file);
    for (u32 i = 0; i < file->image.num_segments; i++)
        file->segments[i].bytes =
            file->placed + (file->segments[i].bytes - file->bytes);
}
