/* neon_convert.c -- Advanced SIMD conversions between floats, integers and halves.
 * ARM ARM, A2.7.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

/* Integers, or numbers with imm bits behind the point. */
static u64 numbers_with_point(const ArmInsn *i, u32 bits)
{
    return vec_imm(SIMD_FLOATS | (i->is_unsigned ? 0 : VEC_SIGNED), bits);
}

static void to_float(Block *b, const ArmInsn *i, u32 bits)
{
    Val m = simd_floats(b, i, i->m);

    set_simd(b, i, i->d, ir_vitof(b, m, numbers_with_point(i, bits)));
}

static void to_number(Block *b, const ArmInsn *i, u32 bits)
{
    Val m = simd_floats(b, i, i->m);

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
    Val v = simd_number(b, 64, 0);

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
    Val m = simd_operand(b, i, simd_q(b, i->m));

    set_simd_d(b, i, i->d, convert_lanes(b, m, ARM_standard_to_half, 32, 16));
}

INSN(vcvt_from_half)
{
    Val m = simd_operand(b, i, simd_d(b, i->m));

    set_simd_q(b, i, i->d, convert_lanes(b, m, ARM_standard_from_half, 16, 32));
}

/* clang-format off */
#define FIXED(name, code, function)                                                             \
    SHIFT(name, "U", code " 0 Q", function, fixed, "Ed, Em, #v")

const ArmRow arm_neon_convert_rows[] = {
    MISC_TWO("vcvt.f32.!32", "10", "11", "110U", vcvt_to_float, ""),
    MISC_TWO("vcvt.!32.f32", "10", "11", "111U", vcvt_to_int, ""),
    FIXED("vcvt.f32.!32", "1110", vcvt_to_float_fixed),
    FIXED("vcvt.!32.f32", "1111", vcvt_to_fixed),
    MISC("vcvt.f16.f32", "01", "10", "1100 0", vcvt_to_half,   plain, "", "Dd, Qm"),
    MISC("vcvt.f32.f16", "01", "10", "1110 0", vcvt_from_half, plain, "", "Qd, Dm"),
    {0}
};
/* clang-format on */
