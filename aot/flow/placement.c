/* placement.c -- where registers are held, and where they are newer than in the state.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/flow/placement.h"

#include "aot/flow/flow.h"

static const RegSet nothing;

RegSet block_needs(const UnitBlock *block)
{
    const BlockFlow *flow = &block->flow;

    return regset_or(flow->held, regset_and(flow->dirty, flow->live));
}

static RegSet helper_writes(const Units *units, const Event *e)
{
    return universe_ranges(&units->universe, units->guest->names.helpers[e->to].writes);
}

static RegSet results_of(const Units *units, const Event *call)
{
    return call->to == NOWHERE ? nothing : units->unit[call->to].sig.results;
}

/* Forward transfer function: returns the registers whose value is in an SSA value after
 * the event. */
static RegSet valid_after(const Units *units, const Event *e, RegSet valid)
{
    switch ((EventKind)e->kind) {
    case EV_GET:
    case EV_PUT:
    case EV_PART: return regset_add(valid, e->reg);
    case EV_HELPER: return regset_minus(valid, helper_writes(units, e));
    case EV_CALL: return results_of(units, e);
    case EV_SYSCALL: return nothing;
    case EV_EDGE:
    case EV_TAIL:
    case EV_JUMP:
    case EV_LEAVE:
    case EV_RETURN: break;
    }
    return valid;
}

/* Forward transfer function: returns the registers that are dirty (newer in an SSA
 * value than in the state) after the event. */
static RegSet dirty_after(const Units *units, const Event *e, RegSet dirty)
{
    switch ((EventKind)e->kind) {
    case EV_PUT:
    case EV_PART: return regset_add(dirty, e->reg);
    case EV_HELPER: {
        const Helper *h = &units->guest->names.helpers[e->to];
        RegSet reads = universe_ranges(&units->universe, h->reads);

        return regset_minus(dirty, regset_or(reads, helper_writes(units, e)));
    }
    case EV_CALL: return results_of(units, e);
    case EV_SYSCALL: return nothing;
    case EV_GET:
    case EV_EDGE:
    case EV_TAIL:
    case EV_JUMP:
    case EV_LEAVE:
    case EV_RETURN: break;
    }
    return dirty;
}

typedef RegSet After(const Units *units, const Event *e, RegSet set);

/* A property of registers on the edges to one block, such as "is dirty". */
typedef struct {
    RegSet all_in;   /* true on every incoming edge (meet) */
    RegSet any_in;   /* true on some edge (join) */
    RegSet all_back; /* true on every back edge */
    RegSet any_back; /* true on some back edge */
    RegSet entry;    /* true on every edge that is no back edge */
} Edges;

static void begin_edges(const Units *units, const Unit *unit, Edges *edges)
{
    for (u32 i = 0; i < unit->num_blocks; i++)
        edges[i] = (Edges){.all_in = units->universe.all,
                           .all_back = units->universe.all,
                           .entry = units->universe.all};
    edges[0].all_in = edges[0].any_in = edges[0].entry = unit->sig.params;
}

static void follow_block(const Units *units, const UnitBlock *block, RegSet set,
                         After *after, Edges *edges)
{
    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        set = after(units, e, set);
        if (e->kind != EV_EDGE)
            continue;
        Edges *to = &edges[e->to];
        to->all_in = regset_and(to->all_in, set);
        to->any_in = regset_or(to->any_in, set);
        if (e->back) {
            to->all_back = regset_and(to->all_back, set);
            to->any_back = regset_or(to->any_back, set);
        } else {
            to->entry = regset_and(to->entry, set);
        }
    }
}

/* Spreads along the edges which registers may be dirty at the start of each block, if
 * no edge stores any.  Returns true if a block got more. */
static bool spread_dirty(const Units *units, Unit *unit, Edges *edges)
{
    bool changed = false;

    begin_edges(units, unit, edges);
    for (u32 i = 0; i < unit->num_blocks; i++)
        follow_block(units, &unit->block[i], unit->block[i].flow.dirty, dirty_after,
                     edges);
    for (u32 i = 0; i < unit->num_blocks; i++) {
        BlockFlow *flow = &unit->block[i].flow;
        RegSet more = regset_and(edges[i].any_in, flow->live);

        if (i == 0)
            more = regset_or(more, unit->sig.params);
        more = regset_or(more, flow->dirty);
        changed |= !regset_same(&more, &flow->dirty);
        flow->dirty = more;
    }
    return changed;
}

static void find_valid(const Units *units, const Unit *unit, Edges *valid)
{
    begin_edges(units, unit, valid);
    for (u32 i = 0; i < unit->num_blocks; i++)
        follow_block(units, &unit->block[i], block_needs(&unit->block[i]), valid_after,
                     valid);
}

/*
 * A register that only some paths from a block read is loaded where it is read, unless
 * every path to the block has it in an SSA value already.  At a loop header that
 * would be a load in each iteration: there it is held if every iteration leaves it in
 * an SSA value anyway, or if it is likely to be read.
 */
static bool narrow_held(const Units *units, Unit *unit, Edges *valid)
{
    bool changed = false;

    find_valid(units, unit, valid);
    for (u32 i = 0; i < unit->num_blocks; i++) {
        UnitBlock *block = &unit->block[i];
        RegSet keep = block->flow.anticipated;

        if (block->begins_loop)
            keep = regset_or(keep, regset_or(block->likely, valid[i].all_back));
        else
            keep = regset_or(keep, regset_or(units->eager, valid[i].all_in));
        RegSet less = regset_and(block->flow.held, keep);
        changed |= !regset_same(&less, &block->flow.held);
        block->flow.held = less;
    }
    return changed;
}

/* Computes `wanted` anew: at a loop header, a register that is not held is not wanted
 * any more. */
static void want_again(const Units *units, Unit *unit)
{
    bool again = true;

    for (u32 i = 0; i < unit->num_blocks; i++)
        unit->block[i].flow.wanted = nothing;
    while (again) {
        again = false;
        for (u32 i = unit->num_blocks; i-- > 0;) {
            BlockFlow *flow = &unit->block[i].flow;
            RegSet wanted = flow_wanted(units, unit, &unit->block[i]);

            if (unit->block[i].begins_loop)
                wanted = regset_and(wanted, flow->held);
            again |= !regset_same(&wanted, &flow->wanted);
            flow->wanted = wanted;
        }
    }
}

/* Removes registers from `held` according to what is held and dirty now.  Returns true
 * if any was removed. */
static bool choose_held(const Units *units, Unit *unit, Edges *valid)
{
    bool changed = false;

    while (narrow_held(units, unit, valid))
        changed = true;
    want_again(units, unit);
    for (u32 i = 0; i < unit->num_blocks; i++) {
        BlockFlow *flow = &unit->block[i].flow;
        RegSet less = regset_and(flow->held, flow->wanted);

        changed |= !regset_same(&less, &flow->held);
        flow->held = less;
    }
    return changed;
}

static bool spread_made(const Units *units, const UnitBlock *block, RegSet set,
                        const Unit *unit, RegSet *made)
{
    bool changed = false;

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        set = dirty_after(units, e, set);
        if (e->kind != EV_EDGE || (unit->block[e->to].begins_loop && !e->back))
            continue;
        RegSet more =
            regset_or(made[e->to], regset_and(set, unit->block[e->to].flow.live));
        changed |= !regset_same(&more, &made[e->to]);
        made[e->to] = more;
    }
    return changed;
}

/* Returns, by loop header, the registers that are dirty on a back edge because of the
 * loop body alone. */
static RegSet *find_made(const Units *units, const Unit *unit)
{
    RegSet *made = base_alloc(unit->num_blocks * sizeof(RegSet));
    bool again = true;

    while (again) {
        again = false;
        for (u32 i = 0; i < unit->num_blocks; i++)
            again |= spread_made(units, &unit->block[i], made[i], unit, made);
    }
    return made;
}

/*
 * A register that is dirty on one edge to a block and clean on another is stored on the
 * first or loaded on the second: stored, unless the block holds it.  At a loop header
 * it is stored if that happens once and not in each iteration, or if some iterations
 * would have to load it.  A register that the loop does not write is as on entry to the
 * loop.
 */
static bool narrow_dirty(const Units *units, Unit *unit, const RegSet *made,
                         Edges *valid, Edges *dirty)
{
    bool changed = false;

    find_valid(units, unit, valid);
    begin_edges(units, unit, dirty);
    for (u32 i = 0; i < unit->num_blocks; i++)
        follow_block(units, &unit->block[i], unit->block[i].flow.dirty, dirty_after,
                     dirty);
    for (u32 i = 1; i < unit->num_blocks; i++) {
        BlockFlow *flow = &unit->block[i].flow;
        RegSet keep =
            regset_and(dirty[i].any_in, regset_or(dirty[i].all_in, flow->held));

        if (unit->block[i].begins_loop) {
            keep = regset_and(regset_or(made[i], dirty[i].entry), valid[i].all_back);
            keep = regset_and(dirty[i].any_back, regset_or(keep, flow->held));
        }
        RegSet less = regset_and(flow->dirty, keep);
        changed |= !regset_same(&less, &flow->dirty);
        flow->dirty = less;
    }
    return changed;
}

void unit_place_registers(const Units *units, Unit *unit)
{
    Edges *valid = base_alloc(unit->num_blocks * sizeof(Edges));
    Edges *dirty = base_alloc(unit->num_blocks * sizeof(Edges));
    RegSet *made = find_made(units, unit);
    bool changed = true;

    for (u32 i = 0; i < unit->num_blocks; i++)
        unit->block[i].flow.held = unit->block[i].flow.wanted;
    while (!units->precise && spread_dirty(units, unit, dirty))
        ;
    while (changed) {
        changed = choose_held(units, unit, valid);
        while (!units->precise && narrow_dirty(units, unit, made, valid, dirty))
            changed = true;
    }
    base_free(made);
    base_free(valid);
    base_free(dirty);
}
