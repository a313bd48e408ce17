/* flag_results.c -- finding functions that give flags back.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/flag_results.h"

#include "aot/flow/flow.h"

/* Returns true if no event of the unit reads the flags that the block's last puts
 * leave. */
static bool are_unread(const Units *units, const UnitBlock *block, const RegSet *live)
{
    RegSet left = units->flags;

    for (u32 i = block->num_events; i-- > 0;) {
        const Event *e = &block->event[i];

        if (e->kind != EV_PUT || !regset_has(&left, e->reg))
            continue;
        if (regset_has(&live[i], e->reg))
            return false;
        left = regset_drop(left, e->reg);
    }
    return true;
}

bool unit_gives_flags(const Units *units, const Unit *unit)
{
    bool gives = false;

    for (u32 i = 0; i < unit->num_blocks && !gives; i++) {
        const UnitBlock *block = &unit->block[i];

        if (!block->ends_compared)
            continue;
        RegSet *live = base_alloc(block->num_events * sizeof(RegSet));
        RegSet *wanted = base_alloc(block->num_events * sizeof(RegSet));
        flow_after(units, unit, block, live, wanted);
        gives = are_unread(units, block, live);
        base_free(live);
        base_free(wanted);
    }
    return gives;
}
