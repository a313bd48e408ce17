/* neon_saturate.c -- Advanced SIMD arithmetic that saturates.  ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

/* A saturated result differs from the one cut to the lane, always. */
static void add_or_subtract(Block *b, const ArmInsn *i, SimdOp2 *saturating,
                            SimdOp2 *op)
{
    Val n = simd(b, i, i->n), m = simd(b, i, i->m);
    Val v = saturating(b, n, m, numbers(i)), cut = op(b, n, m, elements(i));

    set_qc_if(b, i, ir_vxor(b, v, cut));
    set_simd(b, i, i->d, v);
}

INSN(vqadd)
{
    add_or_subtract(b, i, ir_vadds, ir_vadd);
}

INSN(vqsub)
{
    add_or_subtract(b, i, ir_vsubs, ir_vsub);
}

INSN(vqneg)
{
    Val m = simd(b, i, i->m), zero = simd_number(b, 64, 0);
    Val v = ir_vsubs(b, zero, m, numbers(i)), cut = ir_vsub(b, zero, m, elements(i));

    set_qc_if(b, i, ir_vxor(b, v, cut));
    set_simd(b, i, i->d, v);
}

INSN(vqabs)
{
    Val m = simd(b, i, i->m), cut = ir_vabs(b, m, elements(i));
    Val minus = ir_vsubs(b, simd_number(b, 64, 0), m, numbers(i));
    Val v = ir_vmax(b, m, minus, numbers(i));

    set_qc_if(b, i, ir_vxor(b, v, cut));
    set_simd(b, i, i->d, v);
}

/* The smallest number times itself is the only product that, doubled, is too large. */
static void high_doubled(Block *b, const ArmInsn *i, Val m, u64 round)
{
    unsigned bits = element_bits(i);
    Val n = simd(b, i, i->n), smallest = simd_number(b, bits, 1ull << (bits - 1));
    Val n_is = ir_vceq(b, n, smallest, bits), m_is = ir_vceq(b, m, smallest, bits);

    set_qc_if(b, i, ir_vand(b, n_is, m_is));
    set_simd(b, i, i->d, ir_vmulhd(b, n, m, bits | round));
}

INSN(vqdmulh)
{
    high_doubled(b, i, simd(b, i, i->m), 0);
}

INSN(vqrdmulh)
{
    high_doubled(b, i, simd(b, i, i->m), VEC_ROUND);
}

INSN(vqdmulh_scalar)
{
    high_doubled(b, i, simd_scalar(b, i), 0);
}

INSN(vqrdmulh_scalar)
{
    high_doubled(b, i, simd_scalar(b, i), VEC_ROUND);
}

/* The doubled product, saturated, and then d and that, saturated, if `saturating`. */
static void long_doubled(Block *b, const ArmInsn *i, Val m, SimdOp2 *saturating,
                         SimdOp2 *op)
{
    u64 shape = wide_numbers(i);
    Val n = simd_d(b, i->n), product = ir_vmull(b, n, m, numbers(i));
    Val v = ir_vadds(b, product, product, shape);
    Val cut = ir_vadd(b, product, product, wide_elements(i));
    Val saturated = ir_vxor(b, v, cut);

    if (saturating) {
        Val d = simd_q(b, i->d), sum = saturating(b, d, v, shape);
        cut = op(b, d, v, wide_elements(i));
        saturated = ir_vor(b, saturated, ir_vxor(b, sum, cut));
        v = sum;
    }
    set_qc_if(b, i, saturated);
    set_simd_q(b, i, i->d, v);
}

INSN(vqdmull)
{
    long_doubled(b, i, simd_d(b, i->m), NULL, NULL);
}

INSN(vqdmlal)
{
    long_doubled(b, i, simd_d(b, i->m), ir_vadds, ir_vadd);
}

INSN(vqdmlsl)
{
    long_doubled(b, i, simd_d(b, i->m), ir_vsubs, ir_vsub);
}

INSN(vqdmull_scalar)
{
    long_doubled(b, i, simd_scalar(b, i), NULL, NULL);
}

INSN(vqdmlal_scalar)
{
    long_doubled(b, i, simd_scalar(b, i), ir_vadds, ir_vadd);
}

INSN(vqdmlsl_scalar)
{
    long_doubled(b, i, simd_scalar(b, i), ir_vsubs, ir_vsub);
}

void simd_narrow(Block *b, const ArmInsn *i, Val v, u64 lanes)
{
    bool to_unsigned = lanes & VEC_TO_UNSIGNED;
    Val zero = simd_number(b, 64, 0);
    Val narrow = ir_vnarrow(b, v, zero, lanes | VEC_SATURATE);
    Val back = ir_vwiden(b, narrow, element_bits(i) | (to_unsigned ? 0 : VEC_SIGNED));

    set_qc_if(b, i, ir_vxor(b, v, back));
    set_simd_d(b, i, i->d, narrow);
}

INSN(vqmovn)
{
    u64 to = i->is_unsigned ? VEC_TO_UNSIGNED : 0;

    simd_narrow(b, i, simd_q(b, i->m), wide_numbers(i) | to);
}

INSN(vqmovun)
{
    simd_narrow(b, i, simd_q(b, i->m), wide_elements(i) | VEC_SIGNED | VEC_TO_UNSIGNED);
}

/* clang-format off */
const ArmRow arm_neon_saturate_rows[] = {
    SAME("vqadd.!@",    "U", "zz", "0000", "1", vqadd, ""),
    SAME("vqsub.!@",    "U", "zz", "0010", "1", vqsub, ""),
    SAME("vqdmulh.s@",  "0", "zz", "1011", "0", vqdmulh,  "03"),
    SAME("vqrdmulh.s@", "1", "zz", "1011", "0", vqrdmulh, "03"),
    MIXED_LONG("vqdmlal.s@", "0", "1001", vqdmlal, "0"),
    MIXED_LONG("vqdmlsl.s@", "0", "1011", vqdmlsl, "0"),
    MIXED_LONG("vqdmull.s@", "0", "1101", vqdmull, "0"),
    SCALAR("vqdmulh.s@",  "1100", vqdmulh_scalar,  "0"),
    SCALAR("vqrdmulh.s@", "1101", vqrdmulh_scalar, "0"),
    SCALAR_LONG("vqdmlal.s@", "0", "0011", vqdmlal_scalar),
    SCALAR_LONG("vqdmlsl.s@", "0", "0111", vqdmlsl_scalar),
    SCALAR_LONG("vqdmull.s@", "0", "1011", vqdmull_scalar),
    MISC_TWO("vqabs.s@", "zz", "00", "1110", vqabs, "3"),
    MISC_TWO("vqneg.s@", "zz", "00", "1111", vqneg, "3"),
    MISC_NARROW("vqmovun.s^", "0100 1", vqmovun),
    MISC_NARROW("vqmovn.!^",  "0101 U", vqmovn),
    {0}
};
/* clang-format on */
