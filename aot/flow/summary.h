/*
 * summary.h -- which registers a function reads, writes and leaves for others.
 *
 * One fixed point over the whole program, from which follow the signatures of
 * host functions and what must be stored to the guest's state around calls:
 *
 *      units_lift(&units, ...);
 *      units_summarise(&units);
 *      flow_after(&units, unit, block, live, wanted);
 *
 * Soundness: the state is the truth at each call, for every register that any
 * code reached from there may observe -- the callee, unknown code, or this function
 * after the call.  Only a register that nobody can read again may be stale.
 */
#ifndef AOT_FLOW_SUMMARY_H
#define AOT_FLOW_SUMMARY_H

#include "aot/flow/unit.h"

/* Fill in every BlockFlow and Signature. */
void units_summarise(Units *units);

/*
 * For each event of a block, what is live and what is wanted just after it (for an
 * EV_EDGE or EV_TAIL that is not the last: on the path that does not take it).
 * `live` and `wanted` have num_events members.
 */
void flow_after(const Units *units, const Unit *unit, const UnitBlock *block,
                RegSet *live, RegSet *wanted);

/* What is wanted at a block's start, by what its successors say of theirs. */
RegSet flow_wanted(const Units *units, const Unit *unit, const UnitBlock *block);

/* The registers that must be in the state when a call is made: of those dirty. */
RegSet call_flush(const Units *units, u32 callee, const RegSet *live_after);

#endif
