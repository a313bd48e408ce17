/* multiply.c -- multiply, multiply-accumulate and divide.  ARM ARM, A4.4.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

static Val wide(Block *b, Val v)
{
    return ir_exts(b, TY_I64, v);
}

static Val wide_unsigned(Block *b, Val v)
{
    return ir_extu(b, TY_I64, v);
}

/* Its low half if `top` is 0, else its high half, as a signed number. */
static Val half_of(Block *b, Val v, u32 top)
{
    return top ? ir_sar(b, v, imm(b, 16)) : ir_sext(b, v, 16);
}

static Val pair(Block *b, Val low, Val high)
{
    Val top = ir_shl(b, wide_unsigned(b, high), imm64(b, 32));

    return ir_or(b, top, wide_unsigned(b, low));
}

/* RdHi:RdLo, which are i->d and i->a. */
static Val accumulator(Block *b, const ArmInsn *i)
{
    Val low = reg(b, i, i->a), high = reg(b, i, i->d);

    return pair(b, low, high);
}

static void set_pair(Block *b, const ArmInsn *i, Val v)
{
    Val high = ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32)));

    if (i->sets_flags)
        set_nz64(b, i, v);
    set_reg(b, i, i->a, ir_trunc(b, TY_I32, v));
    set_reg(b, i, i->d, high);
}

static void set_product(Block *b, const ArmInsn *i, Val v)
{
    if (i->sets_flags)
        set_nz(b, i, v);
    set_reg(b, i, i->d, v);
}

static Val product(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n);

    return ir_mul(b, n, reg(b, i, i->m));
}

void arm_mul(Block *b, const ArmInsn *i)
{
    set_product(b, i, product(b, i));
}

void arm_mla(Block *b, const ArmInsn *i)
{
    Val v = product(b, i);

    set_product(b, i, ir_add(b, v, reg(b, i, i->a)));
}

void arm_mls(Block *b, const ArmInsn *i)
{
    Val v = product(b, i);

    set_product(b, i, ir_sub(b, reg(b, i, i->a), v));
}

static Val signed_product(Block *b, const ArmInsn *i)
{
    Val n = wide(b, reg(b, i, i->n));

    return ir_mul(b, n, wide(b, reg(b, i, i->m)));
}

static Val unsigned_product(Block *b, const ArmInsn *i)
{
    Val n = wide_unsigned(b, reg(b, i, i->n));

    return ir_mul(b, n, wide_unsigned(b, reg(b, i, i->m)));
}

void arm_umull(Block *b, const ArmInsn *i)
{
    set_pair(b, i, unsigned_product(b, i));
}

void arm_smull(Block *b, const ArmInsn *i)
{
    set_pair(b, i, signed_product(b, i));
}

void arm_umlal(Block *b, const ArmInsn *i)
{
    Val v = unsigned_product(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

void arm_smlal(Block *b, const ArmInsn *i)
{
    Val v = signed_product(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

void arm_umaal(Block *b, const ArmInsn *i)
{
    Val v = unsigned_product(b, i), low = wide_unsigned(b, reg(b, i, i->a));

    v = ir_add(b, v, low);
    set_pair(b, i, ir_add(b, v, wide_unsigned(b, reg(b, i, i->d))));
}

/* v + Ra, with Q set if that overflows. */
static void accumulate(Block *b, const ArmInsn *i, Val v)
{
    Val a = reg(b, i, i->a), overflow = ir_overflow(b, v, a, imm(b, 0));

    set_q_if(b, i, overflow);
    set_reg(b, i, i->d, ir_add(b, v, a));
}

static Val half_product(Block *b, const ArmInsn *i)
{
    Val n = half_of(b, reg(b, i, i->n), i->x);

    return ir_mul(b, n, half_of(b, reg(b, i, i->m), i->y));
}

void arm_smulxy(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->d, half_product(b, i));
}

void arm_smlaxy(Block *b, const ArmInsn *i)
{
    accumulate(b, i, half_product(b, i));
}

void arm_smlalxy(Block *b, const ArmInsn *i)
{
    Val v = wide(b, half_product(b, i));

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

/* The top 32 of the 48 bits of a word times a half. */
static Val word_by_half(Block *b, const ArmInsn *i)
{
    Val n = wide(b, reg(b, i, i->n)), m = half_of(b, reg(b, i, i->m), i->y);
    Val v = ir_mul(b, n, wide(b, m));

    return ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 16)));
}

void arm_smulwy(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->d, word_by_half(b, i));
}

void arm_smlawy(Block *b, const ArmInsn *i)
{
    accumulate(b, i, word_by_half(b, i));
}

/* The products of both halves, 64 bits wide; x exchanges those of Rm. */
static void dual_products(Block *b, const ArmInsn *i, Val *low, Val *high)
{
    Val n = reg(b, i, i->n), m = reg(b, i, i->m);
    Val n_low = half_of(b, n, 0), n_high = half_of(b, n, 1);
    Val m_low = half_of(b, m, i->x), m_high = half_of(b, m, !i->x);

    *low = wide(b, ir_mul(b, n_low, m_low));
    *high = wide(b, ir_mul(b, n_high, m_high));
}

static Val dual_sum(Block *b, const ArmInsn *i)
{
    Val low, high;

    dual_products(b, i, &low, &high);
    return ir_add(b, low, high);
}

static Val dual_difference(Block *b, const ArmInsn *i)
{
    Val low, high;

    dual_products(b, i, &low, &high);
    return ir_sub(b, low, high);
}

static void set_dual(Block *b, const ArmInsn *i, Val v)
{
    Val result = ir_trunc(b, TY_I32, v);

    set_q_if(b, i, ir_set(b, wide(b, result), v, CC_NE));
    set_reg(b, i, i->d, result);
}

void arm_smuad(Block *b, const ArmInsn *i)
{
    set_dual(b, i, dual_sum(b, i));
}

void arm_smusd(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->d, ir_trunc(b, TY_I32, dual_difference(b, i)));
}

void arm_smlad(Block *b, const ArmInsn *i)
{
    Val v = dual_sum(b, i);

    set_dual(b, i, ir_add(b, v, wide(b, reg(b, i, i->a))));
}

void arm_smlsd(Block *b, const ArmInsn *i)
{
    Val v = dual_difference(b, i);

    set_dual(b, i, ir_add(b, v, wide(b, reg(b, i, i->a))));
}

void arm_smlald(Block *b, const ArmInsn *i)
{
    Val v = dual_sum(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

void arm_smlsld(Block *b, const ArmInsn *i)
{
    Val v = dual_difference(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

/* The top half of v, rounded if x says so. */
static void set_top(Block *b, const ArmInsn *i, Val v)
{
    if (i->x)
        v = ir_add(b, v, imm64(b, 1u << 31));
    set_reg(b, i, i->d, ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32))));
}

static Val accumulator_top(Block *b, const ArmInsn *i)
{
    return ir_shl(b, wide_unsigned(b, reg(b, i, i->a)), imm64(b, 32));
}

void arm_smmul(Block *b, const ArmInsn *i)
{
    set_top(b, i, signed_product(b, i));
}

void arm_smmla(Block *b, const ArmInsn *i)
{
    Val v = signed_product(b, i);

    set_top(b, i, ir_add(b, v, accumulator_top(b, i)));
}

void arm_smmls(Block *b, const ArmInsn *i)
{
    Val v = signed_product(b, i);

    set_top(b, i, ir_sub(b, accumulator_top(b, i), v));
}

void arm_sdiv(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n);

    set_reg(b, i, i->d, ir_divs(b, n, reg(b, i, i->m)));
}

void arm_udiv(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n);

    set_reg(b, i, i->d, ir_divu(b, n, reg(b, i, i->m)));
}
