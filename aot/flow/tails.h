/*
 * tails.h -- functions that return what unknown functions do, for the sake of what they
 * end in.
 *
 * A guest's tail call is a host jump if both functions give the same results in host
 * registers.  Where it might be done again and again it must be one, or the host's
 * stack would grow with each:
 *
 *      - a jump to a pointer, which may lead anywhere: the results of an unknown
 *        function (abi.h); so does a function that jumps to one that ends so;
 *      - functions that jump to each other in a circle.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_TAILS_H
#define AOT_FLOW_TAILS_H

#include "aot/flow/unit.h"

/* Sets common_results of the functions that may end in a jump to a pointer. */
void units_find_jumpers(Units *units);
/* The same of those in circles whose results differ; true if there are more of them. */
bool units_join_results(Units *units);

#endif
