/* blocks.c -- memory for the descriptions of translation blocks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/blocks.h"

#include <linux/mman.h>
#include <string.h>

#include "runtime/base/sys.h"

enum {
    MAX_BLOCKS = 1 << 18,
    BLOCK_PARTS = 2, /* descriptions that a block may need: its own and its check's */
    MAX_BYTES = 1 << 25,
    MAX_EXITS = 1 << 20,
    EXITS_A_BLOCK = 512
};

u32 blocks_flushes;

static TransBlock *block;
static JitExit *exits;
static u8 *kept;
static u32 num_blocks, num_exits, num_kept;

/* Reserves address space for all three arrays.  The host's kernel provides a page when
 * it is first touched. */
static void reserve(void)
{
    block = sys_map(sizeof *block * MAX_BLOCKS, PROT_READ | PROT_WRITE);
    exits = sys_map(sizeof *exits * MAX_EXITS, PROT_READ | PROT_WRITE);
    kept = sys_map(MAX_BYTES, PROT_READ | PROT_WRITE);
    if (!block || !exits || !kept)
        panic("no address space for translation blocks");
}

TransBlock *blocks_first(void)
{
    return block;
}

TransBlock *blocks_end(void)
{
    return block + num_blocks;
}

bool blocks_full(void)
{
    return num_blocks + BLOCK_PARTS > MAX_BLOCKS ||
           num_exits + EXITS_A_BLOCK > MAX_EXITS || num_kept + BLOCK_BYTES > MAX_BYTES;
}

TransBlock *blocks_new(void)
{
    if (!block)
        reserve();
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
    *room = MAX_EXITS - num_exits;
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
