/*
 * checkpoints.h -- where all of the guest's state is written, so that faults need not
 * find it in host registers.
 *
 * A checkpoint is before an instruction: what is read from there on is in the state,
 * and the pc is that of the instruction.  Loads after it need no further one: if one
 * faults, the runtime goes on by the state, executes what is between once more and
 * comes to the same fault, with exact registers.  That holds up to the next effect on
 * memory or the state, which must not be executed twice: a store, a call.  The first
 * instruction after that which may fault begins with a checkpoint again.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_CHECKPOINTS_H
#define AOT_FLOW_CHECKPOINTS_H

#include "aot/flow/unit.h"

/* Chooses the instructions of a unit that begin with a checkpoint:
 * FaultPoint.checkpoint of all its blocks. */
void unit_place_checkpoints(Unit *unit);

#endif
