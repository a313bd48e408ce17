/*
 * loops.h -- the loops of a function: where they begin, and how inner ones count.
 *
 * Inner loops have no loop or call in them and are entered at their first block only.
 */
#ifndef AOT_FLOW_LOOPS_H
#define AOT_FLOW_LOOPS_H

#include "aot/flow/unit.h"

/* Counted loops poll once in so many turns, others at each. */
enum { POLL_TURNS = 1024 };

/* Fill in `back` of all events, and what blocks and the unit know of loops. */
void unit_find_loops(const Units *units, Unit *unit);

/* ---- shared by loops.c and loop_count.c ---- */

/* The blocks of one loop: whether each of the unit's is, and the same as a list. */
typedef struct {
    bool *in;
    u32 *block, count;
} LoopBody;

/* The event of a block that jumps back to the top of a loop; NULL if none does. */
const Event *loop_jump_back(const UnitBlock *block, u32 top);
/* How many of a block's events there are up to the last that stays in the loop. */
u32 loop_events(const LoopBody *body, const UnitBlock *block);
/* Fill in the LoopCount of an inner loop's first block, if there is something that
 * counts its turns. */
void loop_find_count(const Units *units, Unit *unit, u32 top, const LoopBody *body);

#endif
