/* condition.c -- the conditions of instructions.  ARM ARM, A8.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

static Val not_z(Block *b)
{
    return ir_xor(b, flag(b, SLOT(z)), imm(b, 1));
}

static Val n_is_v(Block *b)
{
    Val n = flag(b, SLOT(n));

    return ir_set(b, n, flag(b, SLOT(v)), CC_EQ);
}

static Val and_not_z(Block *b, Val v)
{
    return ir_and(b, v, not_z(b));
}

/* What was last put in a slot by this block; NULL if nothing was. */
static const Op *last_put(const Block *b, u32 slot)
{
    for (u32 k = b->count; k-- > 0;)
        if (b->ops[k].code == OP_put && b->ops[k].imm == slot)
            return &b->ops[b->ops[k].a];
    return NULL;
}

static bool is_set(const Op *op, Cond cond)
{
    return op && op->code == OP_set && op->imm == cond;
}

/* Are the flags those of x - y?  As alu.c makes them. */
static bool find_compared(const Block *b, Val *x, Val *y)
{
    const Op *n = last_put(b, SLOT(n)), *z = last_put(b, SLOT(z));
    const Op *c = last_put(b, SLOT(c)), *v = last_put(b, SLOT(v));

    if (!is_set(n, CC_LT) || !is_set(z, CC_EQ) || !is_set(c, CC_GEU) || !v)
        return false;
    const Op *result = &b->ops[n->a], *not_y = &b->ops[v->b];
    *x = c->a, *y = c->b;
    return n->a == z->a && result->code == OP_sub && result->a == *x &&
           result->b == *y && v->code == OP_overflow && v->a == *x &&
           not_y->code == OP_not && not_y->a == *y;
}

static bool is_fset(const Op *op, const Op *like, unsigned kind)
{
    return op && op->code == OP_fset && (op->imm & FC_KIND) == kind &&
           (!like || (op->a == like->a && op->b == like->b));
}

/* Are the flags those of comparing the floats x and y?  As vfp_arith.c makes them. */
static bool find_float_compared(const Block *b, Val *x, Val *y, unsigned *signals)
{
    const Op *n = last_put(b, SLOT(n)), *z = last_put(b, SLOT(z));
    const Op *c = last_put(b, SLOT(c)), *v = last_put(b, SLOT(v));

    if (!is_fset(n, NULL, FC_LT) || !is_fset(z, n, FC_EQ) ||
        !is_fset(v, n, FC_UNORDERED) || !c || c->code != OP_xor || &b->ops[c->a] != n)
        return false;
    *x = n->a, *y = n->b;
    *signals = n->imm & FC_SIGNALS;
    return true;
}

/* HI and LT hold for unordered operands, too. */
static Val float_relation(Block *b, u32 cond, Val x, Val y, unsigned signals)
{
    static const struct {
        bool swapped, inverted;
        u8 kind;
    } relations[] = {{false, true, FC_LE}, {false, false, FC_LE}, {true, false, FC_LE},
                     {true, true, FC_LE},  {true, false, FC_LT},  {true, true, FC_LT}};
    unsigned kind = relations[cond - 8].kind | signals;
    bool swapped = relations[cond - 8].swapped;
    Val v = ir_fset(b, swapped ? y : x, swapped ? x : y, kind);

    return relations[cond - 8].inverted ? ir_xor(b, v, imm(b, 1)) : v;
}

/* The conditions of several flags are relations of what was compared. */
static Val relation(Block *b, u32 cond)
{
    static const u8 relations[] = {CC_GTU, CC_LEU, CC_GE, CC_LT, CC_GT, CC_LE};
    unsigned signals;
    Val x, y;

    if (cond < 8 || cond >= ALWAYS)
        return VAL_NONE;
    if (find_compared(b, &x, &y))
        return ir_set(b, x, y, (Cond)relations[cond - 8]);
    if (find_float_compared(b, &x, &y, &signals))
        return float_relation(b, cond, x, y, signals);
    return VAL_NONE;
}

Val condition(Block *b, u32 cond)
{
    Val v = relation(b, cond);

    if (v != VAL_NONE)
        return v;

    switch (cond >> 1) {
    case 0: v = flag(b, SLOT(z)); break;
    case 1: v = flag(b, SLOT(c)); break;
    case 2: v = flag(b, SLOT(n)); break;
    case 3: v = flag(b, SLOT(v)); break;
    case 4: v = and_not_z(b, flag(b, SLOT(c))); break;
    case 5: v = n_is_v(b); break;
    default: v = and_not_z(b, n_is_v(b)); break;
    }
    return cond & 1 ? ir_xor(b, v, imm(b, 1)) : v;
}
