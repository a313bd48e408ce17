/* flag_results.h -- functions that give flags back, as ARM's __aeabi_cdcmple does. */
#ifndef AOT_FLOW_FLAG_RESULTS_H
#define AOT_FLOW_FLAG_RESULTS_H

#include "aot/flow/unit.h"

/* Does a block, as it was lifted, end with flags that a comparison set and nothing in
 * the block reads? */
bool block_ends_compared(const Units *units, const Block *ops);
/* Are there such flags in a function that nothing in it reads?  Then they are for its
 * callers, as compilers compare nothing in vain.  What is live must be known but for
 * callers nobody knows of. */
bool unit_gives_flags(const Units *units, const Unit *unit);

#endif
