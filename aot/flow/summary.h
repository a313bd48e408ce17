/*
 * summary.h -- which registers a function reads, writes and leaves for others.
 *
 * One fixed point over the whole program, from which follow the signatures of
 * host functions and what must be stored to the guest's state around calls:
 *
 *      units_lift(&units, ...);
 *      units_summarise(&units);
 *
 * Soundness: the state is the truth at each call, for every register that any
 * code reached from there may observe -- the callee, unknown code, or this function
 * after the call.  Only a register that nobody can read again may be stale.
 */
#ifndef AOT_FLOW_SUMMARY_H
#define AOT_FLOW_SUMMARY_H

#include "aot/flow/unit.h"

/* Fill in every BlockFlow and Signature. */
void units_summarise(Units *units);

#endif
