/*
 * pending.h -- the blocks of a unit that a dataflow analysis has yet to look at.
 *
 *      Pending pending = pending_begin(unit->num_blocks);      -- all of them
 *      for (u32 i; (i = pending_next(&pending)) != NOWHERE;)
 *          if (... block i has changed ...)
 *              pending_add(&pending, ... a block that depends on it ...);
 *      pending_end(&pending);
 *
 * Each round goes through the pending blocks in ascending order (pending_next) or in
 * descending order (pending_previous), so that what is in the order of addresses needs
 * few rounds.  An analysis takes the time of the changes, whatever the order.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_PENDING_H
#define AOT_FLOW_PENDING_H

#include "aot/flow/unit.h"

typedef struct {
    u64 *word; /* a bit for each block */
    u32 count; /* of the blocks */
    u32 at;    /* where the round is */
} Pending;

/* All `count` blocks are pending. */
Pending pending_begin(u32 count);
void pending_end(Pending *pending);
void pending_add(Pending *pending, u32 block);
/* Adds the blocks that have an edge to block `block` of `unit`. */
void pending_add_sources(Pending *pending, const Unit *unit, u32 block);
/* Takes the next pending block in the order of the round, upwards or downwards; NOWHERE
 * if none is left.  Use only one of the two. */
u32 pending_next(Pending *pending);
u32 pending_previous(Pending *pending);

#endif
