/* blocks.c -- memory for the descriptions of translation blocks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/blocks.h"

#include <string.h>

#include "runtime/base/reserve.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

enum {
    BLOCK_PARTS = 2, /* descriptions that a block may need: its own and its check's */
    MAX_BYTES = 1 << 25,
    EXITS_A_BLOCK = 512
};

u32 blocks_flushes;

static TransBlock *block;
static JitExit *exits;
static u8 *kept;
static u32 num_blocks, num_exits, num_kept;
static Reserve of_blocks, of_exits, of_kept;

static void *reserve(Reserve *r, u64 size)
{
    i64 error = reserve_space(r, size);

    if (error)
        program_no_memory("translation blocks", size, error);
    return r->start;
}

static void start(void)
{
    block = reserve(&of_blocks, sizeof *block * BLOCKS_MOST);
    exits = reserve(&of_exits, sizeof *exits * BLOCKS_MOST_EXITS);
    kept = reserve(&of_kept, MAX_BYTES);
}

TransBlock *blocks_first(void)
{
    return block;
}

TransBlock *blocks_end(void)
{
    return block + num_blocks;
}

/* Makes the memory for one more block accessible; false if there is none. */
static bool make_room(void)
{
    return reserve_use(&of_blocks, (num_blocks + BLOCK_PARTS) * sizeof *block) &&
           reserve_use(&of_exits, (num_exits + EXITS_A_BLOCK) * sizeof *exits) &&
           reserve_use(&of_kept, num_kept + BLOCK_BYTES);
}

/* With less memory than all of it takes, the cache is flushed earlier. */
bool blocks_full(void)
{
    if (!block)
        start();
    if (make_room())
        return false;
    if (!num_blocks)
        program_no_memory("the first translation block", of_blocks.usable, -ENOMEM);
    return true;
}

TransBlock *blocks_new(void)
{
    return memset(&block[num_blocks++], 0, sizeof *block);
}

void blocks_drop(void)
{
    num_blocks--;
}

void blocks_forget_all(void)
{
    num_blocks = 0;
    num_exits = 0;
    num_kept = 0;
    blocks_flushes++;
}

JitExit *blocks_exits(u32 *room)
{
    *room = (u32)(of_exits.usable / sizeof *exits) - num_exits;
    return exits + num_exits;
}

void blocks_take_exits(u32 count)
{
    num_exits += count;
}

const u8 *blocks_keep(const u8 *bytes, u32 size)
{
    u8 *copy = kept + num_kept;

    num_kept += size;
    return memcpy(copy, bytes, size);
}

const TransBlock *blocks_at(u64 host)
{
    u32 low = 0, high = num_blocks;

    while (low < high) {
        u32 middle = (low + high) / 2;
        if ((u64)block[middle].code <= host)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || host - (u64)block[low - 1].code >= block[low - 1].code_size)
        return NULL;
    return &block[low - 1];
}
