/* neon_integer.c -- Advanced SIMD arithmetic on integers of one size.
 * ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"

#define INSN(name) void arm_neon_##name(Block *b, const ArmInsn *i)

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
