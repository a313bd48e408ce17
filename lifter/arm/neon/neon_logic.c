/* neon_logic.c -- Advanced SIMD operations on bits, moves, and comparisons of integers.
 * ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

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

/* clang-format off */
#define LOGIC(name, u, size) SAME(#name, u, size, "0001", "1", name, "")

const ArmRow arm_neon_logic_rows[] = {
    LOGIC(vand, "0", "00"), LOGIC(vbic, "0", "01"), LOGIC(vorr, "0", "10"), LOGIC(vorn, "0", "11"),
    LOGIC(veor, "1", "00"), LOGIC(vbsl, "1", "01"), LOGIC(vbit, "1", "10"), LOGIC(vbif, "1", "11"),
    MISC_TWO("vmvn",  "zz", "00", "1011", vmvn, "123"),
    SAME("vcgt.!@", "U", "zz", "0011", "0", vcgt, "3"),
    SAME("vcge.!@", "U", "zz", "0011", "1", vcge, "3"),
    SAME("vtst.@",  "0", "zz", "1000", "1", vtst, "3"),
    SAME("vceq.i@", "1", "zz", "1000", "1", vceq, "3"),
    MISC_ZERO("vcgt.s@", "zz", "0 000", vcgt_0, "3"),
    MISC_ZERO("vcge.s@", "zz", "0 001", vcge_0, "3"),
    MISC_ZERO("vceq.i@", "zz", "0 010", vceq_0, "3"),
    MISC_ZERO("vcle.s@", "zz", "0 011", vcle_0, "3"),
    MISC_ZERO("vclt.s@", "zz", "0 100", vclt_0, "3"),
    IMMEDIATE("vmov.i32", "0xx0", "0", vmov_immediate, imm32, "#h"),
    IMMEDIATE("vmvn.i32", "0xx0", "1", vmvn_immediate, imm32, "#h"),
    IMMEDIATE("vorr.i32", "0xx1", "0", vorr_immediate, imm32, "#h"),
    IMMEDIATE("vbic.i32", "0xx1", "1", vbic_immediate, imm32, "#h"),
    IMMEDIATE("vmov.i16", "10x0", "0", vmov_immediate, imm16, "#h"),
    IMMEDIATE("vmvn.i16", "10x0", "1", vmvn_immediate, imm16, "#h"),
    IMMEDIATE("vorr.i16", "10x1", "0", vorr_immediate, imm16, "#h"),
    IMMEDIATE("vbic.i16", "10x1", "1", vbic_immediate, imm16, "#h"),
    IMMEDIATE("vmov.i32", "110x", "0", vmov_immediate, imm_ones, "#h"),
    IMMEDIATE("vmvn.i32", "110x", "1", vmvn_immediate, imm_ones, "#h"),
    IMMEDIATE("vmov.i8",  "1110", "0", vmov_immediate, imm8, "#h"),
    IMMEDIATE("vmov.i64", "1110", "1", vmov_immediate, imm64, "#h"),
    IMMEDIATE("vmov.f32", "1111", "0", vmov_immediate, imm_float, "##"),
    {0}
};
/* clang-format on */
