/* collect.c -- what is known of a run, as rows of its profile.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/block_record.h"
#include "runtime/code/image.h"
#include "runtime/profile/profile_own.h"
#include "runtime/stats_own.h"

/* Of blocks that were flushed. */
static Generated generated;

/* Rows of functions that a block calls.  Exits lead elsewhere in the same file. */
static void add_calls(Rows *rows, const TransBlock *b, const RowPlace *at)
{
    const ExitRecord *exits = block_record_exits(b);

    for (u32 i = 0; i < b->num_exits; i++) {
        RowPlace to = {at->module, at->address + (b->exits[i].pc - b->pc)};
        if (b->exits[i].kind == EXIT_CALL && exits[i].left)
            profile_add(rows, ROW_ENTRY, &to, NULL, exits[i].left);
    }
}

static void add_block(Rows *rows, const TransBlock *b)
{
    const BlockRecord *r = block_record_of(b);
    Row row = {.kind = image_made(b->pc) ? ROW_INNER : ROW_BLOCK,
               .insns = r->insns,
               .count = r->entered};

    if (b->glue || !r->entered || r->origin.kind == ORIGIN_KERNEL)
        return;
    if (r->origin.kind == ORIGIN_GENERATED) {
        generated.blocks++;
        generated.insns += block_record_executed(b);
        return;
    }
    if (!r->origin.file)
        return;
    row.at = profile_place(&r->origin);
    rows_add(rows, &row);
    add_calls(rows, b, &row.at);
}

void profile_keep_block(const TransBlock *b)
{
    add_block(&profile_gone, b);
}

/* Where ahead-of-time code left to: a call makes its target an entry. */
static void add_left(Rows *rows)
{
    RowPlace at, to;

    stats_merge_places();
    for (u32 i = 0; i < stats_places.room; i++) {
        const TallyEntry *e = &stats_places.entry[i];
        if (!e->count || !profile_find(e->second, &to))
            continue;
        if (e->key & STATS_BY_CALL && e->mark)
            profile_add(rows, ROW_ENTRY, &to, NULL, e->count);
        else if (!(e->key & STATS_BY_CALL) && e->key != STATS_UNKNOWN &&
                 profile_find((u32)e->key, &at))
            profile_add(rows, ROW_LEFT, &at, &to, e->count);
    }
}

Generated profile_collect(Rows *rows)
{
    Generated kept = generated;

    for (u32 i = 0; i < profile_gone.count; i++)
        rows_add(rows, &profile_gone.row[i]);
    for (const TransBlock *b = blocks_first(); b < blocks_end(); b++)
        add_block(rows, b);
    profile_add_jumps(rows);
    add_left(rows);
    rows_merge(rows);
    Generated all = generated;
    generated = kept;
    return all;
}

void profile_clear(void)
{
    rows_free(&profile_gone);
    profile_clear_jumps();
    generated = (Generated){0, 0};
    tally_reset(&stats_places);
    block_record_reset();
}
