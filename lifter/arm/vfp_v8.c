/* vfp_v8.c -- selecting, maximum, rounding of ARMv8's floating point.  ARM ARM for
 * ARMv8, F6.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"

static void select_if(Block *b, const ArmInsn *i, u32 cond)
{
    Val holds = condition(b, cond), x = fp_reg(b, i, i->n);

    set_fp_reg(b, i, i->d, ir_select(b, holds, x, fp_reg(b, i, i->m)));
}

#define SELECT(name, cond)                                                             \
    void arm_vsel##name(Block *b, const ArmInsn *i)                                    \
    {                                                                                  \
        select_if(b, i, cond);                                                         \
    }

SELECT(eq, 0)
SELECT(vs, 6)
SELECT(ge, 10)
SELECT(gt, 12)

/* The result is one of the operands, but for NaNs: done by a function. */
static void choose(Block *b, const ArmInsn *i, u32 least)
{
    Type type = fp_type(i), bits = i->x ? TY_I64 : TY_I32;
    Val x = ir_as_int(b, bits, fp_reg(b, i, i->n));
    Val y = ir_as_int(b, bits, fp_reg(b, i, i->m)), v;

    if (!i->x) {
        x = ir_extu(b, TY_I64, x);
        y = ir_extu(b, TY_I64, y);
    }
    v = ir_helper(b, arm_helpers, ARM_choose, x, y, imm(b, least << 1 | i->x));
    if (!i->x)
        v = ir_trunc(b, TY_I32, v);
    set_fp_reg(b, i, i->d, ir_as_float(b, type, v));
}

void arm_vmaxnm(Block *b, const ArmInsn *i)
{
    choose(b, i, 0);
}

void arm_vminnm(Block *b, const ArmInsn *i)
{
    choose(b, i, 1);
}

/* Multiplying by 1 gives what NaNs and, if they are flushed, denormals become. */
static void round_by(Block *b, const ArmInsn *i, u64 how)
{
    u64 one = i->x ? double_bits(1.0) : float_bits(1.0f);
    Val rounded = ir_fround(b, fp_operand(b, i, i->m), how);
    Val same = ir_constant(b, fp_type(i), one);

    set_fp_reg(b, i, i->d, ir_fmul(b, rounded, same, NAN_ARM));
}

#define ROUND(name, how)                                                               \
    void arm_vrint##name(Block *b, const ArmInsn *i)                                   \
    {                                                                                  \
        round_by(b, i, how);                                                           \
    }

ROUND(a, ROUND_AWAY | ROUND_EXACT)
ROUND(n, ROUND_NEAREST | ROUND_EXACT)
ROUND(p, ROUND_UP | ROUND_EXACT)
ROUND(m, ROUND_DOWN | ROUND_EXACT)
ROUND(z, ROUND_ZERO | ROUND_EXACT)
ROUND(r, ROUND_CURRENT | ROUND_EXACT)
ROUND(x, ROUND_CURRENT)

#define CONVERT(name, how)                                                             \
    void arm_vcvt##name##_to_signed(Block *b, const ArmInsn *i)                        \
    {                                                                                  \
        Val v = fp_reg(b, i, i->m);                                                    \
                                                                                       \
        set_slot(b, i, single_slot(i->d), ir_ftoi(b, TY_I32, v, how));                 \
    }                                                                                  \
    void arm_vcvt##name##_to_unsigned(Block *b, const ArmInsn *i)                      \
    {                                                                                  \
        Val v = fp_reg(b, i, i->m);                                                    \
                                                                                       \
        set_slot(b, i, single_slot(i->d),                                              \
                 ir_ftoi(b, TY_I32, v, (how) | INT_UNSIGNED));                         \
    }

CONVERT(a, ROUND_AWAY)
CONVERT(n, ROUND_NEAREST)
CONVERT(p, ROUND_UP)
CONVERT(m, ROUND_DOWN)
