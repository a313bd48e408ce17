/* flag_results.c -- finding comparisons that nothing in a function reads. */
#include "aot/flow/flag_results.h"

#include "aot/flow/summary.h"

static bool is_flag(const Units *units, const Op *op)
{
    return regset_has(&units->flags, units->universe.at[op->imm]);
}

/* A condition may be made of what was compared, with no flag read. */
static bool reads_flags(const Units *units, const Op *op)
{
    return op->code == OP_exit_if || op->code == OP_select ||
           (op->code == OP_get && is_flag(units, op));
}

/* Is a put, store, call or the like all that an instruction is there for? */
static bool has_effect(const Op *op)
{
    return op->code != OP_get && op->code != OP_exit_if && op->code != OP_jump &&
           !op_info[op->code].pure;
}

bool block_ends_compared(const Units *units, const Block *ops)
{
    bool compared = false, sets_flags = false, does_more = false;

    for (u32 i = 0; i < ops->count; i++) {
        const Op *op = &ops->ops[i];

        if (op->code == OP_insn)
            sets_flags = does_more = false;
        else if (!sets_flags && reads_flags(units, op))
            compared = false;
        else if (op->code == OP_put && is_flag(units, op))
            sets_flags = true;
        else if (has_effect(op))
            does_more = true;
        if (sets_flags)
            compared = !does_more;
    }
    return compared;
}

/* Does nothing read what the block's last puts give the flags? */
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
