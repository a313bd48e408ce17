/* rules_shift.c -- simpler forms of shifts and rotates by constants.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

/* Returns true if x is a shift by a constant; sets *n to that. */
static bool is_shift(const Optimiser *o, const Op *x, Opcode code, u64 *n)
{
    if (x->code != code || !is_constant(o, x->b))
        return false;
    *n = constant_of(o, x->b);
    return true;
}

/* Returns true if x is an and with a constant, or a zext; sets *mask. */
static bool is_mask(const Optimiser *o, const Op *x, u64 *mask)
{
    if (x->code == OP_zext) {
        *mask = ~0ull >> (64 - x->imm);
        return true;
    }
    if (x->code != OP_and || !is_constant(o, x->b))
        return false;
    *mask = constant_of(o, x->b);
    return true;
}

Val rule_shl(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    unsigned bits = type_bits(type);
    Op x = opt_op(o, op->a);
    u64 n = constant_of(o, op->b), m, mask;

    if (!is_constant(o, op->b))
        return opt_is_constant(o, op->a, 0) ? op->a : VAL_NONE;
    if (n == 0)
        return op->a;
    if (n >= bits || ((o->ones[op->a] << n) & type_mask(type)) == 0)
        return opt_constant(o, type, 0);
    if (is_shift(o, &x, OP_shl, &m))
        return opt_make_const(o, OP_shl, type, x.a, m + n);
    if (is_shift(o, &x, OP_shr, &m) && m == n)
        return opt_mask(o, x.a, ~0ull << n);
    if (is_mask(o, &x, &mask) && (~mask & type_mask(type) >> n) == 0)
        return opt_make2(o, OP_shl, type, x.a, op->b);
    return VAL_NONE;
}

/* Shifting a count of leading zeros right by log2 of the width gives 1 only for the
 * value 0: the width is the only count with that bit. */
static bool is_zero_test(const Op *x, u64 n)
{
    return x->code == OP_clz && x->type == TY_I32 && n == 5;
}

Val rule_shr(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    unsigned bits = type_bits(type);
    Op x = opt_op(o, op->a);
    u64 n = constant_of(o, op->b), m, mask;

    if (!is_constant(o, op->b))
        return opt_is_constant(o, op->a, 0) ? op->a : VAL_NONE;
    if (n == 0)
        return op->a;
    if (n >= bits || o->ones[op->a] >> n == 0)
        return opt_constant(o, type, 0);
    if (is_shift(o, &x, OP_shr, &m))
        return opt_make_const(o, OP_shr, type, x.a, m + n);
    if (is_shift(o, &x, OP_shl, &m) && m == n)
        return opt_mask(o, x.a, type_mask(type) >> n);
    if (is_zero_test(&x, n))
        return opt_set(o, CC_EQ, x.a, opt_constant(o, type, 0));
    if (is_mask(o, &x, &mask) && (~mask & type_mask(type) & ~0ull << n) == 0)
        return opt_make2(o, OP_shr, type, x.a, op->b);
    return VAL_NONE;
}

Val rule_sar(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    unsigned bits = type_bits(type);
    Op x = opt_op(o, op->a);
    u64 n = constant_of(o, op->b), m;

    if (o->ones[op->a] >> (bits - 1) == 0)
        return opt_make2(o, OP_shr, type, op->a, op->b);
    if (!is_constant(o, op->b))
        return VAL_NONE;
    if (n == 0)
        return op->a;
    if (n >= bits)
        return opt_make_const(o, OP_sar, type, op->a, bits - 1);
    if (is_shift(o, &x, OP_sar, &m))
        return opt_make_const(o, OP_sar, type, x.a, m + n);
    if (is_shift(o, &x, OP_shl, &m) && m == n)
        return opt_make1(o, OP_sext, type, x.a, bits - n);
    return VAL_NONE;
}

Val rule_ror(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    unsigned bits = type_bits(type);
    Op x = opt_op(o, op->a);
    u64 n = constant_of(o, op->b), m;

    if (!is_constant(o, op->b))
        return VAL_NONE;
    if (n % bits == 0)
        return op->a;
    if (n >= bits)
        return opt_make_const(o, OP_ror, type, op->a, n % bits);
    if (is_shift(o, &x, OP_ror, &m))
        return opt_make_const(o, OP_ror, type, x.a, (m + n) % bits);
    return VAL_NONE;
}
