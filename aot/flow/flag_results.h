/* flag_results.h -- functions that give flags back, as ARM's __aeabi_cdcmple does. */
#ifndef AOT_FLOW_FLAG_RESULTS_H
#define AOT_FLOW_FLAG_RESULTS_H

#include "aot/flow/unit.h"

/* Does some way out of a function leave flags of a comparison (UnitBlock.ends_compared)
 * that nothing in it reads?  Then they are a result for its callers, as compilers
 * compare nothing in vain.  Liveness must be known, but for callers nobody knows of. */
bool unit_gives_flags(const Units *units, const Unit *unit);

#endif
