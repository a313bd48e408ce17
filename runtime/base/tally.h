/*
 * tally.h -- counts by key: a hash table that grows.
 *
 *      Tally calls = {0};
 *      tally_at(&calls, from, to)->count++;
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_TALLY_H
#define RUNTIME_BASE_TALLY_H

#include "ir/base.h"

typedef struct {
    u64 key; /* 0: the entry is free */
    u32 second, mark;
    u64 count;
} TallyEntry;

/* All 0 to begin with. */
typedef struct {
    TallyEntry *entry;
    u32 room, used; /* entries: a power of two, or 0; those that are not free */
} Tally;

/* Returns the entry of a key (not 0) and a second one.  If it is new, count and mark
 * are 0. It moves with the next call. */
TallyEntry *tally_at(Tally *tally, u64 key, u32 second);
void tally_free(Tally *tally);
/* Sets all counts to 0. */
void tally_reset(Tally *tally);
/* Stores up to `most` entries with the highest counts above 0 to `top`, the highest
 * first; equal ones by key.  Returns their number. */
u32 tally_top(const Tally *tally, const TallyEntry **top, u32 most);

#endif
