/* elf_sections.c -- symbols, unwind tables and code sections, if the file has them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/elf.h"

#include <libelf.h>
#include <stdlib.h>
#include <string.h>

/* Returns a section's contents in the file; NULL if the file does not have them all. */
static const u8 *contents(const ElfFile *file, const Elf32_Shdr *s)
{
    if (s->sh_type == SHT_NOBITS || s->sh_offset > file->size ||
        file->size - s->sh_offset < s->sh_size)
        return NULL;
    return file->bytes + s->sh_offset;
}

static u32 half(const ElfFile *file, const u8 *p)
{
    return file->guest->big_endian ? (u32)p[0] << 8 | p[1] : (u32)p[1] << 8 | p[0];
}

/* Ranks symbols: of several at one address, the last in order names it.  Functions come
 * after labels, names without a leading underscore after those with one, and symbols
 * with a size after those without. */
static int rank(const Symbol *s)
{
    return s->is_function * 4 + (s->name[0] != '_') * 2 + (s->size != 0);
}

static int symbol_order(const void *a, const void *b)
{
    const Symbol *x = a, *y = b;

    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    if (rank(x) != rank(y))
        return rank(x) - rank(y);
    return strcmp(y->name, x->name);
}

static bool is_wanted(u32 type, u32 section, const char *name)
{
    if (section == SHN_UNDEF || section >= SHN_LORESERVE || !name[0] || name[0] == '$')
        return false;
    /* Local labels, and ARM's mapping symbols. */
    if ((name[0] == '.' && name[1] == 'L') || name[0] == '$')
        return false;
    return type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_OBJECT ||
           type == STT_NOTYPE;
}

static void read_symbol(ElfFile *file, const u8 *p, const char *strings, u32 size)
{
    u32 name = elf_word(file, p), type = ELF32_ST_TYPE(p[12]);

    if (type == STT_GNU_IFUNC && half(file, p + 14) != SHN_UNDEF)
        elf_add_resolver(file, elf_word(file, p + 4) + file->bias);
    if (name >= size || !is_wanted(type, half(file, p + 14), strings + name))
        return;
    file->symbols[file->image.num_symbols++] = (Symbol){
        .address = elf_word(file, p + 4) + file->bias,
        .size = elf_word(file, p + 8),
        .name = names_clean(&file->names, strings + name),
        .is_function = type == STT_FUNC || type == STT_GNU_IFUNC,
    };
}

/* Copies a section header: libelf's may lie in the file itself, unaligned. */
static bool section_header(const ElfFile *file, Elf_Scn *scn, Elf32_Shdr *header)
{
    const void *raw = scn ? elf32_getshdr(scn) : NULL;

    if (!raw)
        return false;
    memcpy(header, raw, sizeof *header);
    header->sh_addr += file->bias;
    return true;
}

static void read_table(ElfFile *file, const u8 *symbol, u32 count, const char *strings,
                       u32 strings_size)
{
    file->symbols = base_alloc((count + 1) * sizeof *file->symbols);
    for (u32 i = 1; i < count; i++)
        read_symbol(file, symbol + i * sizeof(Elf32_Sym), strings, strings_size);
    qsort(file->symbols, file->image.num_symbols, sizeof(Symbol), symbol_order);
    file->image.symbol = file->symbols;
}

static void read_symbols(ElfFile *file, const Elf32_Shdr *table)
{
    Elf32_Shdr strings;
    bool linked = section_header(file, elf_getscn(file->elf, table->sh_link), &strings);
    const u8 *bytes = contents(file, table);
    const u8 *names = linked ? contents(file, &strings) : NULL;

    if (!bytes || !names || file->symbols || !strings.sh_size ||
        names[strings.sh_size - 1] != 0) {
        file->symbols_damaged = true;
        file->section_note = "the symbol table is damaged and was left out";
        return;
    }
    read_table(file, bytes, table->sh_size / sizeof(Elf32_Sym), (const char *)names,
               strings.sh_size);
}

/* A file without a symbol table may have names for what it exports. */
static void read_dynamic_symbols(ElfFile *file)
{
    DynamicSymbols d = elf_dynamic_symbols(file);

    if (!file->symbols && d.symbol)
        read_table(file, d.symbol, d.count, d.strings, d.strings_size);
}

static int range_order(const void *a, const void *b)
{
    const CodeRange *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

static void read_eh_frame(ElfFile *file, const Elf32_Shdr *s)
{
    enum { SMALLEST = 12 }; /* bytes of an FDE */
    const u8 *bytes = contents(file, s);
    u32 room = s->sh_size / SMALLEST;

    if (!bytes || file->functions)
        return;
    file->functions = base_alloc((room + 1) * sizeof *file->functions);
    file->hints.function = file->functions;
    file->hints.num_functions = eh_frame_functions(
        bytes, s->sh_size, s->sh_addr, file->guest->big_endian, file->functions, room);
    qsort(file->functions, file->hints.num_functions, sizeof *file->functions,
          range_order);
}

/* Sorts and joins the code ranges.  Drops all of them if the entry point is in none. */
static void settle_ranges(ElfFile *file)
{
    u32 kept = 0;
    bool found = file->is_library && !file->image.entry;

    qsort(file->ranges, file->hints.num_code, sizeof *file->ranges, range_order);
    for (u32 i = 0; i < file->hints.num_code; i++) {
        CodeRange r = file->ranges[i];

        found |= file->image.entry - r.start < r.end - r.start;
        if (kept && r.start <= file->ranges[kept - 1].end) {
            if (r.end > file->ranges[kept - 1].end)
                file->ranges[kept - 1].end = r.end;
        } else {
            file->ranges[kept++] = r;
        }
    }
    file->hints.code = file->ranges;
    file->hints.num_code = found ? kept : 0;
}

static void read_section(ElfFile *file, const Elf32_Shdr *s, const char *name)
{
    u32 end = s->sh_addr + s->sh_size;

    if (s->sh_type == SHT_PROGBITS && s->sh_flags & SHF_EXECINSTR &&
        s->sh_flags & SHF_ALLOC && end > s->sh_addr)
        file->ranges[file->hints.num_code++] = (CodeRange){s->sh_addr, end};
    if (s->sh_type == SHT_SYMTAB)
        read_symbols(file, s);
    if ((s->sh_type == SHT_REL || s->sh_type == SHT_RELA) && s->sh_flags & SHF_ALLOC)
        elf_read_resolvers(file, contents(file, s), s->sh_size, s->sh_type == SHT_RELA);
    if (name && strcmp(name, ".eh_frame") == 0 && s->sh_flags & SHF_ALLOC)
        read_eh_frame(file, s);
}

static void read_sections(ElfFile *file)
{
    size_t names, count;

    if (!file->elf || !elf32_getehdr(file->elf) ||
        elf_getshdrnum(file->elf, &count) < 0 || count == 0 ||
        elf_getshdrstrndx(file->elf, &names) < 0) {
        file->section_note = "no section headers";
        return;
    }
    file->ranges = base_alloc(count * sizeof *file->ranges);
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(file->elf, scn));) {
        Elf32_Shdr s;

        if (section_header(file, scn, &s))
            read_section(file, &s, elf_strptr(file->elf, names, s.sh_name));
    }
    settle_ranges(file);
    if (!file->symbols && !file->section_note)
        file->section_note = "stripped: no symbols";
}

/* Adds the functions of ARM's exception index table to those that .eh_frame names.  The
 * table is found by its segment, which needs no section headers. */
static void read_exidx(ElfFile *file)
{
    enum { ENTRY_SIZE = 8 };
    const u8 *bytes = image_at(&file->image, file->exidx, file->exidx_size);
    u32 room = file->exidx_size / ENTRY_SIZE, known = file->hints.num_functions;

    if (!bytes || !room)
        return;
    CodeRange *all = base_resize(file->functions, (known + room) * sizeof *all);
    file->functions = all;
    file->hints.function = all;
    file->hints.num_functions +=
        exidx_functions(bytes, file->exidx_size, file->exidx, all + known, room);
    qsort(all, file->hints.num_functions, sizeof *all, range_order);
}

void elf_read_sections(ElfFile *file)
{
    read_sections(file);
    read_dynamic_symbols(file);
    read_exidx(file);
    elf_read_entries(file);
    elf_read_installers(file);
}
