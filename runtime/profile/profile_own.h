/* profile_own.h -- what the files of the profile share.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_PROFILE_PROFILE_OWN_H
#define RUNTIME_PROFILE_PROFILE_OWN_H

#include "runtime/code/blocks.h"
#include "runtime/code/origin.h"
#include "runtime/profile/profile.h"
#include "runtime/profile/rows.h"

/* Rows of what is there no more: of blocks that were flushed, of code that was
 * unmapped.
 */
extern Rows profile_gone;

/* Returns where the code of an origin is, which has a file. */
static inline RowPlace profile_place(const Origin *o)
{
    return (RowPlace){o->file->number, o->address};
}

/* Sets *to to the place of guest code.  Returns false if it is in no file. */
bool profile_find(u32 pc, RowPlace *to);
/* Adds a row; `to` is NULL where its kind has none. */
void profile_add(Rows *rows, RowKind kind, const RowPlace *at, const RowPlace *to,
                 u64 count);

/* Adds rows of the indirect jumps that were counted, and forgets them all. */
void profile_add_jumps(Rows *rows);
void profile_clear_jumps(void);

/* Blocks of generated code, and the instructions that they executed. */
typedef struct {
    u64 blocks, insns;
} Generated;

/* Adds all rows, and merges them; returns what was generated.  Can be called again. */
Generated profile_collect(Rows *rows);
/* Keeps the rows of a block that is about to be forgotten. */
void profile_keep_block(const TransBlock *b);
/* Counts anew, in the child of a fork. */
void profile_clear(void);

#endif
