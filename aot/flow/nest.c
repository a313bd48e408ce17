/* nest.c -- finding loops whose iterations can be done several at once.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "aot/flow/nest_walk.h"

static void walk(NestWalk *w, unsigned block)
{
    w->block = block;
    for (u32 i = 0; i < ops_of(w)->count && !w->failed; i++) {
        w->nest->of[block][i] = nest_of_op(w, i);
        if (block == NEST_LATCH && w->nest->again == i)
            return;
    }
}

static bool same(NestLanes x, NestLanes y)
{
    return x.kind == y.kind && x.based == y.based && x.reg == y.reg &&
           x.offset == y.offset && x.step == y.step;
}

/* Returns the join of what a register is on two incoming edges. */
static NestLanes met(NestLanes x, NestLanes y)
{
    if (same(x, y))
        return x;
    if (is_vectorable(x) && is_vectorable(y))
        return lanes(x.kind == y.kind ? (LanesKind)x.kind : LANES_VECTOR);
    if (x.kind == LANES_STEP && y.kind == LANES_STEP && x.step == y.step)
        return (NestLanes){.kind = LANES_STEP, .step = x.step};
    return unknown();
}

/* Walks the inner loop until a fixed point: what its registers are at its start no
 * longer changes. */
static void walk_inner(NestWalk *w)
{
    NestLanes *begin = w->nest->loop;
    bool changed = true;

    memcpy(begin, w->reg, sizeof(w->reg));
    while (changed && !w->failed) {
        changed = false;
        memcpy(w->reg, begin, sizeof(w->reg));
        walk(w, NEST_INNER);
        for (u32 r = 0; r < MAX_REGS; r++) {
            NestLanes both = met(begin[r], w->reg[r]);
            changed |= !same(both, begin[r]);
            begin[r] = both;
        }
    }
}

static void walk_all(NestWalk *w)
{
    w->nest->store = w->nest->again = VAL_NONE;
    w->nest->size = 0;
    memcpy(w->reg, w->nest->entry, sizeof(w->reg));
    walk(w, NEST_HEAD);
    if (!w->failed)
        walk_inner(w);
    memcpy(w->nest->after, w->reg, sizeof(w->reg));
    if (!w->failed)
        walk(w, NEST_LATCH);
    if (w->nest->again == VAL_NONE)
        w->failed = true;
}

/* Returns what a register is at the start of the next outer iteration, given what it is
 * at the end of this one. */
static NestLanes stepped(NestLanes x, u32 reg)
{
    bool is_same_plus = x.based && x.reg == reg && is_scalar(x);

    if (!is_same_plus)
        return unknown();
    return (NestLanes){.kind = x.offset ? LANES_STEP : LANES_SAME,
                       .based = true,
                       .reg = (u8)reg,
                       .step = (i32)x.offset};
}

static bool has_steps(NestWalk *w)
{
    w->first = true;
    for (u32 r = 0; r < MAX_REGS; r++)
        w->nest->entry[r] =
            (NestLanes){.kind = LANES_SAME, .based = true, .reg = (u8)r};
    walk_all(w);
    for (u32 r = 0; r < MAX_REGS; r++)
        w->nest->entry[r] = stepped(w->reg[r], r);
    w->first = false;
    if (w->failed)
        return false;
    walk_all(w);
    for (u32 r = 0; r < MAX_REGS; r++) {
        NestLanes entry = w->nest->entry[r], next = stepped(w->reg[r], r);
        if (entry.kind != LANES_UNKNOWN && !same(entry, next))
            return false;
    }
    return !w->failed && w->nest->store != VAL_NONE;
}

/* Lanes of f32 may stand for f64 registers only where the registers are known to hold
 * singles. */
static bool are_singles(const Units *units, const Nest *nest)
{
    for (u32 r = 0; r < units->universe.count; r++)
        if (nest->loop[r].kind == LANES_VECTOR &&
            piece_reg(&units->universe, nest->held[r]).size != nest->size &&
            !regset_has(&nest->block[NEST_INNER]->flow.singles, r))
            return false;
    return true;
}

bool nest_is_live(const Nest *nest, u32 reg)
{
    RegSet set =
        regset_and(piece_set(nest->held[reg]), nest->block[NEST_LATCH]->flow.live);

    return !regset_is_empty(&set);
}

/* Returns true if every register that is live in or after the latch has known lanes
 * there. */
static bool leaves_all(const Nest *nest)
{
    FOR_EACH_REG (r, nest->puts)
        if (nest->after[r].kind == LANES_UNKNOWN && nest_is_live(nest, r))
            return false;
    return true;
}

/* Returns the block that this one jumps to at its end; NOWHERE if it has other events
 * than accesses to registers and edges. */
static u32 goes_on_at(const Unit *unit, const UnitBlock *block)
{
    const Op *end = &block->ops.ops[block->ops.count - 1];

    for (u32 i = 0; i < block->num_events; i++)
        if (block->event[i].kind > EV_PART && block->event[i].kind != EV_EDGE)
            return NOWHERE;
    return end->code == OP_jump ? unit_block(unit, (u32)end->imm) : NOWHERE;
}

static bool has_shape(const Unit *unit, u32 head, Nest *nest)
{
    u32 inner = goes_on_at(unit, &unit->block[head]);

    if (inner == NOWHERE || inner == head)
        return false;
    const Block *ops = &unit->block[inner].ops;
    const Op *back = ops->count > 1 ? &ops->ops[ops->count - 2] : NULL;
    if (!back || back->code != OP_exit_if || (u32)back->imm != ops->pc)
        return false;
    u32 latch = goes_on_at(unit, &unit->block[inner]);
    if (latch == NOWHERE || latch == head || latch == inner)
        return false;
    nest->latch = latch;
    nest->block[NEST_HEAD] = &unit->block[head];
    nest->block[NEST_INNER] = &unit->block[inner];
    nest->block[NEST_LATCH] = &unit->block[latch];
    return nest->block[NEST_INNER]->begins_loop && nest->block[NEST_HEAD]->begins_loop;
}

bool nest_find(const Units *units, const Unit *unit, u32 head, Nest *nest)
{
    *nest = (Nest){.size = 0};
    if (units->faults || !unit->block[head].begins_loop || !has_shape(unit, head, nest))
        return false;
    for (unsigned b = 0; b < NEST_BLOCKS; b++) {
        nest->known[b] = singles_of(units, nest->block[b]);
        nest->of[b] = base_alloc((nest->block[b]->ops.count + 1) * sizeof(NestLanes));
    }
    NestWalk w = {.units = units, .nest = nest};
    if (has_steps(&w) && are_singles(units, nest) && leaves_all(nest))
        return true;
    nest_free(nest);
    return false;
}

void nest_free(Nest *nest)
{
    for (unsigned b = 0; b < NEST_BLOCKS; b++) {
        singles_free(&nest->known[b]);
        base_free(nest->of[b]);
    }
}
