/* rules_vector.c -- simpler forms of vector ops: halves, and operands that are alike.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "ir/passes.h"

static bool is_half(const Op *op, unsigned n)
{
    return op->code == OP_vextract && op->imm == vec_imm(64, n);
}

/* Returns a vector with the same low half as v, for an op that reads only that. */
static Val low_source(const Optimiser *o, Val v)
{
    Op low = opt_op(o, v), half;

    if (low.code == OP_vjoin)
        return low.a;
    if (low.code != OP_vlow)
        return v;
    half = opt_op(o, low.a);
    return is_half(&half, 0) ? half.a : v;
}

static Val half_of_join(Optimiser *o, Val half)
{
    return opt_make(o, (Op){OP_vextract, TY_I64, half, 0, 0, vec_imm(64, 0)});
}

Val rule_vextract(Optimiser *o, const Op *op)
{
    Op from = opt_op(o, op->a);
    unsigned n = vec_count(op->imm);

    if (vec_lane(op->imm) != 64)
        return VAL_NONE;
    if (from.code == OP_constant)
        return opt_constant(o, TY_I64, from.imm);
    if (from.code == OP_vjoin)
        return half_of_join(o, n ? from.b : from.a);
    if (from.code != OP_vlow || type_bits(type_of(o, from.a)) != 64)
        return VAL_NONE;
    return n ? opt_constant(o, TY_I64, 0) : opt_same_bits(o, from.a, TY_I64);
}

/* Returns true if v is exactly half n of the vector x. */
static bool is_half_of(const Optimiser *o, Val v, Val x, unsigned n)
{
    Op low = opt_op(o, v), half;

    if (low.code != OP_vlow)
        return false;
    half = opt_op(o, low.a);
    return is_half(&half, n) && half.a == x;
}

Val rule_vjoin(Optimiser *o, const Op *op)
{
    Val a = low_source(o, op->a), b = low_source(o, op->b);
    Op low = opt_op(o, a), high = opt_op(o, b);

    if (is_half_of(o, b, a, 1))
        return a;
    if (low.code == OP_constant && high.code == OP_constant && low.imm == high.imm)
        return a;
    if (a == op->a && b == op->b)
        return VAL_NONE;
    return opt_make(o, (Op){OP_vjoin, TY_V128, a, b, 0, op->imm});
}

Val rule_low_half(Optimiser *o, const Op *op)
{
    Op simpler = *op;

    simpler.a = low_source(o, op->a);
    if (op_info[op->code].args > 1)
        simpler.b = low_source(o, op->b);
    if (simpler.a == op->a && simpler.b == op->b)
        return VAL_NONE;
    return opt_make(o, simpler);
}

/* Returns the vector of which v is, in its low half, a half; *high says which.  Returns
 * v if v is none. */
static Val whole_of(const Optimiser *o, Val v, bool *high)
{
    Val low = low_source(o, v);
    Op op = opt_op(o, low), half;

    *high = false;
    if (op.code != OP_vlow)
        return low;
    half = opt_op(o, op.a);
    *high = is_half(&half, 1);
    return *high ? half.a : low;
}

/* A product of the low halves, of which each may be a half of another vector. */
Val rule_vclmul(Optimiser *o, const Op *op)
{
    Op simpler = *op;
    bool high[2];

    if (vec_count(op->imm))
        return VAL_NONE;
    simpler.a = whole_of(o, op->a, &high[0]);
    simpler.b = whole_of(o, op->b, &high[1]);
    simpler.imm = vec_imm(64, (high[0] ? 1 : 0) | (high[1] ? 2 : 0));
    if (simpler.a == op->a && simpler.b == op->b)
        return VAL_NONE;
    return opt_emit(o, simpler);
}

static Val zero(Optimiser *o)
{
    return opt_emit(o, (Op){OP_constant, TY_V128, 0, 0, 0, 0});
}

/* Ops with two equal operands: x & x and x | x are x, x ^ x is 0. */
Val rule_vector_same(Optimiser *o, const Op *op)
{
    bool is_zero = op->code == OP_vxor || op->code == OP_vsub || op->code == OP_vandnot;

    if (op->a != op->b)
        return VAL_NONE;
    return is_zero ? zero(o) : op->a;
}

/* Ops with a zero operand: the result is the other operand, and 0 for vand. */
Val rule_vector_zero(Optimiser *o, const Op *op)
{
    if (!opt_is_constant(o, op->b, 0))
        return op->code == OP_vadd ? VAL_NONE : rule_vector_same(o, op);
    return op->code == OP_vand ? op->b : op->a;
}
