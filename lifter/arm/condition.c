/* condition.c -- the conditions of instructions.  ARM ARM, A8.3. */
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

Val condition(Block *b, u32 cond)
{
    Val v;

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
