/* bits.c -- bit fields, extension, reversal and packing.  ARM ARM, A4.4.4, A4.4.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

static void set_rd(Block *b, const ArmInsn *i, Val v)
{
    set_reg(b, i, i->d, v);
}

/* Rm rotated right by x bytes. */
static Val rotated(Block *b, const ArmInsn *i)
{
    Val m = reg(b, i, i->m);

    return i->x ? ir_ror(b, m, imm(b, 8 * i->x)) : m;
}

/* The forms that add have an Rn; 15 stands for none. */
static void set_extended(Block *b, const ArmInsn *i, Val v)
{
    set_rd(b, i, i->n == 15 ? v : ir_add(b, reg(b, i, i->n), v));
}

void arm_sxtb(Block *b, const ArmInsn *i)
{
    set_extended(b, i, ir_sext(b, rotated(b, i), 8));
}

void arm_sxth(Block *b, const ArmInsn *i)
{
    set_extended(b, i, ir_sext(b, rotated(b, i), 16));
}

void arm_uxtb(Block *b, const ArmInsn *i)
{
    set_extended(b, i, ir_zext(b, rotated(b, i), 8));
}

void arm_uxth(Block *b, const ArmInsn *i)
{
    set_extended(b, i, ir_zext(b, rotated(b, i), 16));
}

/* Both halves of Rn and the result, each for itself. */
static void set_extended16(Block *b, const ArmInsn *i, Val low, Val high)
{
    if (i->n != 15) {
        Val n = reg(b, i, i->n);
        low = ir_add(b, low, n);
        high = ir_add(b, high, ir_shr(b, n, imm(b, 16)));
    }
    low = ir_zext(b, low, 16);
    set_rd(b, i, ir_or(b, low, ir_shl(b, high, imm(b, 16))));
}

void arm_sxtb16(Block *b, const ArmInsn *i)
{
    Val m = rotated(b, i), low = ir_sext(b, m, 8);

    set_extended16(b, i, low, ir_sext(b, ir_shr(b, m, imm(b, 16)), 8));
}

void arm_uxtb16(Block *b, const ArmInsn *i)
{
    Val m = rotated(b, i), low = ir_zext(b, m, 8);

    set_extended16(b, i, low, ir_zext(b, ir_shr(b, m, imm(b, 16)), 8));
}

void arm_rev(Block *b, const ArmInsn *i)
{
    set_rd(b, i, ir_bswap(b, reg(b, i, i->m)));
}

void arm_rev16(Block *b, const ArmInsn *i)
{
    Val v = ir_bswap(b, reg(b, i, i->m));

    set_rd(b, i, ir_ror(b, v, imm(b, 16)));
}

void arm_revsh(Block *b, const ArmInsn *i)
{
    Val v = ir_bswap(b, reg(b, i, i->m));

    set_rd(b, i, ir_sar(b, v, imm(b, 16)));
}

void arm_rbit(Block *b, const ArmInsn *i)
{
    Val m = reg(b, i, i->m);

    set_rd(b, i, ir_helper(b, arm_helpers, ARM_rbit, m, VAL_NONE, VAL_NONE));
}

void arm_clz(Block *b, const ArmInsn *i)
{
    set_rd(b, i, ir_clz(b, reg(b, i, i->m)));
}

/* Bit fields: y is the lowest bit, x the number of bits. */
static u32 ones(u32 count)
{
    return count >= 32 ? ~0u : (1u << count) - 1;
}

void arm_bfc(Block *b, const ArmInsn *i)
{
    Val d = reg(b, i, i->d);

    set_rd(b, i, ir_and(b, d, imm(b, ~(ones(i->x) << i->y))));
}

void arm_bfi(Block *b, const ArmInsn *i)
{
    Val d = ir_and(b, reg(b, i, i->d), imm(b, ~(ones(i->x) << i->y)));
    Val n = ir_and(b, reg(b, i, i->n), imm(b, ones(i->x)));

    set_rd(b, i, ir_or(b, d, ir_shl(b, n, imm(b, i->y))));
}

void arm_sbfx(Block *b, const ArmInsn *i)
{
    Val n = ir_shr(b, reg(b, i, i->n), imm(b, i->y));

    set_rd(b, i, ir_sext(b, n, i->x));
}

void arm_ubfx(Block *b, const ArmInsn *i)
{
    Val n = ir_shr(b, reg(b, i, i->n), imm(b, i->y));

    set_rd(b, i, ir_zext(b, n, i->x));
}

void arm_pkhbt(Block *b, const ArmInsn *i)
{
    Val low = ir_zext(b, reg(b, i, i->n), 16);
    Val high = ir_and(b, operand2(b, i, NULL), imm(b, 0xffff0000));

    set_rd(b, i, ir_or(b, high, low));
}

void arm_pkhtb(Block *b, const ArmInsn *i)
{
    Val high = ir_and(b, reg(b, i, i->n), imm(b, 0xffff0000));
    Val low = ir_zext(b, operand2(b, i, NULL), 16);

    set_rd(b, i, ir_or(b, high, low));
}
