/* lines.c -- the listing of a program's guest code, and its numbers of lines.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/debug/lines.h"

#include <stdlib.h>
#include <string.h>

#include "aot/debug/insn.h"

typedef struct {
    u32 *item;
    u32 count, room;
} Pcs;

static void add_pc(Pcs *list, u32 pc)
{
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 4096;
        list->item = base_resize(list->item, list->room * sizeof *list->item);
    }
    list->item[list->count++] = pc;
}

/* Adds the address of each instruction of a block. */
static void add_block(const Lines *lines, const CodeRange *block, Pcs *list)
{
    for (u32 at = block->start; at < block->end;) {
        u32 length = insn_length(lines->guest, lines->image, at);

        if (!length)
            return;
        add_pc(list, at);
        at += length;
    }
}

/* Blocks overlap where code jumps into the middle of an instruction. */
static void sort(Pcs *list, u32 first)
{
    u32 kept = first;

    qsort(list->item + first, list->count - first, sizeof *list->item, base_order);
    for (u32 i = first; i < list->count; i++)
        if (i == first || list->item[i] != list->item[i - 1])
            list->item[kept++] = list->item[i];
    list->count = kept;
}

static void add_function(Lines *lines, u32 index, Pcs *list)
{
    const Function *f = &lines->program->function[index];

    lines->heading[index] = list->count;
    add_pc(list, f->entry);
    u32 first = list->count;
    for (u32 i = 0; i < f->num_blocks; i++)
        add_block(lines, &f->block[i], list);
    sort(list, first);
}

void lines_begin(Lines *lines, const Guest *guest, const Image *image,
                 const Program *program, const char *name)
{
    u32 n = program->num_functions;
    Pcs list = {0};

    *lines = (Lines){.guest = guest, .image = image, .program = program};
    lines->heading = base_alloc((n + 1) * sizeof *lines->heading);
    lines->file = base_alloc(sizeof *lines->file);
    lines->file[LISTING_FILE] = base_copy(name, strlen(name));
    lines->num_files = 1;
    add_pc(&list, 0); /* lines count from 1 */
    for (u32 i = 0; i < n; i++)
        add_function(lines, i, &list);
    lines->heading[n] = list.count;
    lines->pc = list.item;
}

void lines_end(Lines *lines)
{
    for (u32 i = 0; i < lines->num_files; i++)
        base_free(lines->file[i]);
    base_free(lines->file);
    base_free(lines->heading);
    base_free(lines->pc);
    base_free(lines->row);
    *lines = (Lines){0};
}

/* Returns the row that holds an address; NULL if none does. */
static const LineRow *find_row(const Lines *lines, u32 pc)
{
    u32 address = guest_code_at(lines->guest, pc), low = 0, high = lines->num_rows;

    while (low < high) {
        u32 middle = low + (high - low) / 2;

        if (lines->row[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low && lines->row[low - 1].place.line ? &lines->row[low - 1] : NULL;
}

u32 lines_line(const Lines *lines, const Function *function, u32 pc)
{
    u32 index = (u32)(function - lines->program->function);
    u32 low = lines->heading[index] + 1, high = lines->heading[index + 1], end = high;

    while (low < high) {
        u32 middle = low + (high - low) / 2;

        if (lines->pc[middle] < pc)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && lines->pc[low] == pc ? low : 0;
}

Place lines_of_function(const Lines *lines, const Function *function)
{
    const LineRow *row = find_row(lines, function->entry);
    u32 index = (u32)(function - lines->program->function);

    return row ? row->place : (Place){LISTING_FILE, lines->heading[index]};
}

Place lines_place(const Lines *lines, const Function *function, u32 line)
{
    const LineRow *entry = find_row(lines, function->entry);
    const LineRow *row = line ? find_row(lines, lines_pc(lines, line)) : NULL;

    if (!entry)
        return (Place){LISTING_FILE, line};
    return row ? row->place : (Place){entry->place.file, 0};
}

u32 lines_pc(const Lines *lines, u32 line)
{
    return line < lines->heading[lines->program->num_functions] ? lines->pc[line] : 0;
}

const Function *lines_function(const Lines *lines, u32 line)
{
    u32 low = 0, high = lines->program->num_functions;

    while (low < high) {
        u32 middle = low + (high - low) / 2;

        if (lines->heading[middle] <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &lines->program->function[low - 1] : NULL;
}

bool lines_is_heading(const Lines *lines, u32 line)
{
    const Function *f = lines_function(lines, line);

    return f && lines->heading[f - lines->program->function] == line;
}

bool lines_need_listing(const Lines *lines)
{
    for (u32 i = 0; i < lines->program->num_functions; i++)
        if (!find_row(lines, lines->program->function[i].entry))
            return true;
    return false;
}

void lines_write(const Lines *lines, FILE *to)
{
    const Program *program = lines->program;

    for (u32 i = 0; i < program->num_functions; i++) {
        fprintf(to, "function %s\n", program->function[i].name);
        for (u32 k = lines->heading[i] + 1; k < lines->heading[i + 1]; k++)
            insn_print(lines->guest, lines->image, program, lines->pc[k], to);
    }
}
