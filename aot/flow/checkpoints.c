/* checkpoints.c -- where all of the guest's state is written.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/checkpoints.h"

#include "aot/flow/pending.h"

/* Returns true if the last checkpoint still holds after the event, given the same
 * before it.  Where registers are stored on an edge, that is a checkpoint
 * (lower_poll.c). */
static bool holds_after(UnitBlock *block, const Event *e, bool holds)
{
    switch ((EventKind)e->kind) {
    case EV_FAULT: {
        FaultPoint *fault = &block->fault[e->to];

        fault->checkpoint = fault->helps || !holds;
        return !fault->stores;
    }
    case EV_HELPER:
    case EV_CALL:
    case EV_SYSCALL: return false;
    default: return holds;
    }
}

static void follow(Unit *unit, u32 index, bool *holds, Pending *pending)
{
    UnitBlock *block = &unit->block[index];
    bool now = holds[index];

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        now = holds_after(block, e, now);
        if (e->kind == EV_EDGE && holds[e->to] && !now) {
            holds[e->to] = false;
            pending_add(pending, e->to);
        }
    }
}

void unit_place_checkpoints(Unit *unit)
{
    bool *holds = base_alloc(unit->num_blocks);
    Pending pending = pending_begin(unit->num_blocks);

    for (u32 i = 0; i < unit->num_blocks; i++)
        holds[i] = i > 0 && !unit->block[i].entered;
    for (u32 i; (i = pending_next(&pending)) != NOWHERE;)
        follow(unit, i, holds, &pending);
    pending_end(&pending);
    base_free(holds);
}
