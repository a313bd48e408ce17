/* output.c -- symbols and line table of an output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/output.h"

#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/sorted.h"

/* ---- symbols ---- */

/* Host symbols of guest functions are NAME.ENTRY or NAME.ENTRY.SUFFIX, the entry in
 * eight hexadecimal digits (aot/elf/layout.h). */
static bool take_entry(const char *name, u32 *entry)
{
    enum { DIGITS = 8 };
    const char *end = name + strlen(name), *dot = strrchr(name, '.');

    if (dot && end - dot - 1 != DIGITS) {
        end = dot;
        while (dot > name && *--dot != '.')
            ;
    }
    if (!dot || *dot != '.' || end - dot - 1 != DIGITS ||
        strspn(dot + 1, "0123456789abcdef") < DIGITS)
        return false;
    *entry = (u32)strtoul(dot + 1, NULL, 16) & ~1u;
    return true;
}

static const u8 *code_of(Elf *elf, const GElf_Sym *symbol)
{
    GElf_Shdr header;
    Elf_Scn *section = elf_getscn(elf, symbol->st_shndx);
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;

    if (!data || !gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
        return NULL;
    u64 offset = symbol->st_value - header.sh_addr;
    if (offset > data->d_size || symbol->st_size > data->d_size - offset)
        return NULL;
    return (const u8 *)data->d_buf + offset;
}

static void add_symbol(Output *out, const GElf_Sym *symbol, const char *name)
{
    HostFunction f = {
        .address = symbol->st_value, .size = (u32)symbol->st_size, .name = name};

    if (GELF_ST_TYPE(symbol->st_info) != STT_FUNC || !name)
        return;
    f.code = code_of(out->elf, symbol);
    f.guest = take_entry(name, &f.entry);
    if (f.code)
        out->function[out->num_functions++] = f;
}

static int by_address(const void *a, const void *b)
{
    const HostFunction *x = a, *y = b;

    return x->address < y->address ? -1 : x->address > y->address;
}

static int by_entry(const void *a, const void *b)
{
    const HostFunction *x = *(const HostFunction *const *)a;
    const HostFunction *y = *(const HostFunction *const *)b;

    if (x->entry != y->entry)
        return x->entry < y->entry ? -1 : 1;
    return x->address < y->address ? -1 : x->address > y->address;
}

static void list_made(Output *out)
{
    out->made = base_alloc((out->num_functions + 1) * sizeof *out->made);
    for (u32 i = 0; i < out->num_functions; i++) {
        const HostFunction *h = &out->function[i];
        if (h->guest && !(i && h[-1].address == h->address))
            out->made[out->num_made++] = h;
    }
    qsort(out->made, out->num_made, sizeof *out->made, by_entry);
}

static bool read_symbols(Output *out)
{
    GElf_Shdr header;
    Elf_Scn *section = NULL;

    while ((section = elf_nextscn(out->elf, section)))
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
            break;
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
    if (!data || !header.sh_entsize)
        return false;
    int count = (int)(header.sh_size / header.sh_entsize);
    out->function = base_alloc(((size_t)count + 1) * sizeof *out->function);
    for (int i = 0; i < count; i++) {
        GElf_Sym symbol;
        if (gelf_getsym(data, i, &symbol))
            add_symbol(out, &symbol,
                       elf_strptr(out->elf, header.sh_link, symbol.st_name));
    }
    qsort(out->function, out->num_functions, sizeof *out->function, by_address);
    list_made(out);
    return true;
}

static void read_sizes(Output *out)
{
    size_t names;
    GElf_Shdr header;
    Elf_Scn *section = NULL;

    if (elf_getshdrstrndx(out->elf, &names) != 0)
        return;
    while ((section = elf_nextscn(out->elf, section))) {
        const char *name = gelf_getshdr(section, &header)
                               ? elf_strptr(out->elf, names, header.sh_name)
                               : NULL;
        if (name && strncmp(name, ".debug_", 7) == 0)
            out->debug_bytes += header.sh_size;
        if (name && strcmp(name, ".text") == 0)
            out->code_bytes += header.sh_size;
    }
}

/* ---- lines ---- */

static void add_row(Output *out, Dwarf_Line *line, u32 *room)
{
    Dwarf_Addr address = 0;
    HostRow row = {0};
    int number = 0, column = 0;

    if (out->num_rows == *room) {
        *room = *room ? 2 * *room : 4096;
        out->row = base_resize(out->row, *room * sizeof *out->row);
    }
    dwarf_lineaddr(line, &address);
    dwarf_lineno(line, &number);
    dwarf_linecol(line, &column);
    dwarf_lineendsequence(line, &row.end);
    row.address = address;
    row.line = (u32)number;
    row.column = (u32)column;
    row.order = out->num_rows;
    out->row[out->num_rows++] = row;
}

static int by_row(const void *a, const void *b)
{
    const HostRow *x = a, *y = b;

    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    if (x->end != y->end) /* one function's end is the next one's start */
        return x->end ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static bool read_lines(Output *out)
{
    Dwarf *dwarf = dwarf_begin_elf(out->elf, DWARF_C_READ, NULL);
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    u32 room = 0;
    u8 type;

    while (dwarf && dwarf_get_units(dwarf, unit, &unit, NULL, &type, &die, NULL) == 0) {
        Dwarf_Lines *lines;
        size_t count;

        if (dwarf_getsrclines(&die, &lines, &count) != 0)
            continue;
        for (size_t i = 0; i < count; i++)
            add_row(out, dwarf_onesrcline(lines, i), &room);
    }
    if (out->num_rows)
        qsort(out->row, out->num_rows, sizeof *out->row, by_row);
    dwarf_end(dwarf);
    return out->num_rows;
}

/* ---- */

static const char *explain(Output *out, const char *path, const char *why)
{
    snprintf(out->error, sizeof out->error, "%.200s: %s", path, why);
    return out->error;
}

const char *output_open(Output *out, const char *path)
{
    *out = (Output){.fd = open(path, O_RDONLY | O_CLOEXEC)};
    if (out->fd < 0)
        return explain(out, path, strerror(errno));
    elf_version(EV_CURRENT);
    out->elf = elf_begin(out->fd, ELF_C_READ, NULL);
    if (!out->elf)
        return explain(out, path, elf_errmsg(-1));
    read_sizes(out);
    if (!read_symbols(out))
        return explain(out, path, "it has no symbols");
    if (!read_lines(out))
        return explain(out, path, "it has no line table");
    return NULL;
}

void output_close(Output *out)
{
    base_free(out->function);
    base_free(out->made);
    base_free(out->row);
    if (out->elf)
        elf_end(out->elf);
    if (out->fd > 0)
        close(out->fd);
    *out = (Output){0};
}

static u64 made_entry(const void *item)
{
    return (*(const HostFunction *const *)item)->entry;
}

const HostFunction *const *output_made(const Output *out, u32 entry, u32 *count)
{
    u32 first =
        sorted_before(out->made, out->num_made, sizeof *out->made, made_entry, entry);

    *count = sorted_before(out->made, out->num_made, sizeof *out->made, made_entry,
                           (u64)entry + 1) -
             first;
    return out->made + first;
}

static u64 row_address(const void *row)
{
    return ((const HostRow *)row)->address;
}

static u64 function_address(const void *function)
{
    return ((const HostFunction *)function)->address;
}

HostPlace output_place(const Output *out, u64 address)
{
    u32 n = sorted_before(out->row, out->num_rows, sizeof *out->row, row_address,
                          address + 1);

    if (!n || out->row[n - 1].end)
        return (HostPlace){0, 0};
    return (HostPlace){out->row[n - 1].line, out->row[n - 1].column};
}

const HostFunction *output_function(const Output *out, u64 address)
{
    u32 n = sorted_before(out->function, out->num_functions, sizeof *out->function,
                          function_address, address + 1);
    const HostFunction *f = n ? &out->function[n - 1] : NULL;
    return f && address < f->address + f->size ? f : NULL;
}
