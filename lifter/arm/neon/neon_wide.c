/* neon_wide.c -- Advanced SIMD arithmetic that makes elements wider or narrower.
 * ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

static Val widened(Block *b, const ArmInsn *i, u32 n)
{
    return ir_vwiden(b, simd_d(b, n), numbers(i));
}

static void make_long(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val n = widened(b, i, i->n), m = widened(b, i, i->m);

    set_simd_q(b, i, i->d, op(b, n, m, wide_elements(i)));
}

INSN(vaddl)
{
    make_long(b, i, ir_vadd);
}

INSN(vsubl)
{
    make_long(b, i, ir_vsub);
}

static void with_wide(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val n = simd_q(b, i->n), m = widened(b, i, i->m);

    set_simd_q(b, i, i->d, op(b, n, m, wide_elements(i)));
}

INSN(vaddw)
{
    with_wide(b, i, ir_vadd);
}

INSN(vsubw)
{
    with_wide(b, i, ir_vsub);
}

/* The high halves of the results. */
static void make_high(Block *b, const ArmInsn *i, SimdOp2 *op, u64 round)
{
    unsigned bits = element_bits(i);
    Val n = simd_q(b, i->n), m = simd_q(b, i->m), v = op(b, n, m, wide_elements(i));
    Val high = ir_vshr(b, v, vec_imm(2 * bits | (u32)round, bits));

    set_simd_d(b, i, i->d, ir_vnarrow(b, high, high, wide_elements(i)));
}

INSN(vaddhn)
{
    make_high(b, i, ir_vadd, 0);
}

INSN(vraddhn)
{
    make_high(b, i, ir_vadd, VEC_ROUND);
}

INSN(vsubhn)
{
    make_high(b, i, ir_vsub, 0);
}

INSN(vrsubhn)
{
    make_high(b, i, ir_vsub, VEC_ROUND);
}

/* Something of n and m, twice as wide, with d, or alone if `with` is NULL. */
static void accumulate(Block *b, const ArmInsn *i, SimdOp2 *op, Val m, SimdOp2 *with)
{
    Val n = simd_d(b, i->n), v = op(b, n, m, numbers(i));

    if (with)
        v = with(b, simd_q(b, i->d), v, wide_elements(i));
    set_simd_q(b, i, i->d, v);
}

static Val long_difference(Block *b, Val x, Val y, u64 lanes)
{
    return ir_vwiden(b, simd_difference(b, x, y, lanes), vec_lane(lanes));
}

INSN(vabdl)
{
    accumulate(b, i, long_difference, simd_d(b, i->m), NULL);
}

INSN(vabal)
{
    accumulate(b, i, long_difference, simd_d(b, i->m), ir_vadd);
}

INSN(vmull)
{
    accumulate(b, i, ir_vmull, simd_d(b, i->m), NULL);
}

INSN(vmlal)
{
    accumulate(b, i, ir_vmull, simd_d(b, i->m), ir_vadd);
}

INSN(vmlsl)
{
    accumulate(b, i, ir_vmull, simd_d(b, i->m), ir_vsub);
}

INSN(vmull_scalar)
{
    accumulate(b, i, ir_vmull, simd_scalar(b, i), NULL);
}

INSN(vmlal_scalar)
{
    accumulate(b, i, ir_vmull, simd_scalar(b, i), ir_vadd);
}

INSN(vmlsl_scalar)
{
    accumulate(b, i, ir_vmull, simd_scalar(b, i), ir_vsub);
}

INSN(vmull_poly)
{
    Val n = simd_d(b, i->n), m = simd_d(b, i->m);

    set_simd_q(b, i, i->d, ir_vpmull(b, n, m, elements(i)));
}

/* ARMv8. */
INSN(vmull_p64)
{
    Val n = simd_d(b, i->n), m = simd_d(b, i->m);

    set_simd_q(b, i, i->d, ir_vclmul(b, n, m, 64));
}

INSN(vmovn)
{
    Val m = simd_q(b, i->m);

    set_simd_d(b, i, i->d, ir_vnarrow(b, m, m, wide_elements(i)));
}

/* clang-format off */
const ArmRow arm_neon_wide_rows[] = {
    MIXED_LONG("vaddl.!@", "U", "0000", vaddl, ""), MIXED_WIDE("vaddw.!@", "U", "0001", vaddw),
    MIXED_LONG("vsubl.!@", "U", "0010", vsubl, ""), MIXED_WIDE("vsubw.!@", "U", "0011", vsubw),
    MIXED_NARROW("vaddhn.i^",  "0", "0100", vaddhn),
    MIXED_NARROW("vraddhn.i^", "1", "0100", vraddhn),
    MIXED_NARROW("vsubhn.i^",  "0", "0110", vsubhn),
    MIXED_NARROW("vrsubhn.i^", "1", "0110", vrsubhn),
    MIXED_LONG("vabal.!@", "U", "0101", vabal, ""), MIXED_LONG("vabdl.!@", "U", "0111", vabdl, ""),
    MIXED_LONG("vmlal.!@", "U", "1000", vmlal, ""), MIXED_LONG("vmlsl.!@", "U", "1010", vmlsl, ""),
    MIXED_LONG("vmull.!@", "U", "1100", vmull, ""),
    NEON(MIXED, "vmull.p64", "11110010 1 d 10 nnnn dddd 1110 n 0 m 0 mmmm",
         vmull_p64, plain, "", "Qd, Dn, Dm", 0),
    MIXED_LONG("vmull.p8", "0", "1110", vmull_poly, "12"),
    SCALAR_LONG("vmlal.!@", "U", "0010", vmlal_scalar),
    SCALAR_LONG("vmlsl.!@", "U", "0110", vmlsl_scalar),
    SCALAR_LONG("vmull.!@", "U", "1010", vmull_scalar),
    MISC_NARROW("vmovn.i^", "0100 0", vmovn),
    {0}
};
/* clang-format on */
