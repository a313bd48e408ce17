/* likely.h -- which registers are likely to be read in a loop, and so worth holding in
 * it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_FLOW_LIKELY_H
#define AOT_FLOW_LIKELY_H

#include "aot/flow/unit.h"

/* Computes UnitBlock.likely of all blocks at which loops begin: registers that are read
 * before the next call with a probability of at least a quarter, all branches being
 * taken for even. */
void unit_find_likely(const Units *units, Unit *unit);

#endif
