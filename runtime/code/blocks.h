/*
 * blocks.h -- memory for the descriptions of translation blocks, in the order of their
 * host code, and for their exits and guest bytes.
 *
 *      if (!blocks_full()) {
 *          TransBlock *b = blocks_new();
 *          ... or blocks_drop() if no block was made ...
 *      }
 *
 * Only all of it is freed, at once.  Calls are made under lock_code, or while the world
 * is stopped.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_BLOCKS_H
#define RUNTIME_CODE_BLOCKS_H

#include "runtime/jit/jit.h"

/* Limits of a block: the number of guest pages that its instructions lie in, and their
 * bytes. */
enum { BLOCK_PAGES = 2, BLOCK_BYTES = 512 };
/* Limits of all: descriptions, and exits. */
enum { BLOCKS_MOST = 1 << 18, BLOCKS_MOST_EXITS = 1 << 20 };

typedef struct TransBlock {
    u32 pc, end;          /* guest addresses: start, with ARM's Thumb bit, and end */
    const u8 *code;       /* host code, in the view to run */
    u32 code_size, table; /* bytes of it; offset of the table for jit_guest_pc */
    const u8 *entry;      /* what other code jumps to: `code`, or `check` */
    const u8 *check;      /* the code of a JitCheck, if one was ever needed; it has a
                             TransBlock of its own */
    const u8 *bytes; /* copy of the guest bytes that it translates; NULL for glue */
    bool live; /* the block is in the table by pc: it is found, and exits are chained to
                  it */
    bool glue; /* the code only leads elsewhere: to an ahead-of-time function, or to a
                  block */
    bool cut;  /* the block ended where the guest could execute nothing more */
    JitExit *exits;
    u32 num_exits;
    JitExit *incoming;            /* chained exits of other blocks that lead here */
    struct TransBlock *hash_next; /* next of a hash chain: by pc, or parked */
    u32 page[BLOCK_PAGES]; /* numbers of the guest pages of its first and last byte */
    struct TransBlock *on_next[BLOCK_PAGES]; /* next block on each of these */
} TransBlock;

extern u32 blocks_flushes; /* the number of calls of blocks_forget_all */

/* The first description, and the one after the last: an array. */
TransBlock *blocks_first(void);
TransBlock *blocks_end(void);
/* Returns true if there may be no room for one more block with its check, exits and
 * bytes. */
bool blocks_full(void);
TransBlock *blocks_new(void); /* Appends a zeroed description. */
void blocks_drop(void);       /* Removes the last description. */
/* Removes all descriptions, exits and bytes.  No thread may be in a block. */
void blocks_forget_all(void);

/* blocks_exits returns where a block's exits are to be stored, for good, and sets *room
 * to how many fit. blocks_take_exits keeps the first `count` of them. */
JitExit *blocks_exits(u32 *room);
void blocks_take_exits(u32 count);

/* Returns a copy of a block's `size` guest bytes, at most BLOCK_BYTES. */
const u8 *blocks_keep(const u8 *bytes, u32 size);

/* Returns the block whose code holds the host address; NULL if none does. */
const TransBlock *blocks_at(u64 host);

#endif
