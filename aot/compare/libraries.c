/* libraries.c -- symbols of ELF files by their offset in the file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/libraries.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/sorted.h"

/* Returns the offset in the file of an address that a segment loads, or 0. */
static u64 offset_of(Elf *elf, u64 address)
{
    size_t count = 0;

    elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_LOAD &&
            address - segment.p_vaddr < segment.p_filesz)
            return address - segment.p_vaddr + segment.p_offset;
    }
    return 0;
}

static void add_symbol(Library *l, Elf *elf, const GElf_Sym *symbol, const char *name)
{
    /* A function's bit 0 says that it is Thumb code (AAELF32, 5.5.3). */
    u64 offset = offset_of(elf, symbol->st_value & ~(u64)1);

    if (GELF_ST_TYPE(symbol->st_info) == STT_FUNC && offset && name)
        l->function[l->count++] =
            (LibraryFunction){offset, symbol->st_size, strdup(name)};
}

static void add_section(Library *l, Elf *elf, Elf_Scn *section)
{
    GElf_Shdr header;
    Elf_Data *data = elf_getdata(section, NULL);

    if (!gelf_getshdr(section, &header) || !data || !header.sh_entsize ||
        (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM))
        return;
    u32 count = (u32)(header.sh_size / header.sh_entsize);
    l->function =
        base_resize(l->function, (l->count + count + 1) * sizeof *l->function);
    for (u32 i = 0; i < count; i++) {
        GElf_Sym symbol;
        if (gelf_getsym(data, (int)i, &symbol))
            add_symbol(l, elf, &symbol,
                       elf_strptr(elf, header.sh_link, symbol.st_name));
    }
}

static int by_offset(const void *a, const void *b)
{
    const LibraryFunction *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return strcmp(x->name, y->name);
}

static Library read_library(const char *path)
{
    Library l = {.path = path};
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    elf_version(EV_CURRENT);
    Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
    for (Elf_Scn *section = NULL; elf && (section = elf_nextscn(elf, section));)
        add_section(&l, elf, section);
    if (l.count)
        qsort(l.function, l.count, sizeof *l.function, by_offset);
    if (elf)
        elf_end(elf);
    if (fd >= 0)
        close(fd);
    return l;
}

static const Library *find_library(Libraries *all, const char *path)
{
    for (u32 i = 0; i < all->count; i++)
        if (strcmp(all->library[i].path, path) == 0)
            return &all->library[i];
    all->library = base_resize(all->library, (all->count + 1) * sizeof *all->library);
    all->library[all->count] = read_library(path);
    return &all->library[all->count++];
}

static u64 function_offset(const void *function)
{
    return ((const LibraryFunction *)function)->offset;
}

const char *libraries_name(Libraries *all, const char *path, u64 offset)
{
    const Library *l = find_library(all, path);
    u32 n = sorted_before(l->function, l->count, sizeof *l->function, function_offset,
                          offset + 1);

    if (!n)
        return NULL;
    const LibraryFunction *f = &l->function[n - 1];
    return !f->size || offset - f->offset < f->size ? f->name : NULL;
}

void libraries_free(Libraries *all)
{
    for (u32 i = 0; i < all->count; i++) {
        for (u32 k = 0; k < all->library[i].count; k++)
            free(all->library[i].function[k].name);
        base_free(all->library[i].function);
    }
    base_free(all->library);
    *all = (Libraries){0};
}
