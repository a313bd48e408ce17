/* elf_installers.c -- the functions of the C library that install handlers for signals.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "aot/elf/elf.h"

/* POSIX, and names of glibc, musl, uClibc and newlib for the same functions: the number
 * of a signal is their first argument, the handler or what tells of it the second. */
static const char *const installers[] = {
    "signal",       "sigaction",      "sigset",
    "sigvec",       "bsd_signal",     "sysv_signal",
    "ssignal",      "__sigaction",    "__signal",
    "__bsd_signal", "__sysv_signal",  "__libc_sigaction",
    "__GI_signal",  "__GI_sigaction", "__libc_sigaction_internal",
};

static bool is_name(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(installers); i++)
        if (strcmp(installers[i], name) == 0)
            return true;
    return false;
}

static void add(u32 **list, u32 *count, u32 address)
{
    *list = base_resize(*list, (*count + 1) * sizeof **list);
    (*list)[(*count)++] = address;
}

/* The names of dynamic symbols.  How many there are is not told: a hash table tells of
 * those that are defined only. */
typedef struct {
    u32 symbols;      /* guest address of the table */
    const char *text; /* NULL: there are none */
    u32 size;
} SymbolNames;

static SymbolNames symbol_names(const ElfFile *file)
{
    SymbolNames names = {0};

    if (!elf_tagged(file, DT_SYMTAB, &names.symbols))
        return names;
    names.symbols += file->bias;
    names.text = elf_dynamic_strings(file, &names.size);
    return names;
}

static const char *symbol_name(const ElfFile *file, const SymbolNames *names, u32 index)
{
    const u8 *p = image_at(
        &file->image, names->symbols + index * (u32)sizeof(Elf32_Sym), sizeof(u32));
    u32 at = p ? elf_word(file, p) : UINT32_MAX;

    return at < names->size ? names->text + at : "";
}

/* The words that relocations of `size` bytes fill with addresses of such functions. */
static void read_words(ElfFile *file, const SymbolNames *names, u32 address, u32 size,
                       u32 row_size)
{
    const u8 *row = image_at(&file->image, address + file->bias, size);

    for (u32 n = 0; row && size - n >= row_size; n += row_size) {
        u32 index = ELF32_R_SYM(elf_word(file, row + n + 4));

        if (is_name(symbol_name(file, names, index)))
            add(&file->installer_words, &file->hints.num_installer_words,
                elf_word(file, row + n) + file->bias);
    }
}

/* System V ABI, 5: the relocations of the linkage table are of the kind that DT_PLTREL
 * says. */
static void read_relocations(ElfFile *file)
{
    SymbolNames names = symbol_names(file);
    u32 table, size, kind;

    for (size_t i = 0; i < ARRAY_LEN(elf_relocations) && names.text; i++) {
        const RelocTable *of = &elf_relocations[i];

        if (elf_tagged(file, of->tag, &table) && elf_tagged(file, of->size_tag, &size))
            read_words(file, &names, table, size, of->row_size);
        if (elf_tagged(file, DT_PLTREL, &kind) && kind == of->tag &&
            elf_tagged(file, DT_JMPREL, &table) && elf_tagged(file, DT_PLTRELSZ, &size))
            read_words(file, &names, table, size, of->row_size);
    }
}

void elf_read_installers(ElfFile *file)
{
    for (u32 i = 0; i < file->image.num_symbols; i++) {
        const Symbol *s = &file->image.symbol[i];

        if (s->is_function && is_name(s->name))
            add(&file->installers, &file->hints.num_installers, s->address);
    }
    read_relocations(file);
    if (file->installer_words)
        qsort(file->installer_words, file->hints.num_installer_words, sizeof(u32),
              base_order);
    file->hints.installer = file->installers;
    file->hints.installer_word = file->installer_words;
}
