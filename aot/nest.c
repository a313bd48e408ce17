/* nest.c -- finding loops whose iterations can be done several at once. */
#include "aot/nest.h"

#include <string.h>

typedef struct {
    const Units *units;
    Nest *nest;
    unsigned block;
    Lanes reg[MAX_REGS];
    bool first; /* nothing is known of steps yet */
    bool failed;
} Walk;

static const Block *ops_of(const Walk *w)
{
    return &w->nest->block[w->block]->ops;
}

static Lanes lanes(LanesKind kind)
{
    return (Lanes){.kind = (u8)kind};
}

static Lanes unknown(void)
{
    return lanes(LANES_UNKNOWN);
}

/* All vectors of a nest have lanes of one size. */
static Lanes vector(Walk *w, unsigned size)
{
    if (w->nest->size && w->nest->size != size)
        w->failed = true;
    w->nest->size = size;
    return lanes(LANES_VECTOR);
}

static const Op *constant_at(const Walk *w, Val v)
{
    const Op *op = &ops_of(w)->ops[v];

    return op->code == OP_constant ? op : NULL;
}

/* x + sign * y of the same or stepping values. */
static Lanes sum(const Walk *w, Lanes x, Lanes y, Val other, i32 sign)
{
    Lanes s = {.step = x.step + sign * y.step};
    const Op *number = constant_at(w, other);

    s.kind = s.step ? LANES_STEP : LANES_SAME;
    if (x.based && number) {
        s.based = true;
        s.reg = x.reg;
        s.offset = x.offset + (u32)sign * (u32)number->imm;
    }
    return s;
}

static bool is_scalar(Lanes x)
{
    return x.kind == LANES_SAME || x.kind == LANES_STEP;
}

static bool is_vectorable(Lanes x)
{
    return x.kind == LANES_SAME || x.kind == LANES_VECTOR;
}

/* Sums, products and bits of integers. */
static Lanes integers(Walk *w, const Op *op, Lanes x, Lanes y)
{
    if (is_scalar(x) && is_scalar(y) && (op->code == OP_add || op->code == OP_sub))
        return sum(w, x, y, op->b, op->code == OP_add ? 1 : -1);
    if (x.kind == LANES_SAME && y.kind == LANES_SAME)
        return lanes(LANES_SAME);
    if (op->type == TY_I32 && is_vectorable(x) && is_vectorable(y))
        return vector(w, 4);
    return unknown();
}

bool nest_is_arithmetic(const Op *op)
{
    switch (op->code) {
    case OP_fadd:
    case OP_fsub:
    case OP_fmul:
    case OP_fdiv:
    case OP_fsqrt:
    case OP_fma: return true;
    default: return false;
    }
}

const Op *nest_source(const Nest *nest, unsigned block, u32 index)
{
    const Op *ops = nest->block[block]->ops.ops, *op = &ops[index];

    return op->code == OP_fnarrow && nest->known[block].folded[op->a] ? &ops[op->a]
                                                                      : op;
}

static bool all_are(const Walk *w, const Op *op, bool (*holds)(Lanes x))
{
    const Val operand[] = {op->a, op->b, op->c};

    for (u32 k = 0; k < op_info[op->code].args; k++)
        if (operand[k] == VAL_NONE || !holds(w->nest->of[w->block][operand[k]]))
            return false;
    return true;
}

static bool is_same(Lanes x)
{
    return x.kind == LANES_SAME;
}

/* Every one is done in vectors, also where all lanes have the same operands. */
static Lanes arithmetic(Walk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    const Op *source = nest_source(w->nest, w->block, index);
    bool single = op->type == TY_F32 || w->nest->known[w->block].is_single[index];

    if (w->block == NEST_LATCH || !all_are(w, source, is_vectorable) ||
        (source->code == OP_fma && source->imm & FMA_SINGLE && !single))
        w->failed = true;
    return vector(w, single ? 4 : 8);
}

/* Signs, and singles widened and made narrow again: the same value in a vector. */
static Lanes moved(Walk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    const bool *is_single = w->nest->known[w->block].is_single;
    bool single = op->type == TY_F32 || is_single[index];

    if (all_are(w, op, is_same) && op_info[op->code].args == 1)
        return lanes(LANES_SAME);
    if (!all_are(w, op, is_vectorable))
        return unknown();
    if (op->code == OP_fcompact && !is_single[op->a])
        return unknown();
    return vector(w, single ? 4 : 8);
}

static Lanes loaded(Walk *w, const Op *op)
{
    Lanes at = w->nest->of[w->block][op->a];
    unsigned size = (unsigned)(op->imm & MEM_SIZE);

    if (w->block == NEST_LATCH || at.kind == LANES_UNKNOWN || at.kind == LANES_VECTOR)
        w->failed = true;
    if (at.kind == LANES_SAME)
        return lanes(LANES_SAME);
    if (at.step != (i32)size || size != type_bits((Type)op->type) / 8 ||
        op->type == TY_I64 || size < 4 || op->type == TY_V128) {
        w->failed = true;
        return unknown();
    }
    return vector(w, size);
}

static bool is_number(const Walk *w, Val v)
{
    return constant_at(w, v) || w->nest->of[w->block][v].based;
}

/* The one store, of a vector to where the last one ended. */
static void stored(Walk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    Lanes at = w->nest->of[w->block][op->a], value = w->nest->of[w->block][op->b];
    unsigned size = (unsigned)(op->imm & MEM_SIZE);
    bool follows = at.kind == LANES_STEP && at.step == (i32)size && at.based;

    if (w->block != NEST_LATCH || w->nest->store != VAL_NONE ||
        size != type_bits((Type)op->type) / 8)
        w->failed = true;
    if (!w->first && (!follows || value.kind != LANES_VECTOR || size != w->nest->size))
        w->failed = true;
    w->nest->store = index;
}

/* The register a get or put is of, whole; MAX_REGS: not one. */
static u32 register_of(Walk *w, const Op *op)
{
    bool held = op->type == TY_I32 || type_is_float((Type)op->type);

    if ((u32)op->imm == w->units->guest->pc_slot || !held)
        return MAX_REGS;
    Place p = universe_place(&w->units->universe, (u32)op->imm, (Type)op->type);
    return p.whole && p.regs.count == 1 ? p.regs.reg : MAX_REGS;
}

static Lanes got(Walk *w, const Op *op)
{
    u32 reg = register_of(w, op);

    /* What one iteration leaves for the next can only be a step. */
    if (reg == MAX_REGS || (!w->first && w->reg[reg].kind == LANES_UNKNOWN)) {
        w->failed = true;
        return unknown();
    }
    w->nest->gets = regset_add(w->nest->gets, reg);
    return w->reg[reg];
}

static void put(Walk *w, const Op *op)
{
    u32 reg = register_of(w, op);

    if (reg == MAX_REGS) {
        w->failed = true;
        return;
    }
    w->reg[reg] = w->nest->of[w->block][op->a];
    if (w->block != NEST_LATCH)
        w->nest->puts = regset_add(w->nest->puts, reg);
}

/* The way back to where the inner loop, or the nest, begins. */
static void way_back(Walk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    u32 to = w->block == NEST_INNER ? NEST_INNER : NEST_HEAD;

    if (w->block == NEST_HEAD || (u32)op->imm != w->nest->block[to]->start)
        w->failed = true;
    if (w->block == NEST_INNER) {
        w->failed |= w->nest->of[w->block][op->a].kind != LANES_SAME;
        return;
    }
    const Op *condition = &ops_of(w)->ops[op->a];
    bool compares = condition->code == OP_set && is_number(w, condition->a) &&
                    is_number(w, condition->b);
    if (!w->first && !compares && !is_number(w, op->a))
        w->failed = true;
    w->nest->again = index;
}

static Lanes of_op(Walk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    const Lanes *of = w->nest->of[w->block];

    if (w->nest->known[w->block].folded[index])
        return unknown();
    switch ((Opcode)op->code) {
    case OP_insn:
    case OP_jump: return unknown();
    case OP_get: return got(w, op);
    case OP_put: put(w, op); return unknown();
    case OP_load: return loaded(w, op);
    case OP_store: stored(w, index); return unknown();
    case OP_exit_if: way_back(w, index); return unknown();
    case OP_add:
    case OP_sub:
    case OP_mul:
    case OP_and:
    case OP_or:
    case OP_xor: return integers(w, op, of[op->a], of[op->b]);
    case OP_fneg:
    case OP_fabs:
    case OP_fwiden:
    case OP_fexpand:
    case OP_fcompact: return moved(w, index);
    default: break;
    }
    if (nest_is_arithmetic(nest_source(w->nest, w->block, index)))
        return arithmetic(w, index);
    if (!op_info[op->code].pure || op_info[op->code].traits & FP)
        w->failed = true;
    return all_are(w, op, is_same) ? lanes(LANES_SAME) : unknown();
}

static void walk(Walk *w, unsigned block)
{
    w->block = block;
    for (u32 i = 0; i < ops_of(w)->count && !w->failed; i++) {
        w->nest->of[block][i] = of_op(w, i);
        if (block == NEST_LATCH && w->nest->again == i)
            return;
    }
}

static bool same(Lanes x, Lanes y)
{
    return x.kind == y.kind && x.based == y.based && x.reg == y.reg &&
           x.offset == y.offset && x.step == y.step;
}

/* What a register is where two ways meet. */
static Lanes met(Lanes x, Lanes y)
{
    if (same(x, y))
        return x;
    if (is_vectorable(x) && is_vectorable(y))
        return lanes(x.kind == y.kind ? (LanesKind)x.kind : LANES_VECTOR);
    if (x.kind == LANES_STEP && y.kind == LANES_STEP && x.step == y.step)
        return (Lanes){.kind = LANES_STEP, .step = x.step};
    return unknown();
}

/* Round the inner loop until what its registers are where it begins is stable. */
static void walk_inner(Walk *w)
{
    Lanes *begin = w->nest->loop;
    bool changed = true;

    memcpy(begin, w->reg, sizeof(w->reg));
    while (changed && !w->failed) {
        changed = false;
        memcpy(w->reg, begin, sizeof(w->reg));
        walk(w, NEST_INNER);
        for (u32 r = 0; r < MAX_REGS; r++) {
            Lanes both = met(begin[r], w->reg[r]);
            changed |= !same(both, begin[r]);
            begin[r] = both;
        }
    }
}

static void walk_all(Walk *w)
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

/* What each register is in the next iteration, given what it is in this. */
static Lanes stepped(Lanes x, u32 reg)
{
    bool is_same_plus = x.based && x.reg == reg && is_scalar(x);

    if (!is_same_plus)
        return unknown();
    return (Lanes){.kind = x.offset ? LANES_STEP : LANES_SAME,
                   .based = true,
                   .reg = (u8)reg,
                   .step = (i32)x.offset};
}

static bool has_steps(Walk *w)
{
    w->first = true;
    for (u32 r = 0; r < MAX_REGS; r++)
        w->nest->entry[r] = (Lanes){.kind = LANES_SAME, .based = true, .reg = (u8)r};
    walk_all(w);
    for (u32 r = 0; r < MAX_REGS; r++)
        w->nest->entry[r] = stepped(w->reg[r], r);
    w->first = false;
    if (w->failed)
        return false;
    walk_all(w);
    for (u32 r = 0; r < MAX_REGS; r++) {
        Lanes entry = w->nest->entry[r], next = stepped(w->reg[r], r);
        if (entry.kind != LANES_UNKNOWN && !same(entry, next))
            return false;
    }
    return !w->failed && w->nest->store != VAL_NONE;
}

/* Lanes of f32 that stand for f64 registers: only where they are known singles. */
static bool are_singles(const Units *units, const Nest *nest)
{
    for (u32 r = 0; r < units->universe.count; r++)
        if (nest->loop[r].kind == LANES_VECTOR &&
            units->universe.reg[r].size != nest->size &&
            !regset_has(&nest->block[NEST_INNER]->flow.singles, r))
            return false;
    return true;
}

/* Is what the latch and others read known in each lane? */
static bool leaves_all(const Nest *nest)
{
    RegSet read = regset_and(nest->puts, nest->block[NEST_LATCH]->flow.live);

    for
        EACH_REG(r, read)
    if (nest->after[r].kind == LANES_UNKNOWN)
        return false;
    return true;
}

/* Where the block goes on to at its end; NOWHERE if it has other ways but `back`. */
static u32 goes_on_at(const Unit *unit, const UnitBlock *block, u32 back)
{
    const Op *end = &block->ops.ops[block->ops.count - 1];

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];
        bool expected = e->kind == EV_EDGE && (e->op == block->ops.count - 1 ||
                                               (back != NOWHERE && e->to == back));
        if (e->kind > EV_PART && !expected)
            return NOWHERE;
    }
    return end->code == OP_jump ? unit_block(unit, (u32)end->imm) : NOWHERE;
}

static bool has_shape(const Unit *unit, u32 head, Nest *nest)
{
    u32 inner = goes_on_at(unit, &unit->block[head], NOWHERE);

    if (inner == NOWHERE || inner == head)
        return false;
    const Block *ops = &unit->block[inner].ops;
    if (ops->count < 2 || ops->ops[ops->count - 2].code != OP_exit_if)
        return false;
    u32 latch = goes_on_at(unit, &unit->block[inner], inner);
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
    if (units->precise || !unit->block[head].begins_loop ||
        !has_shape(unit, head, nest))
        return false;
    for (unsigned b = 0; b < NEST_BLOCKS; b++) {
        nest->known[b] = singles_of(units, nest->block[b]);
        nest->of[b] = base_alloc((nest->block[b]->ops.count + 1) * sizeof(Lanes));
    }
    Walk w = {.units = units, .nest = nest};
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
