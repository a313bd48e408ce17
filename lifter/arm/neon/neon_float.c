/* neon_float.c -- Advanced SIMD arithmetic on floats, by the standard FPSCR value.
 * ARM ARM, A2.7.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"

#define INSN(name) void arm_neon_##name(Block *b, const ArmInsn *i)
#define FLOATS (32 | VEC_STANDARD)
#define SIGNS 0x80000000u

/* An operand; of instructions whose condition does not hold one that raises nothing. */
static Val operand(Block *b, const ArmInsn *i, Val v)
{
    if (i->holds == VAL_NONE)
        return v;
    return simd_if_holds(b, i, v, simd_number(b, 64, 0));
}

static Val floats(Block *b, const ArmInsn *i, u32 n)
{
    return operand(b, i, simd(b, i, n));
}

static Val zeros(Block *b)
{
    return simd_number(b, 64, 0);
}

/* In all lanes there are: 0 in the others. */
static Val float_scalar(Block *b, const ArmInsn *i)
{
    Val m = operand(b, i, simd_scalar(b, i));

    return i->quad ? m : ir_vjoin(b, m, zeros(b), 64);
}

static Val negated(Block *b, Val v)
{
    return ir_vxor(b, v, simd_number(b, 32, SIGNS));
}

static Val absolute(Block *b, Val v)
{
    return ir_vandnot(b, v, simd_number(b, 32, SIGNS));
}

static void same(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val n = floats(b, i, i->n), m = floats(b, i, i->m);

    set_simd(b, i, i->d, op(b, n, m, FLOATS));
}

INSN(vadd_float)
{
    same(b, i, ir_vfadd);
}

INSN(vsub_float)
{
    same(b, i, ir_vfsub);
}

INSN(vmul_float)
{
    same(b, i, ir_vfmul);
}

static Val difference(Block *b, Val x, Val y, u64 lanes)
{
    return absolute(b, ir_vfsub(b, x, y, lanes));
}

INSN(vabd_float)
{
    same(b, i, difference);
}

INSN(vmax_float)
{
    same(b, i, ir_vfmax);
}

INSN(vmin_float)
{
    same(b, i, ir_vfmin);
}

INSN(vceq_float)
{
    same(b, i, ir_vfceq);
}

INSN(vcge_float)
{
    same(b, i, ir_vfcge);
}

INSN(vcgt_float)
{
    same(b, i, ir_vfcgt);
}

static Val absolute_cge(Block *b, Val x, Val y, u64 lanes)
{
    x = absolute(b, x);
    y = absolute(b, y);
    return ir_vfcge(b, x, y, lanes);
}

static Val absolute_cgt(Block *b, Val x, Val y, u64 lanes)
{
    x = absolute(b, x);
    y = absolute(b, y);
    return ir_vfcgt(b, x, y, lanes);
}

INSN(vacge)
{
    same(b, i, absolute_cge);
}

INSN(vacgt)
{
    same(b, i, absolute_cgt);
}

INSN(vrecps)
{
    same(b, i, ir_vfrecps);
}

INSN(vrsqrts)
{
    same(b, i, ir_vfrsqrts);
}

/* The sum of d and a product that was rounded before. */
static void accumulate(Block *b, const ArmInsn *i, Val m, SimdOp2 *op)
{
    Val n = floats(b, i, i->n), product = ir_vfmul(b, n, m, FLOATS);
    Val d = floats(b, i, i->d);

    set_simd(b, i, i->d, op(b, d, product, FLOATS));
}

INSN(vmla_float)
{
    accumulate(b, i, floats(b, i, i->m), ir_vfadd);
}

INSN(vmls_float)
{
    accumulate(b, i, floats(b, i, i->m), ir_vfsub);
}

INSN(vmla_float_scalar)
{
    accumulate(b, i, float_scalar(b, i), ir_vfadd);
}

INSN(vmls_float_scalar)
{
    accumulate(b, i, float_scalar(b, i), ir_vfsub);
}

INSN(vmul_float_scalar)
{
    Val n = floats(b, i, i->n), m = float_scalar(b, i);

    set_simd(b, i, i->d, ir_vfmul(b, n, m, FLOATS));
}

static void fused(Block *b, const ArmInsn *i, Val n)
{
    Val m = floats(b, i, i->m), d = floats(b, i, i->d);

    set_simd(b, i, i->d, ir_vfma(b, n, m, d, FLOATS));
}

INSN(vfma)
{
    fused(b, i, floats(b, i, i->n));
}

INSN(vfms)
{
    fused(b, i, negated(b, floats(b, i, i->n)));
}

/* Every other lane works on an element and 0, which raises nothing that its own
 * lane does not. */
static void pairs(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val n = floats(b, i, i->n), m = floats(b, i, i->m), even = ir_vjoin(b, n, m, 64);
    Val odd = ir_vshr(b, even, vec_imm(64, 32)), v = op(b, even, odd, FLOATS);

    set_simd_d(b, i, i->d, ir_vnarrow(b, v, v, 64));
}

INSN(vpadd_float)
{
    pairs(b, i, ir_vfadd);
}

INSN(vpmax_float)
{
    pairs(b, i, ir_vfmax);
}

INSN(vpmin_float)
{
    pairs(b, i, ir_vfmin);
}

INSN(vabs_float)
{
    set_simd(b, i, i->d, absolute(b, simd(b, i, i->m)));
}

INSN(vneg_float)
{
    set_simd(b, i, i->d, negated(b, simd(b, i, i->m)));
}

static void with_zero(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val m = floats(b, i, i->m);

    set_simd(b, i, i->d, op(b, m, zeros(b), FLOATS));
}

static void zero_with(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val m = floats(b, i, i->m);

    set_simd(b, i, i->d, op(b, zeros(b), m, FLOATS));
}

INSN(vceq_float_0)
{
    with_zero(b, i, ir_vfceq);
}

INSN(vcge_float_0)
{
    with_zero(b, i, ir_vfcge);
}

INSN(vcgt_float_0)
{
    with_zero(b, i, ir_vfcgt);
}

INSN(vcle_float_0)
{
    zero_with(b, i, ir_vfcge);
}

INSN(vclt_float_0)
{
    zero_with(b, i, ir_vfcgt);
}

/* Of a doubleword both halves are its own: estimates of 0 raise division by zero; and
 * for a condition that does not hold they are 1. */
static void estimate(Block *b, const ArmInsn *i, SimdOp1 *op)
{
    Val m = simd(b, i, i->m);

    if (!i->quad)
        m = ir_vjoin(b, m, m, 64);
    if (i->holds != VAL_NONE)
        m = simd_if_holds(b, i, m, simd_number(b, 32, float_bits(1)));
    set_simd(b, i, i->d, op(b, m, FLOATS));
}

INSN(vrecpe_float)
{
    estimate(b, i, ir_vfrecpe);
}

INSN(vrsqrte_float)
{
    estimate(b, i, ir_vfrsqrte);
}

/* Integers, or numbers with imm bits behind the point. */
static u64 numbers_with_point(const ArmInsn *i, u32 bits)
{
    return vec_imm(FLOATS | (i->is_unsigned ? 0 : VEC_SIGNED), bits);
}

static void to_float(Block *b, const ArmInsn *i, u32 bits)
{
    Val m = floats(b, i, i->m);

    set_simd(b, i, i->d, ir_vitof(b, m, numbers_with_point(i, bits)));
}

static void to_number(Block *b, const ArmInsn *i, u32 bits)
{
    Val m = floats(b, i, i->m);

    set_simd(b, i, i->d, ir_vftoi(b, m, numbers_with_point(i, bits)));
}

INSN(vcvt_to_float)
{
    to_float(b, i, 0);
}

INSN(vcvt_to_int)
{
    to_number(b, i, 0);
}

INSN(vcvt_to_float_fixed)
{
    to_float(b, i, i->imm);
}

INSN(vcvt_to_fixed)
{
    to_number(b, i, i->imm);
}

/* Four lanes of `from` bits to `to` bits, one after the other. */
static Val convert_lanes(Block *b, Val m, ArmHelper helper, unsigned from, unsigned to)
{
    Val v = zeros(b);

    for (unsigned k = 0; k < 4; k++) {
        Val lane = ir_vextract(b, TY_I32, m, vec_imm(from, k));
        lane = ir_helper(b, arm_helpers, helper, lane, VAL_NONE, VAL_NONE);
        lane = ir_vlow(b, TY_V128, lane);
        v = ir_vinsert(b, v, lane, vec_imm(to, k));
    }
    return v;
}

INSN(vcvt_to_half)
{
    Val m = operand(b, i, simd_q(b, i->m));

    set_simd_d(b, i, i->d, convert_lanes(b, m, ARM_standard_to_half, 32, 16));
}

INSN(vcvt_from_half)
{
    Val m = operand(b, i, simd_d(b, i->m));

    set_simd_q(b, i, i->d, convert_lanes(b, m, ARM_standard_from_half, 16, 32));
}
