/* block_record.c -- counting how often blocks are entered and left.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/block_record.h"

#include "runtime/base/reserve.h"
#include "runtime/base/sys.h"
#include "runtime/code/mapped_file.h"
#include "runtime/program.h"

bool block_record_on;

enum { MOST_USERS = 3 };

/* Of block_record_start. */
static void (*forget[MOST_USERS])(const TransBlock *b);
static u32 num_users;
static bool origin_wanted;

/* By the index of the block's description; by BlockRecord.first_exit. */
static BlockRecord *record;
static ExitRecord *exit_record;
static u32 num_exits;
static Reserve of_records, of_exits;

void block_record_start(void (*when_forgotten)(const TransBlock *b))
{
    block_record_on = true;
    for (u32 i = 0; i < num_users; i++)
        if (forget[i] == when_forgotten)
            return;
    if (num_users == MOST_USERS)
        panic("more than %u users of records of blocks", MOST_USERS);
    forget[num_users++] = when_forgotten;
}

void block_record_want_origin(void)
{
    origin_wanted = true;
}

static void *reserve(Reserve *r, u64 size)
{
    i64 error = reserve_space(r, size);

    if (error)
        program_no_memory("records of blocks", size, error);
    return r->start;
}

static u32 index_of(const TransBlock *b)
{
    return (u32)(b - blocks_first());
}

/* Makes the memory for one more record accessible; false if there is none. */
static bool make_room(const TransBlock *b)
{
    u64 blocks = (index_of(b) + 1) * sizeof *record;
    u64 exits = (num_exits + b->num_exits) * sizeof *exit_record;

    if (!record) {
        record = reserve(&of_records, BLOCKS_MOST * sizeof *record);
        exit_record = reserve(&of_exits, BLOCKS_MOST_EXITS * sizeof *exit_record);
    }
    if (reserve_use(&of_records, blocks) && reserve_use(&of_exits, exits))
        return true;
    if (!index_of(b))
        program_no_memory("the first record of a block", blocks + exits, -ENOMEM);
    return false;
}

/* Where code is written: in the view to write, and in the view to run. */
typedef struct {
    u8 *rw;
    const u8 *rx;
    size_t room;
} CodeRoom;

/* Writes code that counts and goes on to `host`, and moves `at` behind it.  Returns
 * the address of its jump's displacement in the view to run; NULL: there is no room. */
static const u8 *put_counter(u64 *counter, const u8 *host, CodeRoom *at)
{
    u32 patch, size = jit_count(counter, host, at->rw, at->rx, at->room, &patch);
    const u8 *site = size ? at->rx + patch : NULL;

    at->rw += size;
    at->rx += size;
    at->room -= size;
    return site;
}

/* The exit leads to code that counts, for good.  The jump at the end of that is what
 * is chained and unchained. */
static bool count_exit(JitExit *exit, ExitRecord *r, CodeRoom *at)
{
    const u8 *counting = at->rx;
    u8 *site = at->rw + (exit->patch - at->rx);

    *r = (ExitRecord){0, exit->patch};
    const u8 *patch = put_counter(&r->left, exit->stub, at);
    if (!patch)
        return false;
    jit_patch(exit, site, counting);
    exit->patch = patch;
    return true;
}

size_t block_record_add(const TransBlock *b, const JitBlock *out, u8 *rw, const u8 *rx,
                        size_t room)
{
    CodeRoom at = {rw, rx, room};

    if (!make_room(b))
        return 0;
    BlockRecord *r = &record[index_of(b)];
    *r = (BlockRecord){
        .entry = rx, .cold = out->cold, .leaves = out->leaves, .first_exit = num_exits};
    if (!put_counter(&r->entered, b->code, &at))
        return 0;
    for (u32 i = 0; i < b->num_exits; i++)
        if (!count_exit(&b->exits[i], &exit_record[num_exits + i], &at))
            return 0;
    num_exits += b->num_exits;
    return room - at.room;
}

void block_record_note(const TransBlock *b, u32 insns, StatsKind kind)
{
    BlockRecord *r = &record[index_of(b)];

    r->insns = insns;
    r->kind = kind;
    if (kind.where == STATS_IN_LIBRARIES)
        r->file = mapped_file_at(b->pc & ~(u32)1, &r->file_offset);
    if (origin_wanted)
        r->origin = origin_of(b->pc, b->bytes, b->end - (b->pc & ~(u32)1));
}

const u8 *block_record_entry(const TransBlock *b)
{
    return block_record_on && !b->glue ? record[index_of(b)].entry : b->code;
}

void block_record_not_run(u64 *entered)
{
    __atomic_sub_fetch(entered, 1, __ATOMIC_RELAXED);
}

/* Returns the number of the block's instructions behind the one at `pc`. */
static u32 insns_behind(const TransBlock *b, u32 end, u32 pc)
{
    JitPcs row = jit_pcs(b->code, b->table);
    u32 behind = 0;
    bool found = false;

    while (jit_pcs_next(&row) && row.offset < end) {
        behind += found;
        found |= row.pc == pc;
    }
    return behind;
}

/* As many as would be if no exit was taken, less those behind exits that were. */
u64 block_record_executed(const TransBlock *b)
{
    const BlockRecord *r = block_record_of(b);
    const ExitRecord *exits = block_record_exits(b);
    JitPcs row = jit_pcs(b->code, b->table);
    u64 executed = 0;

    while (jit_pcs_next(&row) && row.offset < r->cold)
        executed += r->entered;
    for (u32 i = 0; i < b->num_exits; i++) {
        u32 stub = (u32)(b->exits[i].stub - b->code);
        if (exits[i].left)
            executed -= exits[i].left *
                        insns_behind(b, r->cold, jit_guest_pc(b->code, b->table, stub));
    }
    return executed;
}

const BlockRecord *block_record_of(const TransBlock *b)
{
    return &record[index_of(b)];
}

const ExitRecord *block_record_exits(const TransBlock *b)
{
    return &exit_record[record[index_of(b)].first_exit];
}

void block_record_forget_all(void)
{
    for (const TransBlock *b = blocks_first(); b < blocks_end(); b++)
        for (u32 i = 0; i < num_users && !b->glue; i++)
            forget[i](b);
    num_exits = 0;
}

void block_record_reset(void)
{
    for (const TransBlock *b = blocks_first(); b < blocks_end(); b++)
        if (!b->glue)
            record[index_of(b)].entered = 0;
    for (u32 i = 0; i < num_exits; i++)
        exit_record[i].left = 0;
}
