/* gates.h -- indirect jumps of a function that go to the same targets, made one. */
#ifndef AOT_FLOW_GATES_H
#define AOT_FLOW_GATES_H

#include "aot/flow/unit.h"

/* Find the tables of a unit's blocks, as their ops are lifted, and add its gates: at
 * most as many as the function has tables. */
void unit_share_tables(const Units *units, Unit *unit);
/* Are all the targets of a table blocks of the unit, but for its entry? */
bool unit_has_targets(const Unit *unit, const JumpTable *table);

#endif
