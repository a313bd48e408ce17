/*
 * tails.h -- functions whose results are in the state, for the sake of what they end
 * in.
 *
 * A guest's tail call is a host jump if both functions give the same results in host
 * registers.  Where it might be done again and again it must be one, or the host's
 * stack would grow with each:
 *
 *      - a jump to a pointer, which may lead anywhere: no results, as nobody knows
 * whose; nor has a function that jumps to one that ends so;
 *      - functions that jump to each other in a circle.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_TAILS_H
#define AOT_FLOW_TAILS_H

#include "aot/flow/unit.h"

/* Set results_in_state of the functions that may end in a jump to a pointer. */
void units_find_jumpers(Units *units);
/* The same of those in circles whose results differ; true if there are more of them. */
bool units_join_results(Units *units);

#endif
