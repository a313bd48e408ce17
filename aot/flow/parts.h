/*
 * parts.h -- huge units in parts.
 *
 * The time of LLVM grows faster than the function that it compiles.  So a huge unit is
 * compiled as several host functions, each of consecutive blocks, that jump to one
 * another.  Between them every register is in the state.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_PARTS_H
#define AOT_FLOW_PARTS_H

#include "aot/flow/unit.h"

/* Computes Unit.num_parts, and part and entered of all blocks.  `most`: so many blocks
 * go in a part, even of a unit that is not huge; 0: only huge units are in parts. */
void unit_split(Unit *unit, u32 most);

#endif
