/* rules_arith.c -- simpler forms of sums, products and negations.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

static Val zero(Optimiser *o, const Op *op)
{
    return opt_constant(o, (Type)op->type, 0);
}

/* Returns n if x is 2^n, else -1. */
static int power_of_two(u64 x)
{
    return x && !(x & (x - 1)) ? __builtin_ctzll(x) : -1;
}

static Val constant_minus(Optimiser *o, Type type, u64 x, Val y)
{
    Val minuend = opt_constant(o, type, x);

    return opt_make2(o, OP_sub, type, minuend, y);
}

static Val add_constant(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a);
    u64 n = constant_of(o, op->b);

    if (n == 0)
        return op->a;
    if (x.code == OP_add && is_constant(o, x.b))
        return opt_make_const(o, OP_add, type, x.a, constant_of(o, x.b) + n);
    if (x.code == OP_sub && is_constant(o, x.a))
        return constant_minus(o, type, constant_of(o, x.a) + n, x.b);
    if (x.code == OP_not)
        return constant_minus(o, type, n - 1, x.a);
    if (x.code == OP_neg)
        return constant_minus(o, type, n, x.a);
    if (x.code == OP_add && n == 1 && opt_is(o, x.b, OP_not))
        return opt_make2(o, OP_sub, type, x.a, opt_op(o, x.b).a);
    if (x.code == OP_add && n == 1 && opt_is(o, x.a, OP_not))
        return opt_make2(o, OP_sub, type, x.b, opt_op(o, x.a).a);
    return VAL_NONE;
}

Val rule_add(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a), y = opt_op(o, op->b);

    if (y.code == OP_constant)
        return add_constant(o, op);
    if (y.code == OP_neg)
        return opt_make2(o, OP_sub, type, op->a, y.a);
    if (x.code == OP_neg)
        return opt_make2(o, OP_sub, type, op->b, x.a);
    if (x.code == OP_sub && x.b == op->b)
        return x.a;
    if (y.code == OP_sub && y.b == op->a)
        return y.a;
    return VAL_NONE;
}

static Val subtract_from_constant(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op y = opt_op(o, op->b);
    u64 n = constant_of(o, op->a);

    if (n == 0)
        return opt_make1(o, OP_neg, type, op->b, 0);
    if (n == type_mask(type))
        return opt_make1(o, OP_not, type, op->b, 0);
    if (y.code == OP_not)
        return opt_make_const(o, OP_add, type, y.a, n + 1);
    if (y.code == OP_add && is_constant(o, y.b))
        return constant_minus(o, type, n - constant_of(o, y.b), y.a);
    if (y.code == OP_sub && is_constant(o, y.a))
        return opt_make_const(o, OP_add, type, y.b, n - constant_of(o, y.a));
    return VAL_NONE;
}

Val rule_sub(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a), y = opt_op(o, op->b);

    if (op->a == op->b)
        return zero(o, op);
    if (y.code == OP_constant)
        return opt_make_const(o, OP_add, type, op->a, -y.imm);
    if (y.code == OP_neg)
        return opt_make2(o, OP_add, type, op->a, y.a);
    if (y.code == OP_sub && y.a == op->a)
        return y.b;
    if (x.code == OP_add && x.a == op->b)
        return x.b;
    if (x.code == OP_add && x.b == op->b)
        return x.a;
    return x.code == OP_constant ? subtract_from_constant(o, op) : VAL_NONE;
}

Val rule_neg(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a);

    if (x.code == OP_neg)
        return x.a;
    if (x.code == OP_not)
        return opt_make_const(o, OP_add, type, x.a, 1);
    if (x.code == OP_sub)
        return opt_make2(o, OP_sub, type, x.b, x.a);
    if (x.code == OP_add && is_constant(o, x.b))
        return constant_minus(o, type, -constant_of(o, x.b), x.a);
    return VAL_NONE;
}

Val rule_not(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    Op x = opt_op(o, op->a);

    if (x.code == OP_not)
        return x.a;
    if (x.code == OP_neg)
        return opt_make_const(o, OP_add, type, x.a, ~0ull);
    if (x.code == OP_add && is_constant(o, x.b))
        return constant_minus(o, type, ~constant_of(o, x.b), x.a);
    if (x.code == OP_sub && is_constant(o, x.a))
        return opt_make_const(o, OP_add, type, x.b, ~constant_of(o, x.a));
    if (x.code == OP_xor && is_constant(o, x.b))
        return opt_make_const(o, OP_xor, type, x.a, ~constant_of(o, x.b));
    return VAL_NONE;
}

Val rule_mul(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    u64 n = constant_of(o, op->b);

    if (!is_constant(o, op->b))
        return VAL_NONE;
    if (n == 0)
        return op->b;
    if (n == 1)
        return op->a;
    if (n == type_mask(type))
        return opt_make1(o, OP_neg, type, op->a, 0);
    if (power_of_two(n) > 0)
        return opt_make_const(o, OP_shl, type, op->a, (u64)power_of_two(n));
    return VAL_NONE;
}

Val rule_mulhu(Optimiser *o, const Op *op)
{
    Type type = (Type)op->type;
    u64 n = constant_of(o, op->b);

    if (!is_constant(o, op->b))
        return VAL_NONE;
    if (n <= 1)
        return zero(o, op);
    if (power_of_two(n) > 0)
        return opt_make_const(o, OP_shr, type, op->a,
                              type_bits(type) - (unsigned)power_of_two(n));
    return VAL_NONE;
}

Val rule_divu(Optimiser *o, const Op *op)
{
    u64 n = constant_of(o, op->b);

    if (!is_constant(o, op->b))
        return VAL_NONE;
    if (n == 0)
        return zero(o, op);
    if (power_of_two(n) >= 0)
        return opt_make_const(o, OP_shr, (Type)op->type, op->a, (u64)power_of_two(n));
    return VAL_NONE;
}

Val rule_divs(Optimiser *o, const Op *op)
{
    if (opt_is_constant(o, op->b, 0))
        return zero(o, op);
    return opt_is_constant(o, op->b, 1) ? op->a : VAL_NONE;
}
