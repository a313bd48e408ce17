/*
 * discover_gather.h -- the basic blocks of one function, gathered from a Scan.
 *
 *      Builder b = {.scan = scan, .share = true, .entry = 0x10000400};
 *      gather(&b);           -- b.block[0 .. b.leaders.count - 1]
 *      gather_free(&b);
 *
 * Shared by discover.c and discover_settle.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_GATHER_H
#define LIFTER_DISCOVER_GATHER_H

#include "lifter/discover_scan.h"

/* A function whose blocks are being gathered. */
typedef struct {
    Scan *scan;
    u32 entry;
    u32 stamp;  /* identifies the function in Spot.stamp */
    bool share; /* may include blocks that belong to another function too */
    List leaders, stack;
    CodeRange *block;
    u32 num_insns, block_capacity;
} Builder;

/* Gathers the blocks that are reachable from b->entry without entering another
 * function.  Writes them to b->block, ascending by address.  Call
 * gather_clear before the first use of a new Builder. */
void gather(Builder *b);
void gather_free(Builder *b);

/* Clears all stamps: no leader belongs to a function. */
void gather_clear(Scan *s);

/* Calls visit for each known function entry, ascending by address. */
void gather_entries(Scan *s, void (*visit)(void *to, u32 entry, const Spot *),
                    void *to);

/* Follows control from all that is known, and resolves indirect jumps by jump tables
 * and then by labels, until neither finds new edges.  Withdraws guessed entries that
 * turn out to be labels. */
void scan_settle(Scan *s);

/* Both add what runs of the program have shown (Hints).  scan_called adds the functions
 * that were called, before anything there is taken for a label.  scan_seen adds all
 * else, and settles. */
void scan_called(Scan *s);
void scan_seen(Scan *s);

/* Makes entries of the functions whose addresses IFUNC resolvers return: the program
 * calls them by pointers. */
void scan_resolved(Scan *s, const Hints *hints);

#endif
