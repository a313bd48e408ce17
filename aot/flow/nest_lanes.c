/* nest_lanes.c -- what each op of a nest is in the lanes, given its operands.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/nest_walk.h"

/* Returns a vector with lanes of `size` bytes.  All vectors of a nest have lanes of one
 * size. */
static NestLanes vector(NestWalk *w, unsigned size)
{
    if (w->nest->size && w->nest->size != size)
        w->failed = true;
    w->nest->size = size;
    return lanes(LANES_VECTOR);
}

static const Op *constant_at(const NestWalk *w, Val v)
{
    const Op *op = &ops_of(w)->ops[v];

    return op->code == OP_constant ? op : NULL;
}

/* Returns what x + sign * y is, where each operand is the same in all lanes or steps
 * from lane to lane. */
static NestLanes sum(const NestWalk *w, NestLanes x, NestLanes y, Val other, i32 sign)
{
    NestLanes s = {.step = x.step + sign * y.step};
    const Op *number = constant_at(w, other);

    s.kind = s.step ? LANES_STEP : LANES_SAME;
    if (x.based && number) {
        s.based = true;
        s.reg = x.reg;
        s.offset = x.offset + (u32)sign * (u32)number->imm;
    }
    return s;
}

/* Returns what an integer add, sub, mul, and, or, xor is in the lanes. */
static NestLanes integers(NestWalk *w, const Op *op, NestLanes x, NestLanes y)
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

static bool all_are(const NestWalk *w, const Op *op, bool (*holds)(NestLanes x))
{
    const Val operand[] = {op->a, op->b, op->c};

    for (u32 k = 0; k < op_info[op->code].args; k++)
        if (operand[k] == VAL_NONE || !holds(w->nest->of[w->block][operand[k]]))
            return false;
    return true;
}

static bool is_same(NestLanes x)
{
    return x.kind == LANES_SAME;
}

/* Floating-point arithmetic is always done in vectors, even if all lanes have the same
 * operands, and before the store: until then the vector iterations can be undone. */
static NestLanes arithmetic(NestWalk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    const Op *source = nest_source(w->nest, w->block, index);
    bool single = op->type == TY_F32 || w->nest->known[w->block].is_single[index];

    if (w->nest->store != VAL_NONE || !all_are(w, source, is_vectorable) ||
        (source->code == OP_fma && source->imm & FMA_SINGLE && !single))
        w->failed = true;
    return vector(w, single ? 4 : 8);
}

/* Conversion of f32 to i32 is done by the host's instruction, which differs only for
 * values out of range. */
static NestLanes converted(NestWalk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    u64 mode = op->imm & ROUND_MODE;
    bool is_float = ops_of(w)->ops[op->a].type == TY_F32;

    if (w->nest->store != VAL_NONE || !all_are(w, op, is_vectorable) || !is_float ||
        op->type != TY_I32 || op->imm & (INT_UNSIGNED | ROUND_EXACT) ||
        (mode != ROUND_ZERO && mode != ROUND_CURRENT))
        w->failed = true;
    return vector(w, 4);
}

/* fneg, fabs and the conversions between a single's f32 and f64 forms: these do not
 * change which value a lane has. */
static NestLanes moved(NestWalk *w, u32 index)
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

/* Two values with the same step differ by the same amount in all lanes, so whether they
 * are equal is the same in all lanes. */
static NestLanes compared(const NestWalk *w, const Op *op, NestLanes x, NestLanes y)
{
    bool alike = x.kind == LANES_STEP && y.kind == LANES_STEP && x.step == y.step;

    if (alike && (op->imm == CC_EQ || op->imm == CC_NE))
        return lanes(LANES_SAME);
    return all_are(w, op, is_same) ? lanes(LANES_SAME) : unknown();
}

Val nest_selected(const Nest *nest, unsigned block, const Op *select)
{
    const Block *ops = &nest->block[block]->ops;
    const Op *condition = &ops->ops[select->a];

    for (u32 i = 0; block == NEST_HEAD && i < ops->count; i++) {
        if (ops->ops[i].code != OP_exit_if)
            continue;
        const Op *leaves = &ops->ops[ops->ops[i].a];
        if (leaves == condition)
            return select->c;
        if (leaves->code == OP_set && condition->code == OP_set &&
            leaves->a == condition->a && leaves->b == condition->b &&
            leaves->imm == (condition->imm ^ 1))
            return select->b;
    }
    return VAL_NONE;
}

static NestLanes selected(NestWalk *w, const Op *op)
{
    Val chosen = nest_selected(w->nest, w->block, op);

    if (chosen != VAL_NONE && is_same(w->nest->of[w->block][op->a]))
        return w->nest->of[w->block][chosen];
    return all_are(w, op, is_same) ? lanes(LANES_SAME) : unknown();
}

static NestLanes loaded(NestWalk *w, const Op *op)
{
    NestLanes at = w->nest->of[w->block][op->a];
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

static bool is_number(const NestWalk *w, Val v)
{
    return constant_at(w, v) || w->nest->of[w->block][v].based;
}

/* The only store of a nest: of a vector, to addresses that follow each other from lane
 * to lane. */
static void stored(NestWalk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    NestLanes at = w->nest->of[w->block][op->a], value = w->nest->of[w->block][op->b];
    unsigned size = (unsigned)(op->imm & MEM_SIZE);
    unsigned lane = type_bits((Type)op->type) / 8;
    bool follows = at.kind == LANES_STEP && at.step == (i32)size && at.based;

    if (w->block != NEST_LATCH || w->nest->store != VAL_NONE || lane > 8)
        w->failed = true;
    if (!w->first && (!follows || value.kind != LANES_VECTOR || lane != w->nest->size))
        w->failed = true;
    w->nest->store = index;
}

/* Returns true if all accesses so far use these registers as one group, or none of
 * them. */
static bool hold(Nest *nest, RegPiece regs)
{
    for (u32 i = 0; i < regs.count; i++) {
        RegPiece *held = &nest->held[regs.reg + i];

        if (held->count && (held->reg != regs.reg || held->count != regs.count))
            return false;
        *held = regs;
    }
    return true;
}

/* Returns the first of the registers that a get or put is of, or MAX_REGS if it is not
 * of whole registers. */
static u32 register_of(NestWalk *w, const Op *op)
{
    if ((u32)op->imm == w->units->guest->pc_slot || op->type == TY_V128)
        return MAX_REGS;
    RegPlace p = universe_place(&w->units->universe, (u32)op->imm, (Type)op->type);
    return p.whole && hold(w->nest, p.regs) ? p.regs.reg : MAX_REGS;
}

static NestLanes got(NestWalk *w, const Op *op)
{
    u32 reg = register_of(w, op);

    if (reg == MAX_REGS || (op->type == TY_I64 && w->reg[reg].kind == LANES_VECTOR)) {
        w->failed = true;
        return unknown();
    }
    /* A value carried from one outer iteration to the next can only be a step. */
    if (w->reg[reg].kind == LANES_UNKNOWN)
        w->failed |= w->block == NEST_LATCH && !w->first;
    else
        w->nest->gets = regset_add(w->nest->gets, reg);
    return w->reg[reg];
}

static void put(NestWalk *w, const Op *op)
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

/* The conditional jump of a block: back to the start of the inner or outer loop, or out
 * of the nest. */
static void way_on(NestWalk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];

    if (w->block != NEST_LATCH) {
        w->failed |= w->nest->of[w->block][op->a].kind != LANES_SAME;
        return;
    }
    w->failed |= (u32)op->imm != w->nest->block[NEST_HEAD]->start;
    const Op *condition = &ops_of(w)->ops[op->a];
    bool compares = condition->code == OP_set && is_number(w, condition->a) &&
                    is_number(w, condition->b);
    if (!w->first && !compares && !is_number(w, op->a))
        w->failed = true;
    w->nest->again = index;
}

NestLanes nest_of_op(NestWalk *w, u32 index)
{
    const Op *op = &ops_of(w)->ops[index];
    const NestLanes *of = w->nest->of[w->block];

    if (w->nest->known[w->block].folded[index])
        return unknown();
    switch ((Opcode)op->code) {
    case OP_insn:
    case OP_jump: return unknown();
    case OP_get: return got(w, op);
    case OP_put: put(w, op); return unknown();
    case OP_load: return loaded(w, op);
    case OP_store: stored(w, index); return unknown();
    case OP_exit_if: way_on(w, index); return unknown();
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
    case OP_ftoi: return converted(w, index);
    case OP_set: return compared(w, op, of[op->a], of[op->b]);
    case OP_select: return selected(w, op);
    default: break;
    }
    if (nest_is_arithmetic(nest_source(w->nest, w->block, index)))
        return arithmetic(w, index);
    if (!op_info[op->code].pure || op_info[op->code].traits & FP)
        w->failed = true;
    return all_are(w, op, is_same) ? lanes(LANES_SAME) : unknown();
}
