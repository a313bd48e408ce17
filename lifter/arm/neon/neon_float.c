/* neon_float.c -- Advanced SIMD arithmetic on floats, by the standard FPSCR value.
 * ARM ARM, A2.7.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

#define SIGNS 0x80000000u

/* In all lanes there are: 0 in the others. */
static Val float_scalar(Block *b, const ArmInsn *i)
{
    Val m = simd_operand(b, i, simd_scalar(b, i));

    return i->quad ? m : ir_vjoin(b, m, simd_number(b, 64, 0), 64);
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
    Val n = simd_floats(b, i, i->n), m = simd_floats(b, i, i->m);

    set_simd(b, i, i->d, op(b, n, m, SIMD_FLOATS));
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
    Val n = simd_floats(b, i, i->n), product = ir_vfmul(b, n, m, SIMD_FLOATS);
    Val d = simd_floats(b, i, i->d);

    set_simd(b, i, i->d, op(b, d, product, SIMD_FLOATS));
}

INSN(vmla_float)
{
    accumulate(b, i, simd_floats(b, i, i->m), ir_vfadd);
}

INSN(vmls_float)
{
    accumulate(b, i, simd_floats(b, i, i->m), ir_vfsub);
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
    Val n = simd_floats(b, i, i->n), m = float_scalar(b, i);

    set_simd(b, i, i->d, ir_vfmul(b, n, m, SIMD_FLOATS));
}

static void fused(Block *b, const ArmInsn *i, Val n)
{
    Val m = simd_floats(b, i, i->m), d = simd_floats(b, i, i->d);

    set_simd(b, i, i->d, ir_vfma(b, n, m, d, SIMD_FLOATS));
}

INSN(vfma)
{
    fused(b, i, simd_floats(b, i, i->n));
}

INSN(vfms)
{
    fused(b, i, negated(b, simd_floats(b, i, i->n)));
}

/* Every other lane works on an element and 0, which raises nothing that its own
 * lane does not. */
static void pairs(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val n = simd_floats(b, i, i->n), m = simd_floats(b, i, i->m),
        even = ir_vjoin(b, n, m, 64);
    Val odd = ir_vshr(b, even, vec_imm(64, 32)), v = op(b, even, odd, SIMD_FLOATS);

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
    Val m = simd_floats(b, i, i->m);

    set_simd(b, i, i->d, op(b, m, simd_number(b, 64, 0), SIMD_FLOATS));
}

static void zero_with(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val m = simd_floats(b, i, i->m);

    set_simd(b, i, i->d, op(b, simd_number(b, 64, 0), m, SIMD_FLOATS));
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
    set_simd(b, i, i->d, op(b, m, SIMD_FLOATS));
}

INSN(vrecpe_float)
{
    estimate(b, i, ir_vfrecpe);
}

INSN(vrsqrte_float)
{
    estimate(b, i, ir_vfrsqrte);
}

/* clang-format off */
const ArmRow arm_neon_float_rows[] = {
    SAME("vfma.f32",    "0", "00", "1100", "1", vfma, ""),
    SAME("vfms.f32",    "0", "10", "1100", "1", vfms, ""),
    SAME("vadd.f32",    "0", "00", "1101", "0", vadd_float, ""),
    SAME("vsub.f32",    "0", "10", "1101", "0", vsub_float, ""),
    SAME("vabd.f32",    "1", "10", "1101", "0", vabd_float, ""),
    SAME("vmla.f32",    "0", "00", "1101", "1", vmla_float, ""),
    SAME("vmls.f32",    "0", "10", "1101", "1", vmls_float, ""),
    SAME("vmul.f32",    "1", "00", "1101", "1", vmul_float, ""),
    SAME("vceq.f32",    "0", "00", "1110", "0", vceq_float, ""),
    SAME("vcge.f32",    "1", "00", "1110", "0", vcge_float, ""),
    SAME("vcgt.f32",    "1", "10", "1110", "0", vcgt_float, ""),
    SAME("vacge.f32",   "1", "00", "1110", "1", vacge, ""),
    SAME("vacgt.f32",   "1", "10", "1110", "1", vacgt, ""),
    SAME("vmax.f32",    "0", "00", "1111", "0", vmax_float, ""),
    SAME("vmin.f32",    "0", "10", "1111", "0", vmin_float, ""),
    SAME("vrecps.f32",  "0", "00", "1111", "1", vrecps, ""),
    SAME("vrsqrts.f32", "0", "10", "1111", "1", vrsqrts, ""),
    SAME_PAIRS("vpadd.f32", "1", "00", "1101", "0", vpadd_float, ""),
    SAME_PAIRS("vpmax.f32", "1", "00", "1111", "0", vpmax_float, ""),
    SAME_PAIRS("vpmin.f32", "1", "10", "1111", "0", vpmin_float, ""),
    SCALAR("vmla.f32", "0001", vmla_float_scalar, "01"),
    SCALAR("vmls.f32", "0101", vmls_float_scalar, "01"),
    SCALAR("vmul.f32", "1001", vmul_float_scalar, "01"),
    MISC_ZERO("vcgt.f32", "10", "1 000", vcgt_float_0, ""),
    MISC_ZERO("vcge.f32", "10", "1 001", vcge_float_0, ""),
    MISC_ZERO("vceq.f32", "10", "1 010", vceq_float_0, ""),
    MISC_ZERO("vcle.f32", "10", "1 011", vcle_float_0, ""),
    MISC_ZERO("vclt.f32", "10", "1 100", vclt_float_0, ""),
    MISC_TWO("vabs.f32",     "10", "01", "1110", vabs_float, ""),
    MISC_TWO("vneg.f32",     "10", "01", "1111", vneg_float, ""),
    MISC_TWO("vrecpe.f32",   "10", "11", "1010", vrecpe_float, ""),
    MISC_TWO("vrsqrte.f32",  "10", "11", "1011", vrsqrte_float, ""),
    {0}
};
/* clang-format on */
