/*
 * discover_gather.h -- the blocks of one function, out of all that is known.
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

/* A function being put together. */
typedef struct {
    Scan *scan;
    u32 entry;
    u32 stamp;
    bool share; /* may take blocks that another function has too */
    List leaders, stack;
    CodeRange *block;
    u32 num_insns, block_capacity;
} Builder;

/* Gather the blocks of the function at b->entry, by address.  Stamps must have been
 * cleared when the builder was new. */
void gather(Builder *b);
void gather_free(Builder *b);

/* Forget which functions have been gathered. */
void gather_clear(Scan *s);

/* Call visit for each function entry, in order. */
void gather_entries(Scan *s, void (*visit)(void *to, u32 entry, const Spot *),
                    void *to);

/* Follow what is known until jump tables, and then labels, show nothing new. */
void scan_settle(Scan *s);

/* Functions that resolvers (IFUNC) return the addresses of are entries: the program
 * calls them by pointers. */
void scan_resolved(Scan *s, const Hints *hints);

#endif
