/* neon_logic.c -- Advanced SIMD operations on bits, moves, and comparisons of integers.
 * ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"

#define INSN(name) void arm_neon_##name(Block *b, const ArmInsn *i)

typedef Val Logic(Block *b, Val x, Val y);

static void logic(Block *b, const ArmInsn *i, Logic *op)
{
    Val n = simd(b, i, i->n), m = simd(b, i, i->m);

    set_simd(b, i, i->d, op(b, n, m));
}

INSN(vand)
{
    logic(b, i, ir_vand);
}

INSN(vbic)
{
    logic(b, i, ir_vandnot);
}

/* As a move where both are the same. */
INSN(vorr)
{
    if (i->n == i->m)
        set_simd(b, i, i->d, simd(b, i, i->m));
    else
        logic(b, i, ir_vor);
}

static Val or_not(Block *b, Val x, Val y)
{
    return ir_vor(b, x, simd_not(b, y));
}

INSN(vorn)
{
    logic(b, i, or_not);
}

INSN(veor)
{
    logic(b, i, ir_vxor);
}

/* The bits of `yes` where those of `mask` are 1, else of `no`. */
static void choose(Block *b, const ArmInsn *i, u32 mask, u32 yes, u32 no)
{
    Val x = simd(b, i, mask), y = simd(b, i, yes), z = simd(b, i, no);

    set_simd(b, i, i->d, ir_vselect(b, x, y, z));
}

INSN(vbsl)
{
    choose(b, i, i->d, i->n, i->m);
}

INSN(vbit)
{
    choose(b, i, i->m, i->n, i->d);
}

INSN(vbif)
{
    choose(b, i, i->m, i->d, i->n);
}

INSN(vmvn)
{
    set_simd(b, i, i->d, simd_not(b, simd(b, i, i->m)));
}

INSN(vmov_immediate)
{
    set_simd(b, i, i->d, simd_number(b, 64, i->wide));
}

INSN(vmvn_immediate)
{
    set_simd(b, i, i->d, simd_number(b, 64, ~i->wide));
}

INSN(vorr_immediate)
{
    Val d = simd(b, i, i->d);

    set_simd(b, i, i->d, ir_vor(b, d, simd_number(b, 64, i->wide)));
}

INSN(vbic_immediate)
{
    Val d = simd(b, i, i->d);

    set_simd(b, i, i->d, ir_vandnot(b, d, simd_number(b, 64, i->wide)));
}

INSN(vceq)
{
    simd_same(b, i, ir_vceq, elements(i));
}

INSN(vcge)
{
    simd_same(b, i, ir_vcge, numbers(i));
}

INSN(vcgt)
{
    simd_same(b, i, ir_vcgt, numbers(i));
}

/* Have they a bit in common? */
INSN(vtst)
{
    Val n = simd(b, i, i->n), m = simd(b, i, i->m), common = ir_vand(b, n, m);
    Val none = ir_vceq(b, common, simd_number(b, 64, 0), elements(i));

    set_simd(b, i, i->d, simd_not(b, none));
}

INSN(vceq_0)
{
    Val m = simd(b, i, i->m);

    set_simd(b, i, i->d, ir_vceq(b, m, simd_number(b, 64, 0), elements(i)));
}

static void with_zero(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val m = simd(b, i, i->m);

    set_simd(b, i, i->d, op(b, m, simd_number(b, 64, 0), elements(i) | VEC_SIGNED));
}

static void zero_with(Block *b, const ArmInsn *i, SimdOp2 *op)
{
    Val m = simd(b, i, i->m);

    set_simd(b, i, i->d, op(b, simd_number(b, 64, 0), m, elements(i) | VEC_SIGNED));
}

INSN(vcge_0)
{
    with_zero(b, i, ir_vcge);
}

INSN(vcgt_0)
{
    with_zero(b, i, ir_vcgt);
}

INSN(vcle_0)
{
    zero_with(b, i, ir_vcge);
}

INSN(vclt_0)
{
    zero_with(b, i, ir_vcgt);
}
