/* dynamic.c -- blocks, and how often each guest instruction was executed in them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/dynamic.h"

#include <stdlib.h>
#include <string.h>

#include "aot/compare/files.h"
#include "aot/sorted.h"

static u64 number(const json_t *row, const char *key)
{
    return (u64)json_integer_value(json_object_get(row, key));
}

static u64 item(const json_t *row, size_t index)
{
    return (u64)json_integer_value(json_array_get(row, index));
}

static int digit(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c - '0';
}

static u8 *take_code(const json_t *row, u32 *size)
{
    const char *text = json_string_value(json_object_get(row, "code"));

    *size = text ? (u32)strlen(text) / 2 : 0;
    u8 *code = base_alloc(*size + 1);
    for (u32 i = 0; i < *size; i++)
        code[i] = (u8)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
    return code;
}

/* A mark is [offset, pc] or [offset, "part"]. */
static DynMark *take_marks(const json_t *row, const char *key, u32 *count)
{
    const json_t *list = json_object_get(row, key);

    *count = (u32)json_array_size(list);
    DynMark *mark = base_alloc((*count + 1) * sizeof *mark);
    for (u32 i = 0; i < *count; i++) {
        const json_t *one = json_array_get(list, i);
        const char *part = json_string_value(json_array_get(one, 1));
        mark[i] = (DynMark){(u32)item(one, 0), (u32)item(one, 1), part ? part : ""};
    }
    return mark;
}

/* Returns how often the exits of the instruction at `pc` were taken. */
static u64 left_at(const json_t *row, u32 pc)
{
    const json_t *exits = json_object_get(row, "exits");
    u64 left = 0;

    for (size_t i = 0; i < json_array_size(exits); i++) {
        const json_t *exit = json_array_get(exits, i); /* [pc, target, count] */
        if (item(exit, 0) == pc)
            left += item(exit, 2);
    }
    return left;
}

/* Finds the rows of instructions, which are those before any code out of line. */
static void find_insns(DynBlock *b)
{
    u32 end = b->code_size + 1;

    for (u32 i = 0; i < b->num_parts; i++)
        if (strcmp(b->parts[i].part, "cold") == 0 ||
            strcmp(b->parts[i].part, "exit") == 0)
            end = b->parts[i].offset < end ? b->parts[i].offset : end;
    while (b->num_insns < b->num_map && b->map[b->num_insns].offset < end)
        b->num_insns++;
}

static DynBlock take_block(const json_t *row)
{
    DynBlock b = {
        .pc = (u32)number(row, "pc"),
        .end = (u32)number(row, "end"),
        .insns = (u32)number(row, "insns"),
        .count = number(row, "count"),
        .host = number(row, "host"),
        .row = row,
    };

    b.code = take_code(row, &b.code_size);
    b.map = take_marks(row, "map", &b.num_map);
    b.parts = take_marks(row, "parts", &b.num_parts);
    find_insns(&b);
    return b;
}

static void free_block(DynBlock *b)
{
    base_free(b->code);
    base_free(b->map);
    base_free(b->parts);
}

static int compare(u64 x, u64 y)
{
    return x < y ? -1 : x > y;
}

/* Blocks that are alike stay in the order of the file. */
static int by_pc(const void *a, const void *b)
{
    const DynBlock *x = a, *y = b;

    if (x->pc != y->pc)
        return compare(x->pc, y->pc);
    if (x->end != y->end)
        return compare(x->end, y->end);
    return compare(number(x->row, "order"), number(y->row, "order"));
}

/* Makes one of the blocks that were translated several times. */
static void unite(Dynamic *d)
{
    u32 kept = 0;

    for (u32 i = 0; i < d->count; i++) {
        DynBlock *last = kept ? &d->block[kept - 1] : NULL;
        if (last && last->pc == d->block[i].pc && last->end == d->block[i].end) {
            d->block[i].count += last->count;
            d->block[i].executed += last->executed;
            free_block(last);
            *last = d->block[i];
        } else {
            d->block[kept++] = d->block[i];
        }
    }
    d->count = kept;
}

/* Adds a block's executions to those of its instructions: a block is entered at its
 * first one, and may be left by exits of any. */
static void count_insns(Dynamic *d, DynBlock *b)
{
    u64 count = b->count;

    for (u32 i = 0; i < b->num_insns; i++) {
        d->insn[d->num_insns++] = (DynInsn){b->map[i].pc, count};
        b->executed += count;
        count -= left_at(b->row, b->map[i].pc);
    }
}

static int by_insn(const void *a, const void *b)
{
    return compare(((const DynInsn *)a)->pc, ((const DynInsn *)b)->pc);
}

/* Before blocks are united: each has exits of its own. */
static void count_all(Dynamic *d)
{
    size_t rows = 0;
    u32 kept = 0;

    for (u32 i = 0; i < d->count; i++)
        rows += d->block[i].num_insns;
    d->insn = base_alloc((rows + 1) * sizeof *d->insn);
    for (u32 i = 0; i < d->count; i++)
        count_insns(d, &d->block[i]);
    qsort(d->insn, d->num_insns, sizeof *d->insn, by_insn);
    for (u32 i = 0; i < d->num_insns; i++)
        if (kept && d->insn[kept - 1].pc == d->insn[i].pc)
            d->insn[kept - 1].count += d->insn[i].count;
        else
            d->insn[kept++] = d->insn[i];
    d->num_insns = kept;
}

bool dynamic_read(Dynamic *d, const char *path, char *error, size_t room)
{
    *d = (Dynamic){.rows = file_json_lines(path, error, room)};
    if (!d->rows)
        return false;
    size_t lines = json_array_size(d->rows);
    d->block = base_alloc((lines + 1) * sizeof *d->block);
    for (size_t i = 1; i < lines; i++) { /* the first line is about the file */
        json_t *row = json_array_get(d->rows, i);
        json_object_set_new(row, "order", json_integer((json_int_t)i));
        d->block[d->count++] = take_block(row);
    }
    qsort(d->block, d->count, sizeof *d->block, by_pc);
    count_all(d);
    unite(d);
    return true;
}

void dynamic_free(Dynamic *d)
{
    for (u32 i = 0; i < d->count; i++)
        free_block(&d->block[i]);
    base_free(d->block);
    base_free(d->insn);
    json_decref(d->rows);
    *d = (Dynamic){0};
}

static u64 insn_pc(const void *insn)
{
    return ((const DynInsn *)insn)->pc;
}

u64 dynamic_executed(const Dynamic *d, u32 pc)
{
    u32 i = sorted_before(d->insn, d->num_insns, sizeof *d->insn, insn_pc, pc);

    return i < d->num_insns && d->insn[i].pc == pc ? d->insn[i].count : 0;
}

const DynMark *dynamic_mark(const DynMark *mark, u32 count, u32 offset)
{
    const DynMark *found = NULL;

    for (u32 i = 0; i < count && mark[i].offset <= offset; i++)
        found = &mark[i];
    return found;
}
