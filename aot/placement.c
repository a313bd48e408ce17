/* placement.c -- where registers are held, and where they are newer than in the state.
 */
#include "aot/placement.h"

static const RegSet nothing;

/* What must be in SSA values where a block begins. */
static RegSet needs_of(const BlockFlow *flow)
{
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

/* Forward: what has its value in an SSA value after one event. */
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
    case EV_LEAVE:
    case EV_RETURN: break;
    }
    return valid;
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

        return regset_minus(dirty, regset_or(reads, helper_writes(units, e)));
    }
    case EV_CALL: return results_of(units, e);
    case EV_SYSCALL: return nothing;
    case EV_GET:
    case EV_EDGE:
    case EV_TAIL:
    case EV_LEAVE:
    case EV_RETURN: break;
    }
    return dirty;
}

typedef RegSet After(const Units *units, const Event *e, RegSet set);

/* What of a set is so on every edge to each block, on any, and on any that closes a
 * loop; on all that do not. */
typedef struct {
    RegSet all, any, back, entry;
} Edges;

static void begin_edges(const Units *units, const Unit *unit, Edges *edges)
{
    for (u32 i = 0; i < unit->num_blocks; i++)
        edges[i] = (Edges){units->universe.all, nothing, nothing, units->universe.all};
    edges[0].all = edges[0].any = edges[0].entry = unit->sig.params;
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
        to->all = regset_and(to->all, set);
        to->any = regset_or(to->any, set);
        if (e->back)
            to->back = regset_or(to->back, set);
        else
            to->entry = regset_and(to->entry, set);
    }
}

/* What may be dirty where blocks begin, if nothing is stored at their edges. */
static bool spread_dirty(const Units *units, Unit *unit, Edges *edges)
{
    bool changed = false;

    begin_edges(units, unit, edges);
    for (u32 i = 0; i < unit->num_blocks; i++)
        follow_block(units, &unit->block[i], unit->block[i].flow.dirty, dirty_after,
                     edges);
    for (u32 i = 0; i < unit->num_blocks; i++) {
        BlockFlow *flow = &unit->block[i].flow;
        RegSet more = regset_and(edges[i].any, flow->live);

        if (i == 0)
            more = regset_or(more, unit->sig.params);
        more = regset_or(more, flow->dirty);
        changed |= !regset_same(&more, &flow->dirty);
        flow->dirty = more;
    }
    return changed;
}

/*
 * A register that some ways on from a block read and others do not is loaded where it
 * is read, unless it is there already on all ways to the block, or a loop begins:
 * then that would be at each turn.
 */
static bool narrow_held(const Units *units, Unit *unit, Edges *edges)
{
    bool changed = false;

    begin_edges(units, unit, edges);
    for (u32 i = 0; i < unit->num_blocks; i++)
        follow_block(units, &unit->block[i], needs_of(&unit->block[i].flow),
                     valid_after, edges);
    for (u32 i = 0; i < unit->num_blocks; i++) {
        BlockFlow *flow = &unit->block[i].flow;
        RegSet keep = regset_or(regset_or(flow->must, edges[i].all), units->eager);
        RegSet less = regset_and(flow->held, keep);

        if (unit->block[i].begins_loop || regset_same(&less, &flow->held))
            continue;
        flow->held = less;
        changed = true;
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

/* What is dirty where a loop closes because of what is in the loop; by its head. */
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
 * A register dirty on one way to a block and clean on the other is either stored on
 * the one or loaded on the other.  Stored, unless the block wants its value.  Where a
 * loop begins it is stored if that is once and not at each turn; what the loop does
 * not write is as where it is entered.
 */
static bool narrow_dirty(const Units *units, Unit *unit, const RegSet *made,
                         Edges *edges)
{
    bool changed = false;

    begin_edges(units, unit, edges);
    for (u32 i = 0; i < unit->num_blocks; i++)
        follow_block(units, &unit->block[i], unit->block[i].flow.dirty, dirty_after,
                     edges);
    for (u32 i = 1; i < unit->num_blocks; i++) {
        BlockFlow *flow = &unit->block[i].flow;
        RegSet keep = regset_and(edges[i].any, regset_or(edges[i].all, flow->held));

        if (unit->block[i].begins_loop) {
            keep = regset_or(made[i], regset_or(edges[i].entry, flow->held));
            keep = regset_and(edges[i].back, keep);
        }
        RegSet less = regset_and(flow->dirty, keep);
        changed |= !regset_same(&less, &flow->dirty);
        flow->dirty = less;
    }
    return changed;
}

void unit_place_registers(const Units *units, Unit *unit)
{
    Edges *edges = base_alloc(unit->num_blocks * sizeof(Edges));
    RegSet *made;

    for (u32 i = 0; i < unit->num_blocks; i++)
        unit->block[i].flow.held = unit->block[i].flow.wanted;
    while (!units->precise && spread_dirty(units, unit, edges))
        ;
    while (narrow_held(units, unit, edges))
        ;
    made = find_made(units, unit);
    while (!units->precise && narrow_dirty(units, unit, made, edges))
        ;
    base_free(made);
    base_free(edges);
}
