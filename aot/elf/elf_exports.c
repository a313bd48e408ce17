/* elf_exports.c -- functions that the dynamic section leads to: what it exports, and
 * what runs before and after the program.  System V ABI, 5; GNU hash tables as binutils
 * writes them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <elf.h>

#include "aot/elf/elf.h"

enum { WORD = 4 };

/* Returns the word at a guest address; 0 if the file has none there. */
static u32 word_at(const ElfFile *file, u32 address)
{
    const u8 *p = image_at(&file->image, address, WORD);

    return p ? elf_word(file, p) : 0;
}

/* Returns the number of dynamic symbols by a GNU hash table: the chain that begins with
 * the highest number ends the table. */
static u32 count_by_gnu_hash(const ElfFile *file, u32 table)
{
    enum { HEADER = 4 * WORD };
    u32 buckets = word_at(file, table), first = word_at(file, table + WORD);
    u32 filter = word_at(file, table + 2 * WORD), last = 0;
    u32 bucket = table + HEADER + filter * WORD, chain = bucket + buckets * WORD;

    if (!image_at(&file->image, bucket, buckets * WORD) || buckets > UINT32_MAX / WORD)
        return 0;
    for (u32 i = 0; i < buckets; i++) {
        u32 number = word_at(file, bucket + i * WORD);
        last = number > last ? number : last;
    }
    if (last < first)
        return first;
    while (image_at(&file->image, chain + (last - first) * WORD, WORD) &&
           !(word_at(file, chain + (last - first) * WORD) & 1))
        last++;
    return last + 1;
}

static u32 count_symbols(const ElfFile *file)
{
    u32 table;

    if (elf_tagged(file, DT_HASH, &table))
        return word_at(file, table + file->bias + WORD);
    if (elf_tagged(file, DT_GNU_HASH, &table))
        return count_by_gnu_hash(file, table + file->bias);
    return 0;
}

const char *elf_dynamic_strings(const ElfFile *file, u32 *size)
{
    u32 strings;

    if (!elf_tagged(file, DT_STRTAB, &strings) || !elf_tagged(file, DT_STRSZ, size) ||
        !*size)
        return NULL;
    const u8 *text = image_at(&file->image, strings + file->bias, *size);
    return text && text[*size - 1] == 0 ? (const char *)text : NULL;
}

DynamicSymbols elf_dynamic_symbols(const ElfFile *file)
{
    DynamicSymbols d = {0};
    u32 symbols, size, count = count_symbols(file);
    const char *text = elf_dynamic_strings(file, &size);

    if (!text || !count || count > UINT32_MAX / sizeof(Elf32_Sym) ||
        !elf_tagged(file, DT_SYMTAB, &symbols))
        return d;
    const u8 *symbol =
        image_at(&file->image, symbols + file->bias, count * (u32)sizeof(Elf32_Sym));
    return symbol ? (DynamicSymbols){symbol, count, text, size} : d;
}

static void add_entry(ElfFile *file, u32 address)
{
    u32 count = file->hints.num_entries + 1;

    file->entries = base_resize(file->entries, count * sizeof *file->entries);
    file->entries[count - 1] = address;
    file->hints.entry = file->entries;
    file->hints.num_entries = count;
}

/* The words of an array, which have been relocated; 0 and -1 fill places. */
static void add_array(ElfFile *file, u32 tag, u32 size_tag)
{
    u32 array, size;

    if (!elf_tagged(file, tag, &array) || !elf_tagged(file, size_tag, &size))
        return;
    const u8 *p = image_at(&file->image, array + file->bias, size);
    for (u32 n = 0; p && size - n >= WORD; n += WORD)
        if (elf_word(file, p + n) + 1 > 1)
            add_entry(file, elf_word(file, p + n));
}

void elf_read_entries(ElfFile *file)
{
    static const u32 functions[] = {DT_INIT, DT_FINI};
    static const struct {
        u32 tag, size_tag;
    } arrays[] = {{DT_PREINIT_ARRAY, DT_PREINIT_ARRAYSZ},
                  {DT_INIT_ARRAY, DT_INIT_ARRAYSZ},
                  {DT_FINI_ARRAY, DT_FINI_ARRAYSZ}};
    u32 value;

    for (size_t i = 0; i < ARRAY_LEN(functions); i++)
        if (elf_tagged(file, functions[i], &value) && value)
            add_entry(file, value + file->bias);
    for (size_t i = 0; i < ARRAY_LEN(arrays); i++)
        add_array(file, arrays[i].tag, arrays[i].size_tag);
}
