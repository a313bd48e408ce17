/* rows.c -- rows of a profile: sorted, merged, printed.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/profile/rows.h"

#include "runtime/base/sort.h"

typedef unsigned long long Big;

static const struct {
    const char *word;
    bool insns, to;
} kinds[] = {
#define ROW(NAME, word, insns, to, text) {word, insns, to},
#include "runtime/profile/rows.def"
};

const char *row_word(RowKind kind)
{
    return kinds[kind].word;
}

bool row_has_to(RowKind kind)
{
    return kinds[kind].to;
}

bool row_has_insns(RowKind kind)
{
    return kinds[kind].insns;
}

void rows_add(Rows *rows, const Row *row)
{
    if (rows->count == rows->room) {
        rows->room = 2 * rows->room + 64;
        rows->row = base_resize(rows->row, rows->room * sizeof *rows->row);
    }
    rows->row[rows->count++] = *row;
}

/* Returns a number below, above or equal to 0, as `a` is before, after or at `b`. */
static int place_order(RowPlace a, RowPlace b)
{
    if (a.module != b.module)
        return a.module < b.module ? -1 : 1;
    if (a.address != b.address)
        return a.address < b.address ? -1 : 1;
    return 0;
}

static int row_order(const void *x, const void *y)
{
    const Row *a = x, *b = y;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int at = place_order(a->at, b->at), to = place_order(a->to, b->to);
    if (at || to)
        return at ? at : to;
    if (a->insns != b->insns)
        return a->insns < b->insns ? -1 : 1;
    return 0;
}

u64 rows_sum(u64 a, u64 b)
{
    return a + b < a ? ~0ull : a + b;
}

void rows_merge(Rows *rows)
{
    u32 kept = 0;

    sort(rows->row, rows->count, sizeof *rows->row, row_order);
    for (u32 i = 0; i < rows->count; i++) {
        const Row *row = &rows->row[i];
        if (kept && row_order(&rows->row[kept - 1], row) == 0)
            rows->row[kept - 1].count = rows_sum(rows->row[kept - 1].count, row->count);
        else
            rows->row[kept++] = *row;
    }
    rows->count = kept;
}

static void print(const Row *row, Out *out)
{
    out_printf(out, "%s %u %x", kinds[row->kind].word, row->at.module, row->at.address);
    if (kinds[row->kind].insns)
        out_printf(out, " %u", row->insns);
    if (kinds[row->kind].to)
        out_printf(out, " %u %x", row->to.module, row->to.address);
    out_printf(out, " %llu\n", (Big)row->count);
}

void rows_print(const Rows *rows, Out *out)
{
    for (u32 i = 0; i < rows->count; i++)
        print(&rows->row[i], out);
}

void rows_free(Rows *rows)
{
    base_free(rows->row);
    *rows = (Rows){0};
}
