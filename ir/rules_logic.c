/* rules_logic.c -- simpler forms of masks, logic and extensions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

/* Makes x & mask without looking into x. */
static Val plain_mask(Optimiser *o, Val x, u64 mask)
{
    Type type = type_of(o, x);

    for (unsigned bits = 8; bits <= 32; bits *= 2)
        if (mask == ~0ull >> (64 - bits))
            return opt_emit(o, (Op){OP_zext, (u8)type, x, 0, 0, bits});
    Val constant = opt_constant(o, type, mask);
    return opt_emit(o, (Op){OP_and, (u8)type, x, constant, 0, 0});
}

/* Replaces a rotate by a shift where the mask keeps only bits that the shift gives,
 * too. */
static Val mask_rotated(Optimiser *o, const Op *rotate, u64 mask)
{
    Type type = (Type)rotate->type;
    u64 n = constant_of(o, rotate->b), from_right = type_mask(type) >> n;

    if ((mask & ~from_right) == 0)
        return opt_mask(o, opt_make_const(o, OP_shr, type, rotate->a, n), mask);
    if ((mask & from_right) == 0)
        return opt_mask(
            o, opt_make_const(o, OP_shl, type, rotate->a, type_bits(type) - n), mask);
    return VAL_NONE;
}

static Val mask_logic(Optimiser *o, const Op *logic, u64 mask)
{
    u64 n = constant_of(o, logic->b);

    if (logic->code == OP_and)
        return opt_mask(o, logic->a, mask & n);
    if (logic->code == OP_or && (n & mask) == 0)
        return opt_mask(o, logic->a, mask);
    if (logic->code == OP_xor && (n & mask) == 0)
        return opt_mask(o, logic->a, mask);
    return VAL_NONE;
}

static Val simpler_mask(Optimiser *o, Val x, u64 mask)
{
    Op op = opt_op(o, x);

    if (op.code == OP_zext)
        return opt_mask(o, op.a, mask & ~0ull >> (64 - op.imm));
    if (op.code == OP_sext && (mask & ~(~0ull >> (64 - op.imm))) == 0)
        return opt_mask(o, op.a, mask);
    if (op.code == OP_ror && is_constant(o, op.b))
        return mask_rotated(o, &op, mask);
    if ((op.code == OP_and || op.code == OP_or || op.code == OP_xor) &&
        is_constant(o, op.b))
        return mask_logic(o, &op, mask);
    return VAL_NONE;
}

/* Removes from x, an or of several values, those without a bit in the mask. Flags that
 * were joined to a word and are tested one by one lose all but one of them. */
static Val drop_parts(Optimiser *o, Val x, u64 mask)
{
    for (Op op = opt_op(o, x); op.code == OP_or; op = opt_op(o, x))
        if ((o->ones[op.b] & mask) == 0)
            x = op.a;
        else if ((o->ones[op.a] & mask) == 0)
            x = op.b;
        else
            break;
    return x;
}

Val opt_mask(Optimiser *o, Val x, u64 mask)
{
    Type type = type_of(o, x);
    Val v = VAL_NONE;

    mask &= type_mask(type);
    x = drop_parts(o, x, mask);
    if ((o->ones[x] & ~mask) == 0)
        return x;
    if ((o->ones[x] & mask) == 0)
        return opt_constant(o, type, 0);
    if (o->depth < RULES_DEEP) {
        o->depth++;
        v = simpler_mask(o, x, mask);
        o->depth--;
    }
    return v != VAL_NONE ? v : plain_mask(o, x, mask);
}

Val rule_and(Optimiser *o, const Op *op)
{
    Op y = opt_op(o, op->b);

    if (y.code == OP_constant)
        return opt_mask(o, op->a, y.imm);
    if (op->a == op->b)
        return op->a;
    if ((o->ones[op->a] & o->ones[op->b]) == 0)
        return opt_constant(o, (Type)op->type, 0);
    return VAL_NONE;
}

/* x << n | x >> (bits - n) */
static Val make_rotate(Optimiser *o, Type type, const Op *left, const Op *right)
{
    u64 n;

    if (left->code != OP_shl || right->code != OP_shr || left->a != right->a ||
        !is_constant(o, left->b) || !is_constant(o, right->b))
        return VAL_NONE;
    n = constant_of(o, right->b);
    if (constant_of(o, left->b) + n != type_bits(type))
        return VAL_NONE;
    return opt_make_const(o, OP_ror, type, left->a, n);
}

Val rule_or(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a), y = opt_op(o, op->b);
    Val v;

    if (op->a == op->b || opt_is_constant(o, op->b, 0))
        return op->a;
    if (opt_is_constant(o, op->b, type_mask(type)))
        return op->b;
    if (y.code == OP_constant) {
        if (x.code == OP_or && is_constant(o, x.b))
            return opt_make_const(o, OP_or, type, x.a, constant_of(o, x.b) | y.imm);
        return VAL_NONE;
    }
    v = make_rotate(o, type, &x, &y);
    return v != VAL_NONE ? v : make_rotate(o, type, &y, &x);
}

static Val xor_constant(Optimiser *o, const Op *op, u64 n)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a);

    if (n == 0)
        return op->a;
    if (n == type_mask(type))
        return opt_make1(o, OP_not, type, op->a, 0);
    if (x.code == OP_xor && is_constant(o, x.b))
        return opt_make_const(o, OP_xor, type, x.a, constant_of(o, x.b) ^ n);
    if (x.code == OP_not)
        return opt_make_const(o, OP_xor, type, x.a, ~n);
    if (x.code == OP_set && n == 1)
        return opt_set(o, (Cond)(x.imm ^ 1), x.a, x.b); /* Conds come in pairs */
    return VAL_NONE;
}

Val rule_xor(Optimiser *o, const Op *op)
{
    Op x = opt_op(o, op->a), y = opt_op(o, op->b);

    if (y.code == OP_constant)
        return xor_constant(o, op, y.imm);
    if (op->a == op->b)
        return opt_constant(o, (Type)op->type, 0);
    if (x.code == OP_xor && (x.a == op->b || x.b == op->b))
        return x.a == op->b ? x.b : x.a;
    if (y.code == OP_xor && (y.a == op->a || y.b == op->a))
        return y.a == op->a ? y.b : y.a;
    return VAL_NONE;
}

Val rule_zext(Optimiser *o, const Op *op)
{
    return opt_mask(o, op->a, ~0ull >> (64 - op->imm));
}

static bool is_signed_load(const Op *op, u64 bits)
{
    unsigned shape = mem_shape(op->imm);

    return (op->code == OP_load || op->code == OP_cas) && shape & MEM_SIGNED &&
           8 * (shape & MEM_SIZE) <= bits;
}

Val rule_sext(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a);
    u64 low = ~0ull >> (64 - op->imm);

    if (op->imm == type_bits(type) || o->ones[op->a] <= low >> 1 ||
        is_signed_load(&x, op->imm) || (x.code == OP_sext && x.imm <= op->imm))
        return op->a;
    if ((x.code == OP_sext || x.code == OP_zext) && x.imm >= op->imm)
        return opt_make1(o, OP_sext, type, x.a, op->imm);
    if (x.code == OP_and && is_constant(o, x.b) && (constant_of(o, x.b) & low) == low)
        return opt_make1(o, OP_sext, type, x.a, op->imm);
    return VAL_NONE;
}

Val rule_exts(Optimiser *o, const Op *op)
{
    if (o->ones[op->a] >> 31)
        return VAL_NONE;
    return opt_make1(o, OP_extu, (Type)op->type, op->a, 0);
}

/* Ops that are their own inverse, or the inverse of their operand's op. */
Val rule_inverse(Optimiser *o, const Op *op)
{
    static const u8 undone[NUM_OPS][2] = {
        [OP_bswap] = {OP_bswap, OP_bswap},
        [OP_trunc] = {OP_extu, OP_exts},
        [OP_as_int] = {OP_as_float, OP_as_float},
        [OP_as_float] = {OP_as_int, OP_as_int},
        [OP_fneg] = {OP_fneg, OP_fneg},
        [OP_fcompact] = {OP_fexpand, OP_fexpand},
    };
    Op x = opt_op(o, op->a);

    return x.code == undone[op->code][0] || x.code == undone[op->code][1] ? x.a
                                                                          : VAL_NONE;
}

Val rule_fabs(Optimiser *o, const Op *op)
{
    Op x = opt_op(o, op->a);

    if (x.code == OP_fabs)
        return op->a;
    if (x.code == OP_fneg)
        return opt_make1(o, OP_fabs, (Type)op->type, x.a, 0);
    return VAL_NONE;
}
