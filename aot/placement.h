/* placement.h -- where a function's registers are: in SSA values, in the state, or
 * both. */
#ifndef AOT_PLACEMENT_H
#define AOT_PLACEMENT_H

#include "aot/unit.h"

/* Fill in `held` and `dirty` of all blocks, from `wanted`, `must` and `live`. */
void unit_place_registers(const Units *units, Unit *unit);

#endif
