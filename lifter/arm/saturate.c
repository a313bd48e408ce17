/* saturate.c -- saturating and parallel arithmetic.  ARM ARM, A4.4.5 and A4.4.7. */
#include "lifter/arm/arm.h"

/* Put the result of a helper that gives result | saturated << 32. */
static void set_saturated(Block *b, const ArmInsn *i, Val v)
{
    Val saturated = ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32)));

    set_q_if(b, i, saturated);
    set_reg(b, i, i->d, ir_trunc(b, TY_I32, v));
}

/* Range: a number of bits, and + 64 for unsigned ones. */
static Val saturate(Block *b, Val v, u32 range)
{
    return ir_helper(b, arm_helpers, ARM_saturate, v, imm(b, range), VAL_NONE);
}

static Val wide(Block *b, Val v)
{
    return ir_exts(b, TY_I64, v);
}

/* Rn doubled and saturated, which counts for Q by itself. */
static Val doubled(Block *b, const ArmInsn *i)
{
    Val n = wide(b, reg(b, i, i->n)), v = saturate(b, ir_add(b, n, n), 32);

    set_q_if(b, i, ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32))));
    return wide(b, ir_trunc(b, TY_I32, v));
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
    Val v = wide(b, operand2(b, i, NULL));

    set_saturated(b, i, saturate(b, v, i->imm + 1));
}

void arm_usat(Block *b, const ArmInsn *i)
{
    Val v = wide(b, operand2(b, i, NULL));

    set_saturated(b, i, saturate(b, v, i->imm + 64));
}

static void saturate16(Block *b, const ArmInsn *i, u32 range)
{
    Val n = reg(b, i, i->n);

    set_saturated(
        b, i, ir_helper(b, arm_helpers, ARM_saturate16, n, imm(b, range), VAL_NONE));
}

void arm_ssat16(Block *b, const ArmInsn *i)
{
    saturate16(b, i, i->imm + 1);
}

void arm_usat16(Block *b, const ArmInsn *i)
{
    saturate16(b, i, i->imm + 64);
}

/* i->x: the manual's op1 (1 signed, 2 saturating, 3 halving, + 4 unsigned), and
 * i->y: op2 (add16 asx sax sub16 add8 . . sub8). */
void arm_parallel(Block *b, const ArmInsn *i)
{
    bool sets_ge = (i->x & 3) == 1;
    Val n = reg(b, i, i->n), m = reg(b, i, i->m), kind = imm(b, i->x << 3 | i->y);
    Val v = ir_helper(b, arm_helpers, ARM_parallel, kind, n, m);

    set_reg(b, i, i->d, ir_trunc(b, TY_I32, v));
    if (!sets_ge)
        return;
    Val ge = ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32)));
    for (u32 k = 0; k < 4; k++)
        set_slot(b, i, SLOT(ge) + 4 * k, bit_of(b, ge, k));
}

static Val absolute_differences(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n), m = reg(b, i, i->m);

    return ir_helper(b, arm_helpers, ARM_usad8, n, m, VAL_NONE);
}

void arm_usad8(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->d, absolute_differences(b, i));
}

void arm_usada8(Block *b, const ArmInsn *i)
{
    Val v = absolute_differences(b, i);

    set_reg(b, i, i->d, ir_add(b, v, reg(b, i, i->a)));
}

/* Each byte from Rn where GE is set, else from Rm. */
void arm_sel(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n), m = reg(b, i, i->m), from_n = imm(b, 0);

    for (u32 k = 0; k < 4; k++) {
        Val ge = ir_mul(b, flag(b, SLOT(ge) + 4 * k), imm(b, 0xffu << 8 * k));
        from_n = ir_or(b, from_n, ge);
    }
    n = ir_and(b, n, from_n);
    m = ir_and(b, m, ir_not(b, from_n));
    set_reg(b, i, i->d, ir_or(b, n, m));
}
