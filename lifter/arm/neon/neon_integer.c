/* neon_integer.c -- Advanced SIMD arithmetic on integers of one size.
 * ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

INSN(vadd)
{
    simd_same(b, i, ir_vadd, elements(i));
}

INSN(vsub)
{
    simd_same(b, i, ir_vsub, elements(i));
}

INSN(vmul)
{
    simd_same(b, i, ir_vmul, elements(i));
}

INSN(vmul_poly)
{
    simd_same(b, i, ir_vpmul, elements(i));
}

/* d and something from n and m. */
static void accumulate(Block *b, const ArmInsn *i, SimdOp2 *op, SimdOp2 *with)
{
    Val n = simd(b, i, i->n), m = simd(b, i, i->m), v = op(b, n, m, numbers(i));
    Val d = simd(b, i, i->d);

    set_simd(b, i, i->d, with(b, d, v, elements(i)));
}

static Val multiply(Block *b, Val x, Val y, u64 lanes)
{
    return ir_vmul(b, x, y, vec_lane(lanes));
}

INSN(vmla)
{
    accumulate(b, i, multiply, ir_vadd);
}

INSN(vmls)
{
    accumulate(b, i, multiply, ir_vsub);
}

static void by_scalar(Block *b, const ArmInsn *i, SimdOp2 *with)
{
    Val n = simd(b, i, i->n), m = simd_scalar(b, i);
    Val v = ir_vmul(b, n, m, elements(i));

    if (with)
        v = with(b, simd(b, i, i->d), v, elements(i));
    set_simd(b, i, i->d, v);
}

INSN(vmul_scalar)
{
    by_scalar(b, i, NULL);
}

INSN(vmla_scalar)
{
    by_scalar(b, i, ir_vadd);
}

INSN(vmls_scalar)
{
    by_scalar(b, i, ir_vsub);
}

INSN(vabs)
{
    simd_two(b, i, ir_vabs, elements(i));
}

INSN(vneg)
{
    Val m = simd(b, i, i->m);

    set_simd(b, i, i->d, ir_vsub(b, simd_number(b, 64, 0), m, elements(i)));
}

INSN(vmax)
{
    simd_same(b, i, ir_vmax, numbers(i));
}

INSN(vmin)
{
    simd_same(b, i, ir_vmin, numbers(i));
}

INSN(vabd)
{
    simd_same(b, i, simd_difference, numbers(i));
}

INSN(vaba)
{
    accumulate(b, i, simd_difference, ir_vadd);
}

INSN(vhadd)
{
    simd_same(b, i, ir_vhadd, numbers(i));
}

INSN(vrhadd)
{
    simd_same(b, i, ir_vhadd, numbers(i) | VEC_ROUND);
}

INSN(vhsub)
{
    simd_same(b, i, ir_vhsub, numbers(i));
}

INSN(vpadd)
{
    simd_pairs(b, i, ir_vadd, elements(i));
}

INSN(vpmax)
{
    simd_pairs(b, i, ir_vmax, numbers(i));
}

INSN(vpmin)
{
    simd_pairs(b, i, ir_vmin, numbers(i));
}

/* The sums of pairs of elements of m, twice as wide. */
static Val sums_of_pairs(Block *b, const ArmInsn *i)
{
    unsigned bits = element_bits(i);
    u64 shape = wide_numbers(i);
    Val m = simd(b, i, i->m), odd = ir_vshr(b, m, vec_imm((u32)shape, bits));
    Val even = ir_vshl(b, m, vec_imm(2 * bits, bits));

    even = ir_vshr(b, even, vec_imm((u32)shape, bits));
    return ir_vadd(b, even, odd, 2 * bits);
}

INSN(vpaddl)
{
    set_simd(b, i, i->d, sums_of_pairs(b, i));
}

INSN(vpadal)
{
    Val sums = sums_of_pairs(b, i), d = simd(b, i, i->d);

    set_simd(b, i, i->d, ir_vadd(b, d, sums, wide_elements(i)));
}

/* The bits that are as the one above them, from the top. */
INSN(vcls)
{
    unsigned bits = element_bits(i);
    Val m = simd(b, i, i->m);
    Val sign = ir_vshr(b, m, vec_imm(bits | VEC_SIGNED, bits - 1));
    Val zeros = ir_vclz(b, ir_vxor(b, m, sign), bits);

    set_simd(b, i, i->d, ir_vsub(b, zeros, simd_number(b, bits, 1), bits));
}

INSN(vclz)
{
    simd_two(b, i, ir_vclz, elements(i));
}

INSN(vcnt)
{
    simd_two(b, i, ir_vpopcount, elements(i));
}

INSN(vrecpe)
{
    simd_two(b, i, ir_vrecpe, 32);
}

INSN(vrsqrte)
{
    simd_two(b, i, ir_vrsqrte, 32);
}

/* clang-format off */
const ArmRow arm_neon_integer_rows[] = {
    SAME("vadd.i@",   "0", "zz", "1000", "0", vadd, ""),
    SAME("vsub.i@",   "1", "zz", "1000", "0", vsub, ""),
    SAME("vmla.i@",   "0", "zz", "1001", "0", vmla, "3"),
    SAME("vmls.i@",   "1", "zz", "1001", "0", vmls, "3"),
    SAME("vmul.i@",   "0", "zz", "1001", "1", vmul, "3"),
    SAME("vmul.p8",   "1", "zz", "1001", "1", vmul_poly, "123"),
    SAME("vhadd.!@",  "U", "zz", "0000", "0", vhadd, "3"),
    SAME("vrhadd.!@", "U", "zz", "0001", "0", vrhadd, "3"),
    SAME("vhsub.!@",  "U", "zz", "0010", "0", vhsub, "3"),
    SAME("vmax.!@",   "U", "zz", "0110", "0", vmax, "3"),
    SAME("vmin.!@",   "U", "zz", "0110", "1", vmin, "3"),
    SAME("vabd.!@",   "U", "zz", "0111", "0", vabd, "3"),
    SAME("vaba.!@",   "U", "zz", "0111", "1", vaba, "3"),
    SAME_PAIRS("vpmax.!@", "U", "zz", "1010", "0", vpmax, "3"),
    SAME_PAIRS("vpmin.!@", "U", "zz", "1010", "1", vpmin, "3"),
    SAME_PAIRS("vpadd.i@", "0", "zz", "1011", "1", vpadd, "3"),
    SCALAR("vmla.i@", "0000", vmla_scalar, "0"),
    SCALAR("vmls.i@", "0100", vmls_scalar, "0"),
    SCALAR("vmul.i@", "1000", vmul_scalar, "0"),
    MISC_TWO("vpaddl.!@", "zz", "00", "010U", vpaddl, "3"),
    MISC_TWO("vpadal.!@", "zz", "00", "110U", vpadal, "3"),
    MISC_TWO("vcls.s@", "zz", "00", "1000", vcls, "3"),
    MISC_TWO("vclz.i@", "zz", "00", "1001", vclz, "3"),
    MISC_TWO("vcnt.8",  "zz", "00", "1010", vcnt, "123"),
    MISC_TWO("vabs.s@", "zz", "01", "0110", vabs, "3"),
    MISC_TWO("vneg.s@", "zz", "01", "0111", vneg, "3"),
    MISC_TWO("vrecpe.u32",  "10", "11", "1000", vrecpe, ""),
    MISC_TWO("vrsqrte.u32", "10", "11", "1001", vrsqrte, ""),
    {0}
};
/* clang-format on */
