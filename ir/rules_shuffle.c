/* rules_shuffle.c -- shuffles by constants, of what shuffles by constants made.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "ir/passes.h"

enum { ZERO = 0xff }; /* as an index of a byte: none */

/* Sets order[] to the bytes of v; returns false if v is not constant. */
static bool constant_order(const Optimiser *o, Val v, u8 order[16])
{
    Op op = opt_op(o, v), low = op, high = op;
    u64 half[2];

    if (op.code == OP_vjoin) {
        low = opt_op(o, op.a);
        high = opt_op(o, op.b);
    }
    if (low.code != OP_constant || high.code != OP_constant)
        return false;
    half[0] = low.imm, half[1] = high.imm;
    memcpy(order, half, 16);
    return true;
}

/* Follows byte `index` (of 32) of the operands of shuffle `op`: through one more
 * shuffle, if its operand is one by a constant.  Returns the vector that the byte is
 * taken from and sets *index to its place there, or to ZERO. */
static Val follow(const Optimiser *o, const Op *op, u8 *index)
{
    Val from = *index < 16 ? op->a : op->b;
    Op inner = opt_op(o, from);
    u8 order[16];

    *index = *index < 32 ? *index & 15 : ZERO;
    if (*index == ZERO || inner.code != OP_vshuffle ||
        !constant_order(o, inner.c, order))
        return from;
    from = order[*index] < 16 ? inner.a : inner.b;
    *index = order[*index] < 32 ? order[*index] & 15 : ZERO;
    return from;
}

static Val order_constant(Optimiser *o, const u8 order[16])
{
    u64 half[2];
    Val low, high;

    memcpy(half, order, 16);
    low = opt_constant(o, TY_V128, half[0]);
    high = opt_constant(o, TY_V128, half[1]);
    return opt_make(o, (Op){OP_vjoin, TY_V128, low, high, 0, 64});
}

static bool is_identity(const u8 order[16])
{
    for (u8 i = 0; i < 16; i++)
        if (order[i] != i)
            return false;
    return true;
}

/* A shuffle whose bytes come from one vector in the end is a shuffle of that, or it. */
Val rule_vshuffle(Optimiser *o, const Op *op)
{
    u8 order[16], old[16];
    Val source = VAL_NONE;

    if (!constant_order(o, op->c, order))
        return VAL_NONE;
    memcpy(old, order, 16);
    for (u32 i = 0; i < 16; i++) {
        Val from = follow(o, op, &order[i]);

        if (order[i] == ZERO)
            continue;
        if (source != VAL_NONE && source != from)
            return VAL_NONE;
        source = from;
    }
    if (source == VAL_NONE)
        return opt_constant(o, TY_V128, 0);
    if (is_identity(order))
        return source;
    if (source == op->a && source == op->b && !memcmp(order, old, 16))
        return VAL_NONE;
    return opt_emit(o, (Op){OP_vshuffle, TY_V128, source, source,
                            order_constant(o, order), op->imm});
}
