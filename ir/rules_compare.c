/* rules_compare.c -- simpler forms of comparisons and of what carries make.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

static Val truth(Optimiser *o, bool holds)
{
    return opt_constant(o, TY_I32, holds);
}

/* Returns the relation with its operands exchanged: a < b becomes b > a. */
static Cond mirrored(Cond cond)
{
    static const u8 mirror[NUM_CONDS] = {
        [CC_EQ] = CC_EQ,   [CC_NE] = CC_NE,   [CC_LT] = CC_GT,   [CC_GE] = CC_LE,
        [CC_LE] = CC_GE,   [CC_GT] = CC_LT,   [CC_LTU] = CC_GTU, [CC_GEU] = CC_LEU,
        [CC_LEU] = CC_GEU, [CC_GTU] = CC_LTU,
    };

    return (Cond)mirror[cond];
}

/* Returns a condition from v, which is 0 or 1, or from its negation. */
static Val truth_of(Optimiser *o, Val v, bool inverted)
{
    if (type_of(o, v) == TY_I64)
        v = opt_make1(o, OP_trunc, TY_I32, v, 0);
    return inverted ? opt_make_const(o, OP_xor, TY_I32, v, 1) : v;
}

/* Rewrites x == n where x is an operation with an inverse: the inverse is applied to n
 * instead. */
static bool undo_in_constant(const Optimiser *o, Type type, const Op *x, u64 *n)
{
    unsigned bits = type_bits(type);
    bool by_constant = op_info[x->code].args == 2 && is_constant(o, x->b);
    u64 m = by_constant ? constant_of(o, x->b) : 0;

    if (x->code == OP_add && by_constant)
        *n -= m;
    else if (x->code == OP_xor && by_constant)
        *n ^= m;
    else if (x->code == OP_neg)
        *n = -*n;
    else if (x->code == OP_bswap)
        *n = __builtin_bswap64(*n) >> (64 - bits);
    else if (x->code == OP_ror && by_constant)
        *n = *n << m | (*n & type_mask(type)) >> (bits - m); /* m is not 0 */
    else
        return false;
    *n &= type_mask(type);
    return true;
}

/* Undoes in this way all invertible operations that made `a`, up to a limit. */
static Val equals_undone(Optimiser *o, Cond cond, Val a, u64 n)
{
    Type type = type_of(o, a);
    Op x = opt_op(o, a);
    u32 steps = 0;
    Val left = a, other;

    for (; steps < RULES_DEEP && undo_in_constant(o, type, &x, &n); steps++) {
        left = x.a;
        x = opt_op(o, left);
    }
    if (steps == 0)
        return VAL_NONE;
    other = opt_constant(o, type, n);
    if (steps == RULES_DEEP)
        return opt_emit(o, (Op){OP_set, TY_I32, left, other, 0, cond});
    return opt_set(o, cond, left, other);
}

/* x == n or x != n. */
static Val equals_constant(Optimiser *o, Cond cond, Val a, u64 n)
{
    Type type = type_of(o, a);
    Op x = opt_op(o, a);
    u64 ones = o->ones[a];

    if (n & ~ones)
        return truth(o, cond == CC_NE);
    if (ones == 1)
        return truth_of(o, a, (cond == CC_EQ) == (n == 0));
    if (n == 0 && (x.code == OP_sub || x.code == OP_xor))
        return opt_set(o, cond, x.a, x.b);
    if (x.code == OP_sub && is_constant(o, x.a)) {
        Val other = opt_constant(o, type, constant_of(o, x.a) - n);

        return opt_set(o, cond, x.b, other);
    }
    if (x.code == OP_extu || (x.code == OP_exts && n == sign_extend(n, 32))) {
        Val other = opt_constant(o, TY_I32, n);

        return opt_set(o, cond, x.a, other);
    }
    return equals_undone(o, cond, a, n);
}

/* Unsigned comparisons with a constant that are always true or false, or that only test
 * for the least or the greatest value. */
static Val unsigned_constant(Optimiser *o, Cond cond, Val a, Val b)
{
    u64 n = constant_of(o, b), most = o->ones[a];

    if (cond == CC_LTU || cond == CC_GEU) {
        if (n == 0 || most < n)
            return truth(o, (cond == CC_GEU) == (n == 0));
        if (n == 1) {
            Val zero = opt_constant(o, type_of(o, a), 0);

            return opt_set(o, cond == CC_LTU ? CC_EQ : CC_NE, a, zero);
        }
        if (n == type_mask(type_of(o, a)))
            return opt_set(o, cond == CC_LTU ? CC_NE : CC_EQ, a, b);
    } else {
        if (most <= n)
            return truth(o, cond == CC_LEU);
        if (n == 0)
            return opt_set(o, cond == CC_LEU ? CC_EQ : CC_NE, a, b);
    }
    return VAL_NONE;
}

static Val signed_constant(Optimiser *o, Cond cond, Val a, Val b)
{
    Type type = type_of(o, a);
    u64 n = constant_of(o, b), top = 1ull << (type_bits(type) - 1);

    if (o->ones[a] & top)
        return VAL_NONE;
    if (n & top) /* a is not negative, n is */
        return truth(o, cond == CC_GE || cond == CC_GT);
    if (cond == CC_LT)
        return opt_set(o, CC_LTU, a, b);
    if (cond == CC_GE)
        return opt_set(o, CC_GEU, a, b);
    return opt_set(o, cond == CC_LE ? CC_LEU : CC_GTU, a, b);
}

static Val set_constant(Optimiser *o, Cond cond, Val a, Val b)
{
    Op x = opt_op(o, a), n = opt_op(o, b);

    if (x.code == OP_not) {
        Val inverse = opt_constant(o, (Type)x.type, ~n.imm);

        return opt_set(o, mirrored(cond), x.a, inverse);
    }
    switch (cond) {
    case CC_EQ:
    case CC_NE: return equals_constant(o, cond, a, n.imm);
    case CC_LT:
    case CC_GE:
    case CC_LE:
    case CC_GT: return signed_constant(o, cond, a, b);
    case CC_LTU:
    case CC_GEU:
    case CC_LEU:
    case CC_GTU: return unsigned_constant(o, cond, a, b);
    case NUM_CONDS: break;
    }
    panic("bad condition %d", cond);
}

/* The carry out of a sum is tested as x + n < x; that is x > ~n. */
static Val sum_below(Optimiser *o, Cond cond, Val sum, Val x)
{
    Op add = opt_op(o, sum);
    Op n = opt_op(o, add.code == OP_add ? add.b : sum);

    if (add.code != OP_add || add.a != x || n.code != OP_constant)
        return VAL_NONE;
    n.imm = ~n.imm; /* n is not 0: x + 0 was simplified to x */
    Val inverse = opt_constant(o, (Type)n.type, n.imm);
    return opt_set(o, cond == CC_LTU ? CC_GTU : CC_LEU, x, inverse);
}

Val rule_set(Optimiser *o, const Op *op)
{
    Cond cond = (Cond)op->imm;

    if (op->a == op->b)
        return truth(o, cond == CC_EQ || cond == CC_GE || cond == CC_LE ||
                            cond == CC_GEU || cond == CC_LEU);
    if (is_constant(o, op->a))
        return opt_set(o, mirrored(cond), op->b, op->a);
    if (is_constant(o, op->b))
        return set_constant(o, cond, op->a, op->b);
    if (cond == CC_LTU || cond == CC_GEU)
        return sum_below(o, cond, op->a, op->b);
    if (cond == CC_GTU || cond == CC_LEU)
        return sum_below(o, mirrored(cond), op->b, op->a);
    return VAL_NONE;
}

/* A select between 1 and 0 is the condition itself, or its negation. */
static Val select_truth(Optimiser *o, const Op *op)
{
    bool bool_like = o->ones[op->a] <= 1;

    if (op->type != TY_I32 || !is_constant(o, op->b) || !is_constant(o, op->c))
        return VAL_NONE;
    bool inverted = opt_is_constant(o, op->b, 0) && opt_is_constant(o, op->c, 1);
    bool straight = opt_is_constant(o, op->b, 1) && opt_is_constant(o, op->c, 0);
    if (!inverted && !straight)
        return VAL_NONE;
    if (bool_like)
        return truth_of(o, op->a, inverted);
    return opt_set(o, inverted ? CC_EQ : CC_NE, op->a, opt_constant(o, TY_I32, 0));
}

static Val make_select(Optimiser *o, const Op *op, Val cond, Val b, Val c)
{
    return opt_make(o, (Op){OP_select, op->type, cond, b, c, 0});
}

Val rule_select(Optimiser *o, const Op *op)
{
    Op cond = opt_op(o, op->a);

    if (cond.code == OP_constant)
        return cond.imm ? op->b : op->c;
    if (op->b == op->c)
        return op->b;
    if (cond.code == OP_xor && opt_is_constant(o, cond.b, 1) && o->ones[cond.a] <= 1)
        return make_select(o, op, cond.a, op->c, op->b);
    if (cond.code == OP_set && cond.imm <= CC_NE && opt_is_constant(o, cond.b, 0) &&
        type_of(o, cond.a) == TY_I32) {
        bool equal = cond.imm == CC_EQ;

        return make_select(o, op, cond.a, equal ? op->c : op->b, equal ? op->b : op->c);
    }
    return select_truth(o, op);
}

/* The carry out of x + y is y > ~x; that of x + y + 1 is y >= ~x. */
static Val compare_with_inverse(Optimiser *o, const Op *op, Val x, Val y)
{
    Cond cond = opt_is_constant(o, op->c, 0) ? CC_GTU : CC_GEU;

    return opt_set(o, cond, y, opt_op(o, x).a);
}

Val rule_carry(Optimiser *o, const Op *op)
{
    Cond cond = opt_is_constant(o, op->c, 0) ? CC_GTU : CC_GEU;
    Op y = opt_op(o, op->b);

    if (is_constant(o, op->a) && y.code != OP_constant)
        return opt_make(o, (Op){OP_carry, TY_I32, op->b, op->a, op->c, 0});
    if (!opt_is_constant(o, op->c, 0) && !opt_is_constant(o, op->c, 1))
        return VAL_NONE;
    if (y.code == OP_constant) {
        Val inverse = opt_constant(o, (Type)y.type, ~y.imm);

        return opt_set(o, cond, op->a, inverse);
    }
    if (opt_is(o, op->a, OP_not))
        return compare_with_inverse(o, op, op->a, op->b);
    if (y.code == OP_not)
        return compare_with_inverse(o, op, op->b, op->a);
    return VAL_NONE;
}

Val rule_overflow(Optimiser *o, const Op *op)
{
    bool no_carry = opt_is_constant(o, op->c, 0);

    if (no_carry && (opt_is_constant(o, op->a, 0) || opt_is_constant(o, op->b, 0)))
        return truth(o, false);
    return VAL_NONE;
}
