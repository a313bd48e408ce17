/* summary.c -- liveness over the whole program, backwards. */
#include "aot/flow/summary.h"
#include "aot/flow/flag_results.h"
#include "aot/flow/placement.h"
#include "aot/flow/single.h"
#include "aot/flow/tails.h"

/*
 * `left` is `live` as a called function sees it that is about to return: unknown
 * code that control goes on to later may read any register, but not what a call
 * left in one that the ABI lets it leave anything in.
 */
typedef struct {
    RegSet live, left, wanted, must, written;
} Point;

static const RegSet nothing;

/* What holds on entry to function `callee` that will not come back to us. */
static Point at_function(const Units *units, const Unit *unit, u32 callee)
{
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(unit->sig.live_out, sig->writes);

    return (Point){regset_or(sig->needs, through), regset_or(sig->needs_left, through),
                   sig->params, sig->params, sig->writes};
}

static Point at_return(const Unit *unit)
{
    return (Point){unit->sig.live_out, unit->sig.live_out, unit->sig.results,
                   unit->sig.results, nothing};
}

/* Anything may be read, and it may come back to our caller having written nothing. */
static Point at_unknown(const Units *units)
{
    return (Point){units->universe.all, units->seen_after_return, nothing, nothing,
                   nothing};
}

/* The same, but a function that takes its arguments in host registers. */
static Point at_jump(const Units *units)
{
    Point p = at_unknown(units);

    p.wanted = p.must = units->passed;
    return p;
}

static Point either(Point a, Point b)
{
    return (Point){regset_or(a.live, b.live), regset_or(a.left, b.left),
                   regset_or(a.wanted, b.wanted), regset_and(a.must, b.must),
                   regset_and(a.written, b.written)};
}

/* Flags are not passed to functions; but an unknown one may leave them as they are. */
static RegSet passed_to_unknown(const Units *units, RegSet live_after)
{
    return regset_or(regset_minus(units->universe.all, units->flags), live_after);
}

static Point before_call(const Units *units, u32 callee, Point after)
{
    if (callee == NOWHERE)
        return (Point){passed_to_unknown(units, after.live),
                       passed_to_unknown(units, after.left), nothing, nothing,
                       after.written};
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(after.live, sig->writes);
    RegSet left = regset_minus(after.left, sig->writes);

    return (Point){regset_or(sig->needs, through), regset_or(sig->needs_left, left),
                   sig->params, sig->params, regset_or(after.written, sig->writes)};
}

static Point before_helper(const Units *units, const Helper *helper, Point after)
{
    RegSet reads = universe_ranges(&units->universe, helper->reads);
    RegSet writes = universe_ranges(&units->universe, helper->writes);

    after.live = regset_or(after.live, reads);
    after.left = regset_or(after.left, reads);
    after.wanted = regset_minus(after.wanted, writes);
    after.must = regset_minus(after.must, writes);
    return after;
}

static Point at_block(const UnitBlock *b)
{
    return (Point){b->flow.live, b->flow.left, b->flow.wanted, b->flow.must,
                   b->flow.written};
}

/* Step backwards over one event; `after` holds after it. */
static Point before(const Units *units, const Unit *unit, const Event *e, Point after)
{
    Point target;

    switch ((EventKind)e->kind) {
    case EV_GET:
    case EV_PART:
        after.live = regset_add(after.live, e->reg);
        after.left = regset_add(after.left, e->reg);
        after.wanted = regset_add(after.wanted, e->reg);
        after.must = regset_add(after.must, e->reg);
        return after;
    case EV_PUT:
        after.live = regset_drop(after.live, e->reg);
        after.left = regset_drop(after.left, e->reg);
        after.wanted = regset_drop(after.wanted, e->reg);
        after.must = regset_drop(after.must, e->reg);
        after.written = regset_add(after.written, e->reg);
        return after;
    case EV_HELPER:
        return before_helper(units, &units->guest->names.helpers[e->to], after);
    case EV_CALL: return before_call(units, e->to, after);
    case EV_SYSCALL:
        return (Point){units->universe.all, units->universe.all, nothing, nothing,
                       after.written};
    case EV_EDGE: target = at_block(&unit->block[e->to]); break;
    case EV_TAIL: target = at_function(units, unit, e->to); break;
    case EV_JUMP: target = at_jump(units); break;
    case EV_LEAVE: target = at_unknown(units); break;
    case EV_RETURN: target = at_return(unit); break;
    default: panic("bad event %d", e->kind);
    }
    return either(after, target);
}

/* What holds after the last event of a block: nothing goes on there. */
static Point beyond(const Units *units)
{
    return (Point){nothing, nothing, nothing, units->universe.all, units->universe.all};
}

void flow_after(const Units *units, const Unit *unit, const UnitBlock *block,
                RegSet *live, RegSet *wanted)
{
    Point p = beyond(units);

    for (u32 i = block->num_events; i-- > 0;) {
        live[i] = p.live;
        wanted[i] = p.wanted;
        p = before(units, unit, &block->event[i], p);
    }
}

RegSet flow_wanted(const Units *units, const Unit *unit, const UnitBlock *block)
{
    Point p = beyond(units);

    for (u32 i = block->num_events; i-- > 0;)
        p = before(units, unit, &block->event[i], p);
    return p.wanted;
}

/* The callee must keep for its callers what they may read after the call.  Through a
 * pointer that is what the ABI says, which live_out has from the start. */
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

static bool update_block(Units *units, Unit *unit, UnitBlock *block)
{
    Point p = beyond(units);
    bool changed = false;

    for (u32 i = block->num_events; i-- > 0;) {
        const Event *e = &block->event[i];

        if (e->kind == EV_CALL)
            changed |= tell_callee(units, e->to, &p.left);
        if (e->kind == EV_TAIL)
            changed |= tell_callee(units, e->to, &unit->sig.live_out);
        p = before(units, unit, e, p);
    }
    changed |= !regset_same(&p.live, &block->flow.live) ||
               !regset_same(&p.left, &block->flow.left) ||
               !regset_same(&p.wanted, &block->flow.wanted) ||
               !regset_same(&p.must, &block->flow.must) ||
               !regset_same(&p.written, &block->flow.written);
    block->flow.live = p.live;
    block->flow.left = p.left;
    block->flow.wanted = p.wanted;
    block->flow.must = p.must;
    block->flow.written = p.written;
    return changed;
}

/* Keep at most as many as there are host registers for, best first. */
static RegSet first_few(const Units *units, const Unit *unit, const u32 *slots,
                        RegSet of, u32 ints, u32 floats)
{
    RegSet chosen = {{0}};
    Piece piece[MAX_REGS];

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

/*
 * Adds what is missing among the registers passed to unknown functions, up to the last
 * one that is there.  Who jumps to pointers is jumped to through them: then its entry
 * need not move registers, nor load others for a way that is not gone.
 */
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

/* Ints go in the twelve registers of preserve_none, three come back in C's; floats
 * in xmm0 to 7, two come back. */
static void update_signature(Units *units, Unit *unit)
{
    Signature *sig = &unit->sig;
    const BlockFlow *entry = &unit->block[0].flow;
    const Guest *g = units->guest;

    sig->needs = entry->live;
    sig->needs_left = entry->left;
    sig->writes = entry->written;
    sig->params = first_few(units, unit, g->argument_slots, entry->wanted, 11, 8);
    sig->params = regset_add(sig->params, units->link);
    if (unit->jumps)
        sig->params = fill_up(units, regset_and(sig->params, units->passed));
}

/* Registers that a function has in host registers where it returns, on some way there:
 * its own, and results of functions it calls.  Unknown ones leave theirs in the state.
 */
static RegSet has_at_end(const Units *units, const Unit *unit)
{
    RegSet has = unit->sig.params;

    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++) {
            const Event *e = &unit->block[i].event[k];

            if (e->kind == EV_PUT || e->kind == EV_PART)
                has = regset_add(has, e->reg);
            if ((e->kind == EV_CALL || e->kind == EV_TAIL) && e->to != NOWHERE)
                has = regset_or(has, units->unit[e->to].sig.results);
        }
    return has;
}

static bool update_unit(Units *units, Unit *unit)
{
    bool changed = false, again;
    Signature was = unit->sig;

    do {
        again = false;
        for (u32 i = unit->num_blocks; i-- > 0;)
            again |= update_block(units, unit, &unit->block[i]);
        changed |= again;
    } while (again);
    update_signature(units, unit);
    return changed || !regset_same(&was.live_out, &unit->sig.live_out) ||
           !regset_same(&was.params, &unit->sig.params);
}

static void start_unit(const Units *units, Unit *unit)
{
    unit->sig = (Signature){.writes = units->universe.all,
                            .params = regset_add(nothing, units->link)};
    unit->sig.live_out = units->precise || units->partial ? units->universe.all
                                                          : units->seen_after_return;
    for (u32 i = 0; i < unit->num_blocks; i++)
        unit->block[i].flow =
            (BlockFlow){.must = units->universe.all, .written = units->universe.all};
}

/*
 * Results are chosen once the rest is settled; wanting them at returns changes
 * what is wanted before, so a second round follows.
 */
static bool choose_result(const Units *units, Unit *unit)
{
    RegSet was = unit->sig.results;
    RegSet of = regset_and(unit->sig.live_out, has_at_end(units, unit));

    /* On no way there need they be loaded just to be given back. */
    of = regset_and(of, regset_or(unit->sig.writes, unit->sig.params));
    if (unit->results_in_state)
        of = nothing;
    unit->sig.results = first_few(units, unit, units->guest->result_slots, of, 3, 2);
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
    } while (again);
}

/* Callers nobody knows of read the flags of functions that are there to give them. */
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

/* Of the dirty registers, which a call's callee or what follows may observe. */
RegSet call_flush(const Units *units, u32 callee, const RegSet *live_after)
{
    if (callee == NOWHERE)
        return passed_to_unknown(units, *live_after);
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(*live_after, regset_or(sig->writes, sig->results));

    return regset_or(through, regset_minus(sig->needs, sig->params));
}

void units_summarise(Units *units)
{
    for (u32 i = 0; i < units->num_units; i++)
        start_unit(units, &units->unit[i]);
    settle(units);
    if (find_flag_results(units))
        settle(units);
    choose_results(units);
    settle(units);
    for (u32 i = 0; i < units->num_units; i++)
        unit_place_registers(units, &units->unit[i]);
    for (u32 i = 0; i < units->num_units; i++)
        unit_find_singles(units, &units->unit[i]);
}
