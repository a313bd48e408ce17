/* placement.c -- where registers are held, and where they are newer than in the state.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/flow/placement.h"

#include "aot/flow/faults.h"
#include "aot/flow/flow.h"
#include "aot/flow/pending.h"

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

/* Forward transfer function: returns the registers whose value is in an SSA value after
 * the event. */
static RegSet valid_after(const Units *units, const UnitBlock *block, const Event *e,
                          RegSet valid)
{
    switch ((EventKind)e->kind) {
    case EV_GET:
    case EV_PUT:
    case EV_PART: return regset_add(valid, e->reg);
    case EV_HELPER: return regset_minus(valid, helper_writes(units, e));
    case EV_CALL: return flow_results(units, e);
    case EV_SYSCALL: return nothing;
    case EV_FAULT:
        return regset_or(valid, faults_mode_register(units, &block->fault[e->to]));
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
static RegSet dirty_after(const Units *units, const UnitBlock *block, const Event *e,
                          RegSet dirty)
{
    switch ((EventKind)e->kind) {
    case EV_PUT:
    case EV_PART: return regset_add(dirty, e->reg);
    case EV_HELPER: {
        const Helper *h = &units->guest->names.helpers[e->to];
        RegSet reads = universe_ranges(&units->universe, h->reads);

        return regset_minus(dirty, regset_or(reads, helper_writes(units, e)));
    }
    case EV_CALL: return flow_results(units, e);
    case EV_FAULT:
        return block->fault[e->to].checkpoint
                   ? faults_mode_register(units, &block->fault[e->to])
                   : dirty;
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

/* A property of registers on the edges to one block, such as "is dirty". */
typedef struct {
    RegSet all_in;   /* true on every incoming edge (meet) */
    RegSet any_in;   /* true on some edge (join) */
    RegSet all_back; /* true on every back edge */
    RegSet any_back; /* true on some back edge */
    RegSet entry;    /* true on every edge that is no back edge */
} Edges;

/* What is known while registers are placed; `valid` and `dirty` are by block. */
typedef struct {
    const Units *units;
    Unit *unit;
    Edges *valid, *dirty;
    const RegSet *made; /* see find_made */
} Placing;

static UnitBlock *block_at(const Placing *p, u32 index)
{
    return &p->unit->block[index];
}

static Edges no_edges(const Placing *p, u32 block)
{
    RegSet all = p->units->universe.all;
    RegSet params = p->unit->sig.params;

    if (block == 0)
        return (Edges){params, params, all, nothing, params};
    return (Edges){all, nothing, all, nothing, all};
}

static void add_edge(Edges *to, RegSet set, bool back)
{
    to->all_in = regset_and(to->all_in, set);
    to->any_in = regset_or(to->any_in, set);
    if (back) {
        to->all_back = regset_and(to->all_back, set);
        to->any_back = regset_or(to->any_back, set);
    } else {
        to->entry = regset_and(to->entry, set);
    }
}

/* Adds a block's edges to what is known of validity at its targets. */
static void follow_valid(const Placing *p, u32 index)
{
    const UnitBlock *block = block_at(p, index);
    RegSet set = block_needs(block);

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        set = valid_after(p->units, block, e, set);
        if (e->kind == EV_EDGE)
            add_edge(&p->valid[e->to], set, e->back);
    }
}

static void find_valid(const Placing *p)
{
    for (u32 i = 0; i < p->unit->num_blocks; i++)
        p->valid[i] = no_edges(p, i);
    for (u32 i = 0; i < p->unit->num_blocks; i++)
        follow_valid(p, i);
}

static void add_targets(Pending *pending, const UnitBlock *block)
{
    for (u32 i = 0; i < block->num_events; i++)
        if (block->event[i].kind == EV_EDGE)
            pending_add(pending, block->event[i].to);
}

/* Removes from `set` what is not in `of`.  Returns true if that changes it. */
static bool narrow(RegSet *set, RegSet of)
{
    RegSet less = regset_and(*set, of);
    bool changed = !regset_same(&less, set);

    *set = less;
    return changed;
}

static bool widen(RegSet *set, RegSet by)
{
    RegSet more = regset_or(*set, by);
    bool changed = !regset_same(&more, set);

    *set = more;
    return changed;
}

/* ---- dirty, if nothing is stored at edges ---- */

static void spread_block(const Placing *p, u32 index, Pending *pending)
{
    const UnitBlock *block = block_at(p, index);
    RegSet set = block->flow.dirty;

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        set = dirty_after(p->units, block, e, set);
        if (e->kind != EV_EDGE)
            continue;
        UnitBlock *to = block_at(p, e->to);
        if (!to->entered && widen(&to->flow.dirty, regset_and(set, to->flow.live)))
            pending_add(pending, e->to);
    }
}

static void spread_dirty(const Placing *p)
{
    Pending pending = pending_begin(p->unit->num_blocks);

    if (!block_at(p, 0)->entered)
        widen(&block_at(p, 0)->flow.dirty, p->unit->sig.params);
    for (u32 i; (i = pending_next(&pending)) != NOWHERE;)
        spread_block(p, i, &pending);
    pending_end(&pending);
}

static void spread_made(const Placing *p, u32 index, RegSet *made, Pending *pending)
{
    const UnitBlock *block = block_at(p, index);
    RegSet set = made[index];

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];
        const UnitBlock *to = block_at(p, e->kind == EV_EDGE ? e->to : 0);

        set = dirty_after(p->units, block, e, set);
        if (e->kind != EV_EDGE || (to->begins_loop && !e->back))
            continue;
        if (widen(&made[e->to], regset_and(set, to->flow.live)))
            pending_add(pending, e->to);
    }
}

/* What is dirty where a loop closes because of what is in the loop; by its head. */
static RegSet *find_made(const Placing *p)
{
    RegSet *made = base_alloc(p->unit->num_blocks * sizeof(RegSet));
    Pending pending = pending_begin(p->unit->num_blocks);

    for (u32 i; (i = pending_next(&pending)) != NOWHERE;)
        spread_made(p, i, made, &pending);
    pending_end(&pending);
    return made;
}

/* ---- held ---- */

/*
 * A register that only some paths from a block read is loaded where it is read, unless
 * every path to the block has it in an SSA value already.  At a loop header that
 * would be a load in each iteration: there it is held if every iteration leaves it in
 * an SSA value anyway, or if it is likely to be read.
 */
static RegSet worth_holding(const Placing *p, u32 index)
{
    const UnitBlock *block = block_at(p, index);
    RegSet keep = block->flow.anticipated;

    if (block->begins_loop)
        return regset_or(keep, regset_or(block->likely, p->valid[index].all_back));
    return regset_or(keep, regset_or(p->units->eager, p->valid[index].all_in));
}

static bool narrow_held(const Placing *p)
{
    bool changed = false;
    Pending pending = pending_begin(p->unit->num_blocks);

    find_valid(p);
    for (u32 i; (i = pending_next(&pending)) != NOWHERE;) {
        if (!narrow(&block_at(p, i)->flow.held, worth_holding(p, i)))
            continue;
        changed = true;
        follow_valid(p, i);
        add_targets(&pending, block_at(p, i));
    }
    pending_end(&pending);
    return changed;
}

/* Computes `wanted` anew: at a loop header, a register that is not held is not wanted
 * any more. */
static void want_again(const Placing *p)
{
    Pending pending = pending_begin(p->unit->num_blocks);

    for (u32 i = 0; i < p->unit->num_blocks; i++)
        block_at(p, i)->flow.wanted = nothing;
    for (u32 i; (i = pending_previous(&pending)) != NOWHERE;) {
        UnitBlock *block = block_at(p, i);
        RegSet wanted = flow_wanted(p->units, p->unit, block);

        if (block->begins_loop)
            wanted = regset_and(wanted, block->flow.held);
        if (widen(&block->flow.wanted, wanted))
            pending_add_sources(&pending, p->unit, i);
    }
    pending_end(&pending);
}

/* Removes registers from `held` according to what is held and dirty now.  Returns true
 * if any was removed. */
static bool choose_held(const Placing *p)
{
    bool changed = narrow_held(p);

    want_again(p);
    for (u32 i = 0; i < p->unit->num_blocks; i++) {
        BlockFlow *flow = &block_at(p, i)->flow;

        changed |= narrow(&flow->held, flow->wanted);
    }
    return changed;
}

/* ---- dirty ---- */

/* Adds what is dirty on the edges from block `from` to block `index`. */
static void add_dirty_from(const Placing *p, u32 from, u32 index)
{
    const UnitBlock *block = block_at(p, from);
    RegSet set = block->flow.dirty;

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        set = dirty_after(p->units, block, e, set);
        if (e->kind == EV_EDGE && e->to == index)
            add_edge(&p->dirty[index], set, e->back);
    }
}

static void find_dirty_at(const Placing *p, u32 index)
{
    const Sources *s = &p->unit->sources;

    p->dirty[index] = no_edges(p, index);
    for (u32 i = s->first[index]; i < s->first[index + 1]; i++)
        if (i == s->first[index] || s->from[i] != s->from[i - 1])
            add_dirty_from(p, s->from[i], index);
}

/*
 * A register that is dirty on one edge to a block and clean on another is stored on the
 * first or loaded on the second: stored, unless the block holds it.  At a loop header
 * it is stored if that happens once and not in each iteration, or if some iterations
 * would have to load it.  A register that the loop does not write is as on entry to the
 * loop.
 */
static RegSet worth_keeping_dirty(const Placing *p, u32 index)
{
    const Edges *dirty = &p->dirty[index];
    RegSet held = block_at(p, index)->flow.held;

    if (!block_at(p, index)->begins_loop)
        return regset_and(dirty->any_in, regset_or(dirty->all_in, held));
    RegSet keep =
        regset_and(regset_or(p->made[index], dirty->entry), p->valid[index].all_back);
    return regset_and(dirty->any_back, regset_or(keep, held));
}

static bool narrow_dirty(const Placing *p)
{
    bool changed = false;
    Pending pending = pending_begin(p->unit->num_blocks);

    find_valid(p);
    for (u32 i; (i = pending_next(&pending)) != NOWHERE;) {
        if (i == 0)
            continue;
        find_dirty_at(p, i);
        if (!narrow(&block_at(p, i)->flow.dirty, worth_keeping_dirty(p, i)))
            continue;
        changed = true;
        follow_valid(p, i);
        add_targets(&pending, block_at(p, i));
    }
    pending_end(&pending);
    return changed;
}

void unit_place_registers(const Units *units, Unit *unit)
{
    Placing p = {.units = units, .unit = unit};
    bool changed = true;

    p.valid = base_alloc(unit->num_blocks * sizeof(Edges));
    p.dirty = base_alloc(unit->num_blocks * sizeof(Edges));
    RegSet *made = find_made(&p);
    p.made = made;
    for (u32 i = 0; i < unit->num_blocks; i++)
        unit->block[i].flow.held =
            unit->block[i].entered ? nothing : unit->block[i].flow.wanted;
    spread_dirty(&p);
    while (changed) {
        changed = choose_held(&p);
        changed |= narrow_dirty(&p);
    }
    base_free(made);
    base_free(p.valid);
    base_free(p.dirty);
}
