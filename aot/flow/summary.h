/*
 * summary.h -- interprocedural liveness: which registers each function reads, writes,
 * and leaves for its callers.
 *
 * One fixed point over the whole program.  The signatures of host functions follow from
 * it, and which registers must be stored to the state around calls:
 *
 *      units_lift(&units, ...);
 *      units_summarise(&units);
 *
 * Soundness: the state is the truth at each call, for every register that any code
 * reached from there may observe -- the callee, unknown code, or this function after
 * the call.  Only a register that nobody can read again may be stale.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_SUMMARY_H
#define AOT_FLOW_SUMMARY_H

#include "aot/flow/unit.h"

/* Computes every BlockFlow and Signature of the units. */
void units_summarise(Units *units);

#endif
