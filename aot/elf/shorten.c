/* shorten.c -- the symbol table of an output, without what nobody looks for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/shorten.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ir/base.h"

/* The end of a file: all that lies in it from the symbol table on. */
typedef struct {
    int file;
    Elf64_Ehdr head;
    Elf64_Shdr *section;
    char **bytes; /* by section: its bytes, if it is to be written again */
    u32 symbols, strings;
} Tail;

static bool read_at(int file, void *to, u64 size, u64 at)
{
    return pread(file, to, size, (off_t)at) == (ssize_t)size;
}

static bool write_at(int file, const void *from, u64 size, u64 at)
{
    return pwrite(file, from, size, (off_t)at) == (ssize_t)size;
}

static bool read_sections(Tail *t)
{
    u64 size = (u64)t->head.e_shnum * sizeof(Elf64_Shdr);

    t->section = base_alloc(size + 1);
    t->bytes = base_alloc((t->head.e_shnum + 1u) * sizeof *t->bytes);
    return read_at(t->file, t->section, size, t->head.e_shoff);
}

/* Returns true if the file has a symbol table that can be shortened. */
static bool find_symbols(Tail *t)
{
    const Elf64_Shdr *s = t->section;

    for (u32 i = 1; i < t->head.e_shnum; i++)
        if (s[i].sh_type == SHT_SYMTAB)
            t->symbols = i;
    t->strings = s[t->symbols].sh_link;
    for (u32 i = 1; i < t->head.e_shnum; i++) {
        bool behind = s[i].sh_offset >= s[t->symbols].sh_offset;

        if ((behind && (s[i].sh_flags & SHF_ALLOC)) ||
            (i != t->symbols && s[i].sh_link == t->symbols))
            return false;
    }
    return t->symbols && s[t->strings].sh_offset > s[t->symbols].sh_offset &&
           t->head.e_shoff > s[t->symbols].sh_offset;
}

/* Reads the sections from the symbol table on. */
static bool read_tail(Tail *t)
{
    for (u32 i = 1; i < t->head.e_shnum; i++) {
        const Elf64_Shdr *s = &t->section[i];

        if (s->sh_offset < t->section[t->symbols].sh_offset || s->sh_type == SHT_NOBITS)
            continue;
        t->bytes[i] = base_alloc(s->sh_size + 1);
        if (!read_at(t->file, t->bytes[i], s->sh_size, s->sh_offset))
            return false;
    }
    return true;
}

/* Names of the runtime's functions, which are C's, have no dot. */
static bool is_kept(const char *name)
{
    const char *suffix = strrchr(name, '.');

    return suffix && strcmp(suffix, ".leave") != 0;
}

/* Moves the symbols that are kept, and their names, to the front. */
static void shorten(Tail *t)
{
    Elf64_Shdr *symbols = &t->section[t->symbols], *strings = &t->section[t->strings];
    Elf64_Sym *symbol = (Elf64_Sym *)t->bytes[t->symbols];
    char *old = t->bytes[t->strings], *names = base_alloc(strings->sh_size + 1);
    u32 num_symbols = (u32)(symbols->sh_size / sizeof *symbol), kept = 1, locals = 1;
    u64 used = 1;

    for (u32 i = 1; i < num_symbols; i++) {
        const char *name =
            symbol[i].st_name < strings->sh_size ? old + symbol[i].st_name : "";
        size_t size = strlen(name) + 1;

        if (!is_kept(name) || used + size > strings->sh_size)
            continue;
        memcpy(names + used, name, size);
        symbol[kept] = symbol[i];
        symbol[kept++].st_name = (u32)used;
        used += size;
        locals += i < symbols->sh_info;
    }
    symbols->sh_size = kept * sizeof *symbol;
    symbols->sh_info = locals;
    strings->sh_size = used;
    base_free(old);
    t->bytes[t->strings] = names;
}

static u64 align_to(u64 at, u64 alignment)
{
    return alignment > 1 ? (at + alignment - 1) / alignment * alignment : at;
}

/* Returns the section that comes first in the old file of those from offset `from` on;
 * 0 if there is none. */
static u32 next_section(const Tail *t, const u64 *offset, u64 from)
{
    u32 next = 0;

    for (u32 i = 1; i < t->head.e_shnum; i++)
        if (t->bytes[i] && offset[i] >= from && (!next || offset[i] < offset[next]))
            next = i;
    return next;
}

static bool fill(int file, u64 at, u64 to)
{
    static const char zeros[64];

    return to - at <= sizeof zeros && write_at(file, zeros, to - at, at);
}

/* Writes the sections one behind the other, then the section headers. */
static bool write_tail(Tail *t)
{
    enum { HEADERS_ALIGNMENT = 8 };
    u64 *offset = base_alloc((t->head.e_shnum + 1u) * sizeof *offset);
    u64 at = t->section[t->symbols].sh_offset, from = at, place;
    bool written = true;

    for (u32 i = 1; i < t->head.e_shnum; i++)
        offset[i] = t->section[i].sh_offset;
    for (u32 i; written && (i = next_section(t, offset, from)); from = offset[i] + 1) {
        Elf64_Shdr *s = &t->section[i];

        place = align_to(at, s->sh_addralign);
        written = fill(t->file, at, place) &&
                  write_at(t->file, t->bytes[i], s->sh_size, place);
        s->sh_offset = place;
        at = place + s->sh_size;
    }
    base_free(offset);
    t->head.e_shoff = place = align_to(at, HEADERS_ALIGNMENT);
    u64 size = t->head.e_shnum * sizeof *t->section;
    return written && fill(t->file, at, place) &&
           write_at(t->file, t->section, size, place) &&
           write_at(t->file, &t->head, sizeof t->head, 0) &&
           ftruncate(t->file, (off_t)(place + size)) == 0;
}

static bool shorten_file(Tail *t)
{
    if (!read_at(t->file, &t->head, sizeof t->head, 0) ||
        memcmp(t->head.e_ident, ELFMAG, SELFMAG) != 0)
        return true; /* what another linker made of it */
    if (!read_sections(t))
        return false;
    if (!find_symbols(t))
        return true;
    if (!read_tail(t))
        return false;
    shorten(t);
    return write_tail(t);
}

static void free_tail(Tail *t)
{
    for (u32 i = 0; t->bytes && i < t->head.e_shnum; i++)
        base_free(t->bytes[i]);
    base_free(t->bytes);
    base_free(t->section);
}

bool shorten_symbols(const char *path)
{
    Tail t = {.file = open(path, O_RDWR | O_CLOEXEC)};

    if (t.file < 0)
        return false;
    bool done = shorten_file(&t);
    free_tail(&t);
    return close(t.file) == 0 && done;
}
