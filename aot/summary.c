/* summary.c -- liveness over the whole program, backwards. */
#include "aot/summary.h"
#include "aot/single.h"

/*
 * `left` is `live` as a called function sees it that is about to return: unknown
 * code that control goes on to later may read any register, but not what a call
 * left in one that the ABI lets it leave anything in.
 */
typedef struct {
    RegSet live, left, wanted, written;
} Point;

static const RegSet nothing;

/* What holds on entry to function `callee` that will not come back to us. */
static Point at_function(const Units *units, const Unit *unit, u32 callee)
{
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(unit->sig.live_out, sig->writes);

    return (Point){regset_or(sig->needs, through), regset_or(sig->needs_left, through),
                   sig->params, sig->writes};
}

static Point at_return(const Unit *unit)
{
    return (Point){unit->sig.live_out, unit->sig.live_out, unit->sig.results, nothing};
}

/* Anything may be read, and it may come back to our caller having written nothing. */
static Point at_unknown(const Units *units)
{
    return (Point){units->universe.all, units->seen_after_return, nothing, nothing};
}

static Point either(Point a, Point b)
{
    return (Point){regset_or(a.live, b.live), regset_or(a.left, b.left),
                   regset_or(a.wanted, b.wanted), regset_and(a.written, b.written)};
}

static Point before_call(const Units *units, u32 callee, Point after)
{
    if (callee == NOWHERE)
        return (Point){units->universe.all, units->universe.all, nothing,
                       after.written};
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(after.live, sig->writes);
    RegSet left = regset_minus(after.left, sig->writes);

    return (Point){regset_or(sig->needs, through), regset_or(sig->needs_left, left),
                   sig->params, regset_or(after.written, sig->writes)};
}

static Point before_helper(const Units *units, const Helper *helper, Point after)
{
    RegSet reads = universe_ranges(&units->universe, helper->reads);
    RegSet writes = universe_ranges(&units->universe, helper->writes);

    after.live = regset_or(after.live, reads);
    after.left = regset_or(after.left, reads);
    after.wanted = regset_minus(after.wanted, writes);
    return after;
}

static Point at_block(const UnitBlock *b)
{
    return (Point){b->flow.live, b->flow.left, b->flow.wanted, b->flow.written};
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
        return after;
    case EV_PUT:
        after.live = regset_drop(after.live, e->reg);
        after.left = regset_drop(after.left, e->reg);
        after.wanted = regset_drop(after.wanted, e->reg);
        after.written = regset_add(after.written, e->reg);
        return after;
    case EV_HELPER:
        return before_helper(units, &units->guest->names.helpers[e->to], after);
    case EV_CALL: return before_call(units, e->to, after);
    case EV_SYSCALL: return before_call(units, NOWHERE, after);
    case EV_EDGE: target = at_block(&unit->block[e->to]); break;
    case EV_TAIL: target = at_function(units, unit, e->to); break;
    case EV_LEAVE: target = at_unknown(units); break;
    case EV_RETURN: target = at_return(unit); break;
    default: panic("bad event %d", e->kind);
    }
    return either(after, target);
}

/* What holds after the last event of a block: nothing goes on there. */
static Point beyond(const Units *units)
{
    return (Point){nothing, nothing, nothing, units->universe.all};
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
               !regset_same(&p.written, &block->flow.written);
    block->flow.live = p.live;
    block->flow.left = p.left;
    block->flow.wanted = p.wanted;
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
}

/* Registers a function may give its caller in host registers: those it writes. */
static RegSet puts_of(const Units *units, const Unit *unit)
{
    RegSet puts = {{0}};

    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++) {
            const Event *e = &unit->block[i].event[k];

            if (e->kind == EV_PUT || e->kind == EV_PART)
                puts = regset_add(puts, e->reg);
            if (e->kind == EV_CALL || e->kind == EV_TAIL || e->kind == EV_LEAVE ||
                e->kind == EV_SYSCALL)
                puts = regset_or(puts, units->results);
        }
    return puts;
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
        unit->block[i].flow = (BlockFlow){.written = units->universe.all};
}

/*
 * Results are chosen once the rest is settled; wanting them at returns changes
 * what is wanted before, so a second round follows.
 */
static void choose_results(Units *units)
{
    for (u32 i = 0; i < units->num_units; i++) {
        Unit *unit = &units->unit[i];
        RegSet of = regset_and(unit->sig.live_out, puts_of(units, unit));

        unit->sig.results =
            first_few(units, unit, units->guest->result_slots, of, 3, 2);
    }
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

/* Of the dirty registers, which a call's callee or what follows may observe. */
RegSet call_flush(const Units *units, u32 callee, const RegSet *live_after)
{
    if (callee == NOWHERE)
        return units->universe.all;
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(*live_after, regset_or(sig->writes, sig->results));

    return regset_or(through, regset_minus(sig->needs, sig->params));
}

/* Forward: what one event makes dirty, or puts in the state. */
static RegSet dirty_after(const Units *units, const Event *e, RegSet dirty)
{
    switch ((EventKind)e->kind) {
    case EV_PUT:
    case EV_PART: return regset_add(dirty, e->reg);
    case EV_HELPER: {
        const Helper *h = &units->guest->names.helpers[e->to];
        RegSet reads = universe_ranges(&units->universe, h->reads);
        RegSet writes = universe_ranges(&units->universe, h->writes);

        return regset_minus(dirty, regset_or(reads, writes));
    }
    case EV_CALL: return e->to == NOWHERE ? nothing : units->unit[e->to].sig.results;
    case EV_SYSCALL: return nothing;
    case EV_GET:
    case EV_EDGE:
    case EV_TAIL:
    case EV_LEAVE:
    case EV_RETURN: break;
    }
    return dirty;
}

/* What may be dirty where a block starts. */
static bool flow_dirty(const Units *units, Unit *unit, UnitBlock *block)
{
    RegSet dirty = block->flow.dirty;
    bool changed = false;

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        dirty = dirty_after(units, e, dirty);
        if (e->kind != EV_EDGE)
            continue;
        UnitBlock *to = &unit->block[e->to];
        RegSet more = regset_or(to->flow.dirty, regset_and(dirty, to->flow.live));
        changed |= !regset_same(&more, &to->flow.dirty);
        to->flow.dirty = more;
    }
    return changed;
}

/* What is dirty on every edge to each block, in `all`. */
static void meet_dirty(const Units *units, const Unit *unit, RegSet *all)
{
    for (u32 i = 0; i < unit->num_blocks; i++)
        all[i] = units->universe.all;
    for (u32 i = 0; i < unit->num_blocks; i++) {
        const UnitBlock *block = &unit->block[i];
        RegSet dirty = block->flow.dirty;

        for (u32 k = 0; k < block->num_events; k++) {
            const Event *e = &block->event[k];

            dirty = dirty_after(units, e, dirty);
            if (e->kind == EV_EDGE)
                all[e->to] = regset_and(all[e->to], dirty);
        }
    }
}

/*
 * A register dirty on one way to a block and clean on the other is either stored on
 * the one or loaded on the other.  Stored, unless the block wants its value, or
 * is where a loop begins: then that would be at each turn.
 */
static bool narrow_dirty(const Units *units, Unit *unit, RegSet *all)
{
    bool changed = false;

    meet_dirty(units, unit, all);
    for (u32 i = 1; i < unit->num_blocks; i++) {
        BlockFlow *flow = &unit->block[i].flow;
        RegSet keep = regset_or(all[i], flow->wanted);
        RegSet less = regset_and(flow->dirty, keep);

        if (unit->block[i].begins_loop || regset_same(&less, &flow->dirty))
            continue;
        flow->dirty = less;
        changed = true;
    }
    return changed;
}

static void settle_dirty(const Units *units, Unit *unit)
{
    RegSet *all = base_alloc(unit->num_blocks * sizeof(RegSet));
    bool again;

    unit->block[0].flow.dirty = unit->sig.params;
    do {
        again = false;
        for (u32 i = 0; i < unit->num_blocks; i++)
            again |= flow_dirty(units, unit, &unit->block[i]);
    } while (again);
    while (narrow_dirty(units, unit, all))
        ;
    base_free(all);
}

void units_summarise(Units *units)
{
    for (u32 i = 0; i < units->num_units; i++)
        start_unit(units, &units->unit[i]);
    settle(units);
    choose_results(units);
    settle(units);
    for (u32 i = 0; !units->precise && i < units->num_units; i++)
        settle_dirty(units, &units->unit[i]);
    for (u32 i = 0; i < units->num_units; i++)
        unit_find_singles(units, &units->unit[i]);
}
