/* tails.c -- functions whose tail calls make them return what unknown functions do.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/tails.h"

#include <string.h>

#include "aot/flow/reached.h"

/* Returns true if the event belongs to a jump.  An event EV_TAIL of another op is where
 * control falls through into another function, after a call that does not return. */
static bool is_jump(const UnitBlock *block, const Event *e)
{
    Opcode code = (Opcode)block->ops.ops[e->op].code;

    return code == OP_jump || code == OP_exit_if;
}

/* Returns the function that the event jumps to, or NOWHERE. */
static u32 jump_target(const UnitBlock *block, const Event *e)
{
    return e->kind == EV_TAIL && is_jump(block, e) ? e->to : NOWHERE;
}

static bool ends_in_jump(const Units *units, const UnitBlock *block)
{
    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];
        u32 to = jump_target(block, e);

        if (e->kind == EV_JUMP || (e->kind == EV_LEAVE && is_jump(block, e)) ||
            (to != NOWHERE && units->unit[to].common_results))
            return true;
    }
    return false;
}

static bool find_jumper(const Units *units, Unit *unit)
{
    for (u32 i = 0; i < unit->num_blocks && !unit->common_results; i++)
        if (ends_in_jump(units, &unit->block[i]))
            return unit->common_results = true;
    return false;
}

void units_find_jumpers(Units *units)
{
    bool again;

    do {
        again = false;
        for (u32 i = units->num_units; i-- > 0;)
            again |= find_jumper(units, &units->unit[i]);
    } while (again);
}

/* ---- functions that jump to each other in a cycle ---- */

/* Adds the functions that a reached one jumps to. */
static void reach_from(Reached *r, const Unit *unit)
{
    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++) {
            u32 to = jump_target(&unit->block[i], &unit->block[i].event[k]);

            if (to != NOWHERE)
                reached_add(r, to);
        }
}

/* Returns true if jumps lead from one function to the other. */
static bool leads_to(const Units *units, Reached *r, u32 from, u32 to)
{
    reached_add(r, from);
    for (u32 n = 0; n < r->count && !r->seen[to]; n++)
        reach_from(r, &units->unit[r->item[n]]);
    bool found = r->seen[to];

    reached_clear(r);
    return found;
}

/* Returns true if both functions return the same results in the same host registers. */
static bool same_results(const Units *units, const Unit *a, const Unit *b)
{
    const u32 *slot = units->guest->result_slots;
    RegPiece of_a[MAX_REGS], of_b[MAX_REGS];

    if (!regset_same(&a->sig.results, &b->sig.results))
        return false;
    for (; *slot != GUEST_NO_SLOT; slot++) {
        u32 n = unit_pieces_at(units, a, *slot, a->sig.results, of_a);

        if (n != unit_pieces_at(units, b, *slot, b->sig.results, of_b) ||
            memcmp(of_a, of_b, n * sizeof *of_a) != 0)
            return false;
    }
    return true;
}

static bool join_block(Units *units, u32 from, const UnitBlock *block, Reached *r)
{
    bool more = false;

    for (u32 i = 0; i < block->num_events; i++) {
        u32 to = jump_target(block, &block->event[i]);

        if (to == NOWHERE ||
            same_results(units, &units->unit[from], &units->unit[to]) ||
            !leads_to(units, r, to, from))
            continue;
        units->unit[from].common_results = units->unit[to].common_results = true;
        units->unit[from].sig.results = units->unit[to].sig.results = units->returned;
        more = true;
    }
    return more;
}

bool units_join_results(Units *units)
{
    Reached r = reached_begin(units->num_units);
    bool more = false;

    for (u32 i = 0; i < units->num_units; i++)
        for (u32 k = 0; k < units->unit[i].num_blocks; k++)
            more |= join_block(units, i, &units->unit[i].block[k], &r);
    reached_end(&r);
    return more;
}
