/* saturate.c -- saturating arithmetic.  ARM ARM, A4.4.5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"

typedef struct {
    Val value;
    Val changed; /* i32: not what it was */
} Saturated;

/* A signed number kept to a range: a number of bits, and + 64 for unsigned ones. */
static Saturated saturate(Block *b, Val v, u32 range)
{
    Type type = (Type)b->ops[v].type;
    u64 all = type == TY_I32 ? 0xffffffff : ~0ull;
    u64 most = (1ull << (range >= 64 ? range - 64 : range - 1)) - 1;
    Val top = ir_constant(b, type, most);
    Val bottom = ir_constant(b, type, range >= 64 ? 0 : ~most & all);
    Val over = ir_set(b, v, top, CC_GT), under = ir_set(b, v, bottom, CC_LT);

    v = ir_select(b, over, top, v);
    v = ir_select(b, under, bottom, v);
    return (Saturated){v, ir_or(b, over, under)};
}

static Val narrow(Block *b, Val v)
{
    return b->ops[v].type == TY_I64 ? ir_trunc(b, TY_I32, v) : v;
}

static void set_saturated(Block *b, const ArmInsn *i, Saturated s)
{
    set_q_if(b, i, s.changed);
    set_reg(b, i, i->d, narrow(b, s.value));
}

static Val wide(Block *b, Val v)
{
    return ir_exts(b, TY_I64, v);
}

/* Rn doubled and saturated, which counts for Q by itself. */
static Val doubled(Block *b, const ArmInsn *i)
{
    Val n = wide(b, reg(b, i, i->n));
    Saturated s = saturate(b, ir_add(b, n, n), 32);

    set_q_if(b, i, s.changed);
    return s.value;
}

void arm_qadd(Block *b, const ArmInsn *i)
{
    Val m = wide(b, reg(b, i, i->m)), n = wide(b, reg(b, i, i->n));

    set_saturated(b, i, saturate(b, ir_add(b, m, n), 32));
}

void arm_qsub(Block *b, const ArmInsn *i)
{
    Val m = wide(b, reg(b, i, i->m)), n = wide(b, reg(b, i, i->n));

    set_saturated(b, i, saturate(b, ir_sub(b, m, n), 32));
}

void arm_qdadd(Block *b, const ArmInsn *i)
{
    Val m = wide(b, reg(b, i, i->m)), n = doubled(b, i);

    set_saturated(b, i, saturate(b, ir_add(b, m, n), 32));
}

void arm_qdsub(Block *b, const ArmInsn *i)
{
    Val m = wide(b, reg(b, i, i->m)), n = doubled(b, i);

    set_saturated(b, i, saturate(b, ir_sub(b, m, n), 32));
}

void arm_ssat(Block *b, const ArmInsn *i)
{
    set_saturated(b, i, saturate(b, operand2(b, i, NULL), i->imm + 1));
}

void arm_usat(Block *b, const ArmInsn *i)
{
    set_saturated(b, i, saturate(b, operand2(b, i, NULL), i->imm + 64));
}

/* Two halves, to the range from `bottom` to `top`. */
static void saturate16(Block *b, const ArmInsn *i, u32 bottom, u32 top)
{
    Val n = reg(b, i, i->n), v = ir_vlow(b, TY_V128, n);

    v = ir_vmin(b, v, simd_number(b, 16, top), vec_imm(16 | VEC_SIGNED, 0));
    v = ir_vmax(b, v, simd_number(b, 16, bottom), vec_imm(16 | VEC_SIGNED, 0));
    v = ir_vextract(b, TY_I32, v, vec_imm(32, 0));
    set_saturated(b, i, (Saturated){v, ir_set(b, v, n, CC_NE)});
}

void arm_ssat16(Block *b, const ArmInsn *i)
{
    u32 most = (1u << i->imm) - 1;

    saturate16(b, i, ~most & 0xffff, most);
}

void arm_usat16(Block *b, const ArmInsn *i)
{
    saturate16(b, i, 0, (1u << i->imm) - 1);
}
