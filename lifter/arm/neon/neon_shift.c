/* neon_shift.c -- Advanced SIMD shifts.  ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

static void by_register(Block *b, const ArmInsn *i, u64 flags)
{
    Val m = simd(b, i, i->m), n = simd(b, i, i->n);

    set_simd(b, i, i->d, ir_vshift(b, m, n, numbers(i) | flags));
}

INSN(vshl)
{
    by_register(b, i, 0);
}

INSN(vrshl)
{
    by_register(b, i, VEC_ROUND);
}

/* The lanes' low byte as a number. */
static Val amount_of(Block *b, const ArmInsn *i, Val n)
{
    unsigned bits = element_bits(i);

    if (bits == 8)
        return n;
    n = ir_vshl(b, n, vec_imm(bits, bits - 8));
    return ir_vshr(b, n, vec_imm(bits | VEC_SIGNED, bits - 8));
}

/*
 * A number that saturates is not what the shift without saturation gives: bits are
 * lost or, since the largest one is odd, were never there.  Only the smallest may be
 * both; so signed ones are shifted back too.
 */
static void saturating_by_register(Block *b, const ArmInsn *i, u64 round)
{
    u64 shape = numbers(i) | round;
    Val m = simd(b, i, i->m), n = simd(b, i, i->n);
    Val v = ir_vshift(b, m, n, shape | VEC_SATURATE);
    Val differs = ir_vxor(b, v, ir_vshift(b, m, n, shape));

    if (!i->is_unsigned) {
        Val amount = amount_of(b, i, n), zero = simd_number(b, 64, 0);
        Val left = ir_vcgt(b, amount, zero, shape & ~(u64)VEC_ROUND);
        Val back = ir_vsub(b, zero, amount, elements(i));
        back = ir_vxor(b, m, ir_vshift(b, v, back, numbers(i)));
        differs = ir_vor(b, differs, ir_vand(b, left, back));
    }
    set_qc_if(b, i, differs);
    set_simd(b, i, i->d, v);
}

INSN(vqshl)
{
    saturating_by_register(b, i, 0);
}

INSN(vqrshl)
{
    saturating_by_register(b, i, VEC_ROUND);
}

static Val shifted_right(Block *b, const ArmInsn *i, u64 round)
{
    Val m = simd(b, i, i->m);

    return ir_vshr(b, m, vec_imm((u32)(numbers(i) | round), i->imm));
}

INSN(vshr)
{
    set_simd(b, i, i->d, shifted_right(b, i, 0));
}

INSN(vrshr)
{
    set_simd(b, i, i->d, shifted_right(b, i, VEC_ROUND));
}

static void add_shifted(Block *b, const ArmInsn *i, u64 round)
{
    Val v = shifted_right(b, i, round), d = simd(b, i, i->d);

    set_simd(b, i, i->d, ir_vadd(b, d, v, elements(i)));
}

INSN(vsra)
{
    add_shifted(b, i, 0);
}

INSN(vrsra)
{
    add_shifted(b, i, VEC_ROUND);
}

static u64 ones(unsigned bits)
{
    return bits ? ~0ull >> (64 - bits) : 0;
}

/* Into d, whose bits stay where none are shifted in. */
INSN(vsri)
{
    unsigned bits = element_bits(i);
    Val d = simd(b, i, i->d), m = simd(b, i, i->m);
    Val v = ir_vshr(b, m, vec_imm(bits, i->imm));

    set_simd(b, i, i->d,
             ir_vselect(b, simd_number(b, bits, ones(bits - i->imm)), v, d));
}

INSN(vsli)
{
    unsigned bits = element_bits(i);
    Val d = simd(b, i, i->d), m = simd(b, i, i->m);
    Val v = ir_vshl(b, m, vec_imm(bits, i->imm));

    set_simd(b, i, i->d, ir_vselect(b, simd_number(b, bits, ones(i->imm)), d, v));
}

INSN(vshl_immediate)
{
    Val m = simd(b, i, i->m);

    set_simd(b, i, i->d, ir_vshl(b, m, vec_imm(element_bits(i), i->imm)));
}

/* From m of `from` (signed or not) to what is unsigned if `to` says so; what has
 * saturated does not come back. */
static void saturating_left(Block *b, const ArmInsn *i, u64 from, bool to_unsigned)
{
    unsigned bits = element_bits(i);
    u64 to = to_unsigned ? VEC_TO_UNSIGNED : 0;
    Val m = simd(b, i, i->m), n = simd_number(b, bits, i->imm);
    Val v = ir_vshift(b, m, n, from | to | VEC_SATURATE);
    u32 back = bits | (to_unsigned ? 0 : VEC_SIGNED);

    set_qc_if(b, i, ir_vxor(b, m, ir_vshr(b, v, vec_imm(back, i->imm))));
    set_simd(b, i, i->d, v);
}

INSN(vqshl_immediate)
{
    saturating_left(b, i, numbers(i), i->is_unsigned);
}

INSN(vqshlu)
{
    saturating_left(b, i, elements(i) | VEC_SIGNED, true);
}

INSN(vshll)
{
    Val m = ir_vwiden(b, simd_d(b, i->m), numbers(i));

    set_simd_q(b, i, i->d, ir_vshl(b, m, vec_imm(2 * element_bits(i), i->imm)));
}

/* From elements of twice the size. */
static Val wide_shifted_right(Block *b, const ArmInsn *i, u64 shape)
{
    return ir_vshr(b, simd_q(b, i->m), vec_imm((u32)shape, i->imm));
}

static void narrowing(Block *b, const ArmInsn *i, u64 round)
{
    Val v = wide_shifted_right(b, i, wide_elements(i) | round);

    set_simd_d(b, i, i->d, ir_vnarrow(b, v, v, wide_elements(i)));
}

INSN(vshrn)
{
    narrowing(b, i, 0);
}

INSN(vrshrn)
{
    narrowing(b, i, VEC_ROUND);
}

static void saturating_narrowing(Block *b, const ArmInsn *i, u64 round)
{
    u64 shape = wide_numbers(i), to = i->is_unsigned ? VEC_TO_UNSIGNED : 0;

    simd_narrow(b, i, wide_shifted_right(b, i, shape | round), shape | to);
}

INSN(vqshrn)
{
    saturating_narrowing(b, i, 0);
}

INSN(vqrshrn)
{
    saturating_narrowing(b, i, VEC_ROUND);
}

static void narrowing_to_unsigned(Block *b, const ArmInsn *i, u64 round)
{
    u64 shape = wide_elements(i) | VEC_SIGNED;

    simd_narrow(b, i, wide_shifted_right(b, i, shape | round), shape | VEC_TO_UNSIGNED);
}

INSN(vqshrun)
{
    narrowing_to_unsigned(b, i, 0);
}

INSN(vqrshrun)
{
    narrowing_to_unsigned(b, i, VEC_ROUND);
}

/* clang-format off */
/* The number is the size of elements and the amount as one: see forms_neon.h. */
#define BY(name, u, code, function, form)                                                       \
    SHIFT(name, u, code " w Q", function, form, "Ed, Em, #v")
#define NARROW(name, u, code, function)                                                         \
    SHIFT(name, u, code, function, right, "Dd, Qm, #v")

const ArmRow arm_neon_shift_rows[] = {
    SAME_SHIFT("vshl.!@",  "0100", "0", vshl),  SAME_SHIFT("vqshl.!@",  "0100", "1", vqshl),
    SAME_SHIFT("vrshl.!@", "0101", "0", vrshl), SAME_SHIFT("vqrshl.!@", "0101", "1", vqrshl),
    BY("vshr.!@",  "U", "0000", vshr,  right),  BY("vsra.!@",  "U", "0001", vsra,  right),
    BY("vrshr.!@", "U", "0010", vrshr, right),  BY("vrsra.!@", "U", "0011", vrsra, right),
    BY("vsri.@",   "1", "0100", vsri,  right),  BY("vsli.@",   "1", "0101", vsli,  left),
    BY("vshl.i@",  "0", "0101", vshl_immediate,  left),
    BY("vqshlu.s@", "1", "0110", vqshlu, left),
    BY("vqshl.!@", "U", "0111", vqshl_immediate, left),
    NARROW("vshrn.i^",   "0", "1000 00", vshrn),   NARROW("vrshrn.i^",   "0", "1000 01", vrshrn),
    NARROW("vqshrun.s^", "1", "1000 00", vqshrun), NARROW("vqrshrun.s^", "1", "1000 01", vqrshrun),
    NARROW("vqshrn.!^",  "U", "1001 00", vqshrn),  NARROW("vqrshrn.!^",  "U", "1001 01", vqrshrn),
    SHIFT("vshll.!@", "U", "1010 00", vshll, left, "Qd, Dm, #v"),
    MISC("vshll.i@",  "zz", "10", "0110 0", vshll, shll, "3", "Qd, Dm, #v"),
    {0}
};
/* clang-format on */
