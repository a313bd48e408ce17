/* flag_results.h -- functions that give flags back, as ARM's __aeabi_cdcmple does.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_FLOW_FLAG_RESULTS_H
#define AOT_FLOW_FLAG_RESULTS_H

#include "aot/flow/unit.h"

/* True if some path through a function ends with flags that a comparison set
 * (UnitBlock.ends_compared) and nothing in the function reads.  Compilers compare
 * nothing in vain: the flags are a result, for callers that may be unknown.  Liveness
 * must be known. */
bool unit_gives_flags(const Units *units, const Unit *unit);

#endif
