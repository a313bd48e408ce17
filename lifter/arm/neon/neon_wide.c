/* neon_wide.c -- Advanced SIMD arithmetic that makes elements wider or narrower.
 * ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"

#define INSN(name) void arm_neon_##name(Block *b, const ArmInsn *i)

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

INSN(vmovn)
{
    Val m = simd_q(b, i->m);

    set_simd_d(b, i, i->d, ir_vnarrow(b, m, m, wide_elements(i)));
}
