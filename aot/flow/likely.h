/* likely.h -- which registers are worth holding where a loop begins. */
#ifndef AOT_FLOW_LIKELY_H
#define AOT_FLOW_LIKELY_H

#include "aot/flow/unit.h"

/* Fill in `likely` of the blocks of a unit at which loops begin, from its events. */
void unit_find_likely(const Units *units, Unit *unit);

#endif
