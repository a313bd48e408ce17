/* placement.h -- where a function's registers are: in SSA values, in the state, or
 * both. */
#ifndef AOT_FLOW_PLACEMENT_H
#define AOT_FLOW_PLACEMENT_H

#include "aot/flow/unit.h"

/* Fill in `held` and `dirty` of all blocks, from `wanted`, `must` and `live`. */
void unit_place_registers(const Units *units, Unit *unit);

/* The registers that every way to a block must bring along in SSA values: those held
 * there, and those that are newer than in the state and may be read. */
RegSet block_needs(const UnitBlock *block);

#endif
