/*
 * flow.h -- the liveness equations of registers, backwards through a block.
 *
 *      FlowPoint p = flow_beyond(units);
 *      for (u32 i = block->num_events; i-- > 0;)
 *          p = flow_before(units, unit, block, &block->event[i], p);
 *
 * They read what is known of other blocks (BlockFlow) and functions (Signature);
 * summary.c repeats them until that no longer changes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_FLOW_H
#define AOT_FLOW_FLOW_H

#include "aot/flow/unit.h"

/* What is true of registers at one point of a function; the members are those of
 * BlockFlow.  `left` is `live` as a called function sees it that is about to return:
 * unknown code that runs later may read any register, but not the value that a call
 * left in a register that the ABI lets it change. */
typedef struct {
    RegSet live, left, wanted, anticipated, written;
} FlowPoint;

/* The point after a block's last event, from where control goes nowhere. */
FlowPoint flow_beyond(const Units *units);
/* The point before event `e` of a block of `unit`, given the one after it. */
FlowPoint flow_before(const Units *units, const Unit *unit, const UnitBlock *block,
                      const Event *e, FlowPoint after);

/* The registers whose values a call, or a tail call, gives back in host registers. */
RegSet flow_results(const Units *units, const Event *call);

/* The same for a whole block: live[i] and wanted[i] become the sets just after event i.
 * For an EV_EDGE or EV_TAIL that is not the last event they are those of the path that
 * does not take it.  Both arrays have num_events members. */
void flow_after(const Units *units, const Unit *unit, const UnitBlock *block,
                RegSet *live, RegSet *wanted);
/* The registers wanted at a block's start, by what its successors say of theirs. */
RegSet flow_wanted(const Units *units, const Unit *unit, const UnitBlock *block);

/* The registers that must be in the state when unit `callee` (NOWHERE: unknown code) is
 * called, if they are dirty: those that the callee may read there, and those of
 * `live_after` that it may leave as they are. */
RegSet call_flush(const Units *units, u32 callee, const RegSet *live_after);

#endif
