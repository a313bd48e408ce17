/* hubs.h -- hub blocks: one indirect jump for all of a function that have the same
 * targets.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_FLOW_HUBS_H
#define AOT_FLOW_HUBS_H

#include "aot/flow/unit.h"

/* Sets `table` and `hub` of a unit's blocks, whose ops must be lifted, and appends the
 * hub blocks: at most one for each jump table of the function. */
void unit_share_tables(const Units *units, Unit *unit);

/* True if all targets of a jump table are blocks of the unit other than its entry. */
bool unit_has_targets(const Unit *unit, const JumpTable *table);

#endif
