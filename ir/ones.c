/* ones.c -- which bits of a value may be 1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

typedef struct {
    u64 a, b, c; /* of the operands */
    u64 all;     /* all bits of the result's type */
    u64 shift;   /* operand b if it is a constant, else NOT_CONSTANT */
} Ones;

#define NOT_CONSTANT (~0ull)

typedef u64 OnesRule(const Op *op, const Ones *ones);

/* Sets all bits below the highest 1 of x. */
static u64 smear(u64 x)
{
    return x ? ~0ull >> __builtin_clzll(x) : 0;
}

static u64 ones_constant(const Op *op, const Ones *ones)
{
    (void)ones;
    return op->imm;
}

static u64 ones_and(const Op *op, const Ones *ones)
{
    (void)op;
    return ones->a & ones->b;
}

static u64 ones_or(const Op *op, const Ones *ones)
{
    (void)op;
    return ones->a | ones->b;
}

static u64 ones_add(const Op *op, const Ones *ones)
{
    u64 widest = smear(ones->a | ones->b);

    (void)op;
    return widest << 1 | 1;
}

static u64 ones_shl(const Op *op, const Ones *ones)
{
    (void)op;
    return ones->shift < 64 ? ones->a << ones->shift : ones->all;
}

static u64 ones_shr(const Op *op, const Ones *ones)
{
    (void)op;
    return ones->shift < 64 ? ones->a >> ones->shift : smear(ones->a);
}

static u64 ones_divu(const Op *op, const Ones *ones)
{
    (void)op;
    return smear(ones->a);
}

/* Possible ones of the ops that only move bits: the operand's, moved likewise. */
static u64 ones_moved(const Op *op, const Ones *ones)
{
    return ones->shift < 64 || op_info[op->code].args == 1
               ? ir_value(op, (Type)op->type, ones->a, ones->shift, 0)
               : ones->all;
}

static u64 ones_count(const Op *op, const Ones *ones)
{
    (void)ones;
    return smear(type_bits((Type)op->type));
}

static u64 ones_zext(const Op *op, const Ones *ones)
{
    return ones->a & ~0ull >> (64 - op->imm);
}

static u64 ones_same(const Op *op, const Ones *ones)
{
    (void)op;
    return ones->a;
}

static u64 ones_select(const Op *op, const Ones *ones)
{
    (void)op;
    return ones->b | ones->c;
}

static u64 ones_load(const Op *op, const Ones *ones)
{
    unsigned shape = mem_shape(op->imm), bits = 8 * (shape & MEM_SIZE);

    return shape & MEM_SIGNED || bits > 64 ? ones->all : ~0ull >> (64 - bits);
}

static OnesRule *const rules[NUM_OPS] = {
    [OP_constant] = ones_constant,
    [OP_and] = ones_and,
    [OP_or] = ones_or,
    [OP_xor] = ones_or,
    [OP_add] = ones_add,
    [OP_shl] = ones_shl,
    [OP_shr] = ones_shr,
    [OP_divu] = ones_divu,
    [OP_ror] = ones_moved,
    [OP_bswap] = ones_moved,
    [OP_clz] = ones_count,
    [OP_ctz] = ones_count,
    [OP_popcount] = ones_count,
    [OP_zext] = ones_zext,
    [OP_extu] = ones_same,
    [OP_trunc] = ones_same,
    [OP_as_int] = ones_same,
    [OP_as_float] = ones_same,
    [OP_select] = ones_select,
    [OP_load] = ones_load,
    [OP_cas] = ones_load,
};

/* Returns the bits that may be 1 in the value of an op whose operands are in `ops`. */
static u64 ones_of(const Op *ops, const u64 *known, const Op *op)
{
    const OpInfo *info = &op_info[op->code];
    Ones ones = {0, 0, 0, ~0ull, NOT_CONSTANT};

    if (!info->results || op->type == TY_NONE)
        return 0;
    if (op->type != TY_V128)
        ones.all = type_mask((Type)op->type);
    if (info->traits & BOOL)
        return 1;
    if (!rules[op->code])
        return ones.all;
    ones.a = info->args > 0 ? known[op->a] : 0;
    ones.b = info->args > 1 ? known[op->b] : 0;
    ones.c = info->args > 2 ? known[op->c] : 0;
    if (info->args == 2 && ops[op->b].code == OP_constant)
        ones.shift = ops[op->b].imm;
    return rules[op->code](op, &ones) & ones.all;
}

u64 opt_ones(const Optimiser *o, const Op *op)
{
    return ones_of(o->out.ops, o->ones, op);
}

u64 *ir_ones(const Block *blk)
{
    u64 *ones = base_alloc((blk->count + 1) * sizeof(u64));

    for (u32 i = 0; i < blk->count; i++)
        ones[i] = ones_of(blk->ops, ones, &blk->ops[i]);
    return ones;
}
