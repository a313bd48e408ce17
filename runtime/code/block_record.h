/*
 * block_record.h -- a record of each block that is translated, with counts of how often
 * it is entered and left: what block_file.h writes.
 *
 *      if (block_record_on && !(size = block_record_add(b, &out, rw, rx, room)))
 *          ...                             no room: flush and try again
 *      b->entry = block_record_entry(b);
 *
 * The code of a block is the same with and without a record.  What counts is code of
 * its own (jit_count): in front of the block, where all that goes to the block enters
 * it, and behind each of its direct exits.  Nothing of this is there while records are
 * off.
 *
 * Calls are made under lock_code, or while the world is stopped.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_BLOCK_RECORD_H
#define RUNTIME_CODE_BLOCK_RECORD_H

#include "runtime/code/blocks.h"
#include "runtime/code/origin.h"
#include "runtime/stats.h"

typedef struct {
    u64 entered;      /* how often the block was entered and run */
    const u8 *entry;  /* the code that counts this and goes on to the block */
    u32 insns;        /* guest instructions of the block */
    u32 cold, leaves; /* as of JitBlock */
    u32 first_exit;   /* index of the ExitRecord of the block's first exit */
    StatsKind kind;
    Origin origin;    /* if block_record_want_origin */
    const char *file; /* that the block is mapped from; NULL: unknown, or none */
    u64 file_offset;
} BlockRecord;

typedef struct {
    u64 left;       /* how often the exit was taken */
    const u8 *site; /* JitExit.patch, before it was moved to the code that counts */
} ExitRecord;

extern bool block_record_on;

/* Switches records on.  `forget` is called for each block with a record before all
 * blocks are forgotten.  May be called again, with other functions, which are then
 * called, too. */
void block_record_start(void (*forget)(const TransBlock *b));
/* Has records say where blocks come from (BlockRecord.origin). */
void block_record_want_origin(void);

/* Makes the record of block `b`, which was just compiled to `out`, and the code that
 * counts, at `rw`, where it runs at `rx`.  The block's exits are patched behind that
 * from now on.  Returns the bytes of code; 0: there is no room for it, or for the
 * record. */
size_t block_record_add(const TransBlock *b, const JitBlock *out, u8 *rw, const u8 *rx,
                        size_t room);
/* Notes what the record is to say of block `b`, of `insns` guest instructions. */
void block_record_note(const TransBlock *b, u32 insns, StatsKind kind);
/* Returns what is to be entered for block `b`: its code, or what counts before it. */
const u8 *block_record_entry(const TransBlock *b);
/* The block whose counter is `entered` was entered, but left before it did anything. */
void block_record_not_run(u64 *entered);

/* Returns how many guest instructions the block executed (docs/blocks.md). */
u64 block_record_executed(const TransBlock *b);
/* Returns the block's record, and those of its exits. */
const BlockRecord *block_record_of(const TransBlock *b);
const ExitRecord *block_record_exits(const TransBlock *b);

/* All blocks are about to be forgotten (blocks_forget_all). */
void block_record_forget_all(void);
/* Sets all counts to 0, in the child of a fork. */
void block_record_reset(void);

#endif
