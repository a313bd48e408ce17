/* blocks.h -- the descriptions of translation blocks, in the order of their code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CODE_BLOCKS_H
#define RUNTIME_CODE_BLOCKS_H

#include "runtime/jit/jit.h"

/* Of a block, at most: the pages that its instructions lie in, and their bytes. */
enum { BLOCK_PAGES = 2, BLOCK_BYTES = 512 };

typedef struct TransBlock {
    u32 pc, end;    /* guest bytes; pc with ARM's Thumb bit */
    const u8 *code; /* in the view to run */
    u32 code_size, table;
    const u8 *entry; /* where others go: the code, or the check in front of it */
    const u8 *check; /* a JitCheck, if one was ever needed; it has a description, too */
    const u8 *bytes; /* of the guest, which it was made of; NULL for glue */
    bool live;       /* in the table of blocks by pc: is found and chained to */
    bool glue;       /* leads elsewhere: to an ahead-of-time function, or to a block */
    bool cut;        /* it ended where the guest could execute nothing more */
    JitExit *exits;
    u32 num_exits;
    JitExit *incoming;            /* chained exits of other blocks that lead here */
    struct TransBlock *hash_next; /* of the live ones, or of parked.h */
    u32 page[BLOCK_PAGES];
    struct TransBlock *on_next[BLOCK_PAGES];
} TransBlock;

extern u32 blocks_flushes; /* how often all were forgotten */

TransBlock *blocks_first(void);
TransBlock *blocks_end(void);
bool blocks_full(void);
TransBlock *blocks_new(void); /* zeroed, the last one */
void blocks_drop(void);       /* the last one */
void blocks_forget_all(void);

/* Room for exits, where they stay; `count` of them are used. */
JitExit *blocks_exits(u32 *room);
void blocks_take_exits(u32 count);

/* A copy of a block's guest bytes, at most BLOCK_BYTES. */
const u8 *blocks_keep(const u8 *bytes, u32 size);

/* The block whose code holds a host address; NULL if none does. */
const TransBlock *blocks_at(u64 host);

#endif
