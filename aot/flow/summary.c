/* summary.c -- liveness over the whole program, backwards.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/summary.h"
#include "aot/flow/checkpoints.h"
#include "aot/flow/flag_results.h"
#include "aot/flow/flow.h"
#include "aot/flow/pending.h"
#include "aot/flow/placement.h"
#include "aot/flow/single.h"
#include "aot/flow/tails.h"

static const RegSet nothing;

/* Adds to the callee's live_out the registers that may be read after this call.  For
 * calls through pointers the ABI tells them, and live_out has these from the start. */
static bool tell_callee(Units *units, u32 callee, const RegSet *left_after)
{
    if (callee == NOWHERE)
        return false;
    RegSet *out = &units->unit[callee].sig.live_out;
    RegSet more = regset_or(*out, *left_after);
    bool changed = !regset_same(out, &more);

    *out = more;
    return changed;
}

/* Returns whether what is true at the block's start has changed; sets *changed if that
 * or what a callee is told has. */
static bool update_block(Units *units, Unit *unit, u32 index, bool *changed)
{
    UnitBlock *block = &unit->block[index];
    FlowPoint p = flow_beyond(units);
    bool told = false, more;

    for (u32 i = block->num_events; i-- > 0;) {
        const Event *e = &block->event[i];

        if (e->kind == EV_CALL)
            told |= tell_callee(units, e->to, &p.left);
        if (e->kind == EV_TAIL)
            told |= tell_callee(units, e->to, &unit->sig.live_out);
        p = flow_before(units, unit, block, e, p);
    }
    more = !regset_same(&p.live, &block->flow.live) ||
           !regset_same(&p.left, &block->flow.left) ||
           !regset_same(&p.wanted, &block->flow.wanted) ||
           !regset_same(&p.anticipated, &block->flow.anticipated) ||
           !regset_same(&p.written, &block->flow.written);
    *changed |= told || more;
    block->flow.live = p.live;
    block->flow.left = p.left;
    block->flow.wanted = p.wanted;
    block->flow.anticipated = p.anticipated;
    block->flow.written = p.written;
    return more;
}

/* Returns the registers of `of` that get host registers: in the order of `slots`, at
 * most `ints` and `floats` of them. */
static RegSet first_few(const Units *units, const Unit *unit, const u32 *slots,
                        RegSet of, u32 ints, u32 floats)
{
    RegSet chosen = {{0}};
    RegPiece piece[MAX_REGS];

    for (u32 i = 0; slots[i] != GUEST_NO_SLOT; i++) {
        u32 n = unit_pieces_at(units, unit, slots[i], of, piece);

        for (u32 k = 0; k < n; k++) {
            Reg reg = piece_reg(&units->universe, piece[k]);
            u32 *left = reg.size == 4 && !reg.is_float ? &ints : &floats;

            of = regset_minus(of, piece_set(piece[k]));
            if (*left == 0)
                continue;
            --*left;
            chosen = regset_or(chosen, piece_set(piece[k]));
        }
    }
    return chosen;
}

/* Adds to `params` all registers passed to unknown code up to the last that is in
 * `params`.  A function that jumps through pointers is usually jumped to through
 * pointers, too: with the same registers in the same places, its entry need not move
 * any, nor load registers that only some paths read. */
static RegSet fill_up(const Units *units, RegSet params)
{
    RegSet before = nothing, all = params;

    for (u32 i = 0; i < units->guest->num_passed; i++) {
        u32 reg = units->universe.at[units->guest->argument_slots[i]];

        before = regset_add(before, reg);
        if (regset_has(&params, reg))
            all = regset_or(all, before);
    }
    return all;
}

/* Computes the signature from the flow at the entry.  preserve_none passes twelve
 * integers, one of them where the host caller goes on, and eight floats in xmm0 to
 * xmm7; three integers and two floats are returned.  All functions take the stack
 * pointer, and so give it back: callers have it in a host register then, and nearly all
 * need it. */
static void update_signature(Units *units, Unit *unit)
{
    Signature *sig = &unit->sig;
    const BlockFlow *entry = &unit->block[0].flow;
    const Guest *g = units->guest;

    sig->needs = entry->live;
    sig->needs_left = entry->left;
    sig->writes = entry->written;
    sig->params = first_few(units, unit, g->argument_slots, entry->wanted, 11, 8);
    sig->params = regset_add(regset_add(sig->params, units->link), units->stack);
    if (unit->jumps)
        sig->params = fill_up(units, regset_and(sig->params, units->passed));
}

/* Returns the registers that an event gives a value in host registers; after a way out
 * that comes back, they are those that our caller is given. */
static RegSet has_after(const Units *units, const Event *e)
{
    switch ((EventKind)e->kind) {
    case EV_PUT:
    case EV_PART: return regset_add(nothing, e->reg);
    case EV_CALL:
    case EV_TAIL: return flow_results(units, e);
    case EV_JUMP:
    case EV_LEAVE: return units->returned;
    case EV_GET:
    case EV_FAULT:
    case EV_HELPER:
    case EV_EDGE:
    case EV_SYSCALL:
    case EV_RETURN: break;
    }
    return nothing;
}

/* Returns the registers that a function has in host registers on some path to its
 * return: parameters, what it writes, and the results of callees. */
static RegSet has_at_end(const Units *units, const Unit *unit)
{
    RegSet has = unit->sig.params;

    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++)
            has = regset_or(has, has_after(units, &unit->block[i].event[k]));
    return has;
}

static bool update_blocks(Units *units, Unit *unit)
{
    bool changed = false;
    Pending pending = pending_begin(unit->num_blocks);

    for (u32 i; (i = pending_previous(&pending)) != NOWHERE && !units_over(units);)
        if (update_block(units, unit, i, &changed))
            pending_add_sources(&pending, unit, i);
    pending_end(&pending);
    return changed;
}

static bool update_unit(Units *units, Unit *unit)
{
    bool changed = false;
    Signature was = unit->sig;
    RegSet live_out;

    do { /* it may have told itself, if it calls itself */
        live_out = unit->sig.live_out;
        changed |= update_blocks(units, unit);
    } while (!regset_same(&live_out, &unit->sig.live_out) && !units->over);
    update_signature(units, unit);
    return changed || !regset_same(&was.live_out, &unit->sig.live_out) ||
           !regset_same(&was.params, &unit->sig.params);
}

static void start_unit(const Units *units, Unit *unit)
{
    unit->sig = (Signature){
        .writes = units->universe.all,
        .params = regset_add(regset_add(nothing, units->link), units->stack)};
    unit->sig.live_out =
        units->partial ? units->universe.all : units->seen_after_return;
    for (u32 i = 0; i < unit->num_blocks; i++)
        unit->block[i].flow = (BlockFlow){.anticipated = units->universe.all,
                                          .written = units->universe.all};
}

/* Chooses the results from the settled flow.  Reading them at returns changes what is
 * wanted before, so the caller solves the flow a second time. */
static bool choose_result(const Units *units, Unit *unit)
{
    RegSet was = unit->sig.results;
    RegSet of = regset_and(unit->sig.live_out, has_at_end(units, unit));

    /* A result must be written or passed in on every path: else it would be loaded only
     * to be returned. */
    of = regset_and(of, regset_or(unit->sig.writes, unit->sig.params));
    unit->sig.results =
        unit->common_results
            ? units->returned
            : first_few(units, unit, units->guest->result_slots, of, 3, 2);
    return !regset_same(&was, &unit->sig.results);
}

static void choose_results(Units *units)
{
    bool again;

    units_find_jumpers(units);
    do {
        again = false;
        for (u32 i = 0; i < units->num_units; i++)
            again |= choose_result(units, &units->unit[i]);
        again = again || units_join_results(units);
    } while (again);
}

static void settle(Units *units)
{
    bool again;

    do {
        again = false;
        for (u32 i = units->num_units; i-- > 0;)
            again |= update_unit(units, &units->unit[i]);
    } while (again && !units->over);
}

/* Makes the flags live at the end of functions that exist to return flags: unknown
 * callers may read them.  Returns true if there are such functions. */
static bool find_flag_results(Units *units)
{
    bool found = false;

    for (u32 i = 0; i < units->num_units; i++)
        if (unit_gives_flags(units, &units->unit[i])) {
            RegSet *out = &units->unit[i].sig.live_out;

            *out = regset_or(*out, units->flags);
            found = true;
        }
    return found;
}

void units_summarise(Units *units)
{
    if (units->over)
        return;
    for (u32 i = 0; i < units->num_units; i++) {
        start_unit(units, &units->unit[i]);
        if (units->faults)
            unit_place_checkpoints(&units->unit[i]);
    }
    settle(units);
    if (find_flag_results(units))
        settle(units);
    choose_results(units);
    settle(units);
    for (u32 i = 0; i < units->num_units && !units->over; i++)
        unit_place_registers(units, &units->unit[i]);
    for (u32 i = 0; i < units->num_units && !units->over; i++)
        unit_find_singles(units, &units->unit[i]);
}
