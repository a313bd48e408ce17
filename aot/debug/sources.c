/* sources.c -- the places of instructions in the guest's sources, of its own DWARF.
 * DWARF 5, 6.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

#include "aot/debug/lines.h"

typedef struct {
    Lines *lines;
    u32 bias; /* guest address less the address in the file */
    u32 room, files_room;
    const char *last; /* libdw's name of the file that was looked up last */
    u32 last_file;
} Reader;

/* Returns the index of a file, which is added if it is new. */
static u32 find_file(Reader *r, const char *name)
{
    Lines *lines = r->lines;

    if (r->last && strcmp(r->last, name) == 0)
        return r->last_file;
    r->last = name;
    for (r->last_file = 1; r->last_file < lines->num_files; r->last_file++)
        if (strcmp(lines->file[r->last_file], name) == 0)
            return r->last_file;
    if (lines->num_files >= r->files_room) {
        r->files_room = 2 * lines->num_files + 16;
        lines->file = base_resize(lines->file, r->files_room * sizeof *lines->file);
    }
    lines->file[lines->num_files] = base_copy(name, strlen(name));
    return lines->num_files++;
}

static void add_row(Reader *r, u32 address, Place place)
{
    Lines *lines = r->lines;

    if (lines->num_rows == r->room) {
        r->room = r->room ? 2 * r->room : 4096;
        lines->row = base_resize(lines->row, r->room * sizeof *lines->row);
    }
    lines->row[lines->num_rows] = (LineRow){address, lines->num_rows, place};
    lines->num_rows++;
}

static void add_line(Reader *r, Dwarf_Line *line)
{
    Dwarf_Addr address;
    bool ends = false;
    int number = 0;
    const char *name = dwarf_linesrc(line, NULL, NULL);

    if (dwarf_lineaddr(line, &address) || dwarf_lineendsequence(line, &ends) ||
        dwarf_lineno(line, &number))
        return;
    Place place = {LISTING_FILE, 0};
    if (!ends && name && number > 0)
        place = (Place){find_file(r, name), (u32)number};
    add_row(r, (u32)address + r->bias, place);
}

/* Of rows for one address the last counts, but one that ends a sequence never hides the
 * beginning of the next. */
static int by_address(const void *a, const void *b)
{
    const LineRow *x = a, *y = b;

    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    if (!x->place.line != !y->place.line)
        return x->place.line ? 1 : -1;
    return x->order < y->order ? -1 : 1;
}

static void add_table(Reader *r, Dwarf_Lines *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Dwarf_Line *line = dwarf_onesrcline(table, i);

        if (line)
            add_line(r, line);
    }
}

/* Leaves out the rows of what the linker has dropped, which begin at address 0. */
static void drop_nowhere(Lines *lines)
{
    u32 kept = 0;

    for (u32 i = 0; i < lines->num_rows; i++)
        if (image_is_code(lines->image, lines->row[i].address, 1) ||
            !lines->row[i].place.line)
            lines->row[kept++] = lines->row[i];
    lines->num_rows = kept;
}

bool lines_add_sources(Lines *lines, const ElfFile *file)
{
    Reader r = {.lines = lines, .bias = file->bias, .files_room = 1};
    Dwarf *dwarf = file->elf ? dwarf_begin_elf(file->elf, DWARF_C_READ, NULL) : NULL;
    Dwarf_Off at = 0, next;
    Dwarf_CU *unit = NULL;
    Dwarf_Lines *table;
    size_t count;

    while (dwarf &&
           dwarf_next_lines(dwarf, at, &next, &unit, NULL, NULL, &table, &count) == 0) {
        add_table(&r, table, count);
        at = next;
    }
    drop_nowhere(lines);
    if (lines->num_rows)
        qsort(lines->row, lines->num_rows, sizeof *lines->row, by_address);
    if (dwarf)
        dwarf_end(dwarf);
    return lines->num_files > 1;
}
