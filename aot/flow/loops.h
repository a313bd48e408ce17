/*
 * loops.h -- the loops of a function: where they begin, and what counts the inner ones.
 *
 * An inner loop contains no loop and no call, and is entered at its first block only.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_LOOPS_H
#define AOT_FLOW_LOOPS_H

#include "aot/flow/unit.h"

/* Iterations between two polls of a counted loop; other loops poll at each iteration.
 */
enum { POLL_ITERATIONS = 1024 };

/* Computes the sources of a unit, Event.back of all its events, and begins_loop and
 * count of all its blocks. */
void unit_find_loops(const Units *units, Unit *unit);

/* Returns true if every way round a loop to its back edge `back` calls a function whose
 * entry polls, or the system, which polls, too.  The edge then need not poll.  Call it
 * when the loops of all units are found. */
bool loop_polls_in_calls(const Units *units, const Unit *unit, const Event *back);

/* ---- shared by loops.c and loop_count.c ---- */

/* The blocks of one loop: by block of the unit whether it belongs to the loop, and a
 * list. */
typedef struct {
    bool *in;
    u32 *block, count;
} LoopBody;

/* The back edge of a block to the loop header `top`; NULL if it has none. */
const Event *loop_jump_back(const UnitBlock *block, u32 top);
/* The number of a block's events up to the last edge that stays in the loop. */
u32 loop_events(const LoopBody *body, const UnitBlock *block);
/* Computes UnitBlock.count of the header `top` of an inner loop, if a register counts
 * its iterations. */
void loop_find_count(const Units *units, Unit *unit, u32 top, const LoopBody *body);

#endif
