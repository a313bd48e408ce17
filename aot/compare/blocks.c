/* blocks.c -- the blocks of the program that were executed.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>

#include "aot/compare/compare.h"

/* The page shows the blocks that executed most instructions, not more than these. */
enum { MOST_SHOWN = 6000 };

static int by_executed(const void *a, const void *b, void *blocks)
{
    const DynBlock *all = blocks;
    u32 x = *(const u32 *)a, y = *(const u32 *)b;

    if (all[x].executed != all[y].executed)
        return all[x].executed > all[y].executed ? -1 : 1;
    return x < y ? -1 : x > y;
}

void blocks_order(Compare *c)
{
    c->block_order = base_alloc((c->jit.count + 1) * sizeof(u32));
    for (u32 i = 0; i < c->jit.count; i++)
        if (c->jit.block[i].count)
            c->block_order[c->num_ordered++] = i;
    qsort_r(c->block_order, c->num_ordered, sizeof(u32), by_executed, c->jit.block);
    c->block_aot = base_alloc((c->jit.count + 1) * sizeof(Side));
    for (u32 i = 0; i < c->jit.count; i++)
        if (c->block_function[i] < c->program.num_functions)
            c->block_aot[i] =
                translated_side(c, c->jit.block[i].pc, c->jit.block[i].end);
}

/* Sets the number of micro-ops of the basic blocks that a translation block is made of.
 */
static void add_ops(const Compare *c, const DynBlock *b, u32 function, u32 *raw,
                    u32 *ops)
{
    u32 i = functions_range(c, b->pc);

    for (; i < c->num_ranges && c->range[i].start < b->end; i++)
        if (c->range[i].function == function) {
            *raw += c->range[i].ops_raw;
            *ops += c->range[i].ops;
        }
}

static json_t *block_json(const Compare *c, u32 index)
{
    const DynBlock *b = &c->jit.block[index];
    u32 function = c->block_function[index], raw = 0, ops = 0;

    add_ops(c, b, function, &raw, &ops);
    return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o,s:o}", "pc", (json_int_t)b->pc,
                     "end", (json_int_t)b->end, "function", (json_int_t)function,
                     "count", (json_int_t)b->count, "insns", (json_int_t)b->insns,
                     "ops_raw", (json_int_t)raw, "ops", (json_int_t)ops, "aot",
                     side_json(&c->block_aot[index]), "jit",
                     side_json(&c->block_jit[index]));
}

json_t *report_blocks(const Compare *c)
{
    json_t *blocks = json_array();

    for (u32 i = 0; i < c->num_ordered && i < MOST_SHOWN; i++)
        json_array_append_new(blocks, block_json(c, c->block_order[i]));
    return blocks;
}
