/* placement.h -- where each guest register is: in an SSA value, in the state, or both.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_PLACEMENT_H
#define AOT_FLOW_PLACEMENT_H

#include "aot/flow/unit.h"

/* Computes BlockFlow.held and .dirty of all blocks of a unit from .wanted, .anticipated
 * and .live. */
void unit_place_registers(const Units *units, Unit *unit);

/* The registers that every edge to a block must deliver in SSA values: those held
 * there, and those that are newer than in the state and live. */
RegSet block_needs(const UnitBlock *block);

#endif
