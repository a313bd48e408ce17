/* vfp_convert.c -- floating-point conversions.  ARM ARM, A2.7.5 to A2.7.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"
#include "lifter/arm/encodings/forms_vfp.h"

/* With FPSCR.DN a NaN becomes the default one.  The conversions keep what they can of
 * it; a multiplication by 1 changes nothing else, and has the rule. */
static Val with_nan_rule(Block *b, Type type, Val v)
{
    Val one =
        ir_constant(b, type, type == TY_F64 ? double_bits(1.0) : float_bits(1.0f));

    return ir_fmul(b, v, one, NAN_ARM);
}

INSN(vcvt_widen)
{
    Val v = guarded(b, i, ir_get(b, TY_F32, single_slot(i->m)));

    v = with_nan_rule(b, TY_F64, ir_fwiden(b, TY_F64, v));
    set_slot(b, i, double_slot(i->d), v);
}

INSN(vcvt_narrow)
{
    Val v = guarded(b, i, ir_get(b, TY_F64, double_slot(i->m)));

    v = with_nan_rule(b, TY_F32, ir_fnarrow(b, TY_F32, v));
    set_slot(b, i, single_slot(i->d), v);
}

static void to_word(Block *b, const ArmInsn *i, unsigned how)
{
    Val v = fp_operand(b, i, i->m);

    set_slot(b, i, single_slot(i->d), ir_ftoi(b, TY_I32, v, how));
}

INSN(vcvt_to_signed)
{
    to_word(b, i, ROUND_ZERO);
}

INSN(vcvt_to_unsigned)
{
    to_word(b, i, ROUND_ZERO | INT_UNSIGNED);
}

INSN(vcvtr_to_signed)
{
    to_word(b, i, ROUND_CURRENT);
}

INSN(vcvtr_to_unsigned)
{
    to_word(b, i, ROUND_CURRENT | INT_UNSIGNED);
}

INSN(vcvt_from_signed)
{
    Val v = guarded(b, i, ir_get(b, TY_I32, single_slot(i->m)));

    set_fp_reg(b, i, i->d, ir_stof(b, fp_type(i), v));
}

INSN(vcvt_from_unsigned)
{
    Val v = guarded(b, i, ir_get(b, TY_I32, single_slot(i->m)));

    set_fp_reg(b, i, i->d, ir_utof(b, fp_type(i), v));
}

/* The bits of a register, as an i64. */
static Val bits_of(Block *b, const ArmInsn *i, u32 n)
{
    if (i->x)
        return ir_get(b, TY_I64, double_slot(n));
    return ir_extu(b, TY_I64, ir_get(b, TY_I32, single_slot(n)));
}

static void set_bits(Block *b, const ArmInsn *i, u32 n, Val v)
{
    if (i->x)
        set_slot(b, i, double_slot(n), v);
    else
        set_slot(b, i, single_slot(n), ir_trunc(b, TY_I32, v));
}

/* Numbers with a fixed point are rare: all is done by a function, which is told the
 * bits after the point, the size, whether it is unsigned, and the precision. */
static void convert_fixed(Block *b, const ArmInsn *i, ArmHelper helper)
{
    Val v = guarded(b, i, bits_of(b, i, i->d));
    Val how = imm(b, i->imm | (u32)i->s << 8 | (u32)i->y << 16 | (u32)i->x << 17);

    v = ir_helper(b, arm_helpers, helper, v, how, VAL_NONE);
    set_bits(b, i, i->d, v);
}

INSN(vcvt_from_fixed)
{
    convert_fixed(b, i, ARM_from_fixed);
}

INSN(vcvt_to_fixed)
{
    convert_fixed(b, i, ARM_to_fixed);
}

/* y: the half is the upper one. */
INSN(vcvt_from_half)
{
    Val v = guarded(b, i, ir_get(b, TY_I32, single_slot(i->m)));

    v = i->y ? ir_shr(b, v, imm(b, 16)) : ir_zext(b, v, 16);
    v = ir_helper(b, arm_helpers, ARM_from_half, v, VAL_NONE, VAL_NONE);
    set_slot(b, i, single_slot(i->d), v);
}

INSN(vcvt_to_half)
{
    Val v = guarded(b, i, ir_get(b, TY_I32, single_slot(i->m)));
    Val old = ir_get(b, TY_I32, single_slot(i->d));

    v = ir_helper(b, arm_helpers, ARM_to_half, v, VAL_NONE, VAL_NONE);
    if (i->y) {
        v = ir_shl(b, v, imm(b, 16));
        old = ir_zext(b, old, 16);
    } else {
        old = ir_and(b, old, imm(b, 0xffff0000));
    }
    set_slot(b, i, single_slot(i->d), ir_or(b, old, v));
}

/* clang-format off */
/* ARM ARM, A7.5. */
const ArmRow arm_vfp_convert_rows[] = {
    VFP("vcvt.f64.f32",   "1110 1 D 11 0111 dddd 1010 1 1 M 0 mmmm",
        vcvt_widen, vfp_widen, "", "Dd, Sm", GUARDS),
    VFP("vcvt.f32.f64",   "1110 1 D 11 0111 dddd 1011 1 1 M 0 mmmm",
        vcvt_narrow, vfp_narrow, "", "Sd, Dm", GUARDS),
    VFP("vcvt$.u32",      "1110 1 D 11 1000 dddd 101 z 0 1 M 0 mmmm",
        vcvt_from_unsigned, vfp_from_word, "", "Fd, Sm", GUARDS),
    VFP("vcvt$.s32",      "1110 1 D 11 1000 dddd 101 z 1 1 M 0 mmmm",
        vcvt_from_signed, vfp_from_word, "", "Fd, Sm", GUARDS),
    VFP("vcvtr.u32$",     "1110 1 D 11 1100 dddd 101 z 0 1 M 0 mmmm",
        vcvtr_to_unsigned, vfp_to_word, "", "Sd, Fm", GUARDS),
    VFP("vcvt.u32$",      "1110 1 D 11 1100 dddd 101 z 1 1 M 0 mmmm",
        vcvt_to_unsigned, vfp_to_word, "", "Sd, Fm", GUARDS),
    VFP("vcvtr.s32$",     "1110 1 D 11 1101 dddd 101 z 0 1 M 0 mmmm",
        vcvtr_to_signed, vfp_to_word, "", "Sd, Fm", GUARDS),
    VFP("vcvt.s32$",      "1110 1 D 11 1101 dddd 101 z 1 1 M 0 mmmm",
        vcvt_to_signed, vfp_to_word, "", "Sd, Fm", GUARDS),
    VFP("vcvt$.s16",      "1110 1 D 11 1010 dddd 101 z 0 1 B 0 AAAA",
        vcvt_from_fixed, vfp_fixed16, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt$.s32",      "1110 1 D 11 1010 dddd 101 z 1 1 B 0 AAAA",
        vcvt_from_fixed, vfp_fixed32, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt$.u16",      "1110 1 D 11 1011 dddd 101 z 0 1 B 0 AAAA",
        vcvt_from_fixed, vfp_ufixed16, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt$.u32",      "1110 1 D 11 1011 dddd 101 z 1 1 B 0 AAAA",
        vcvt_from_fixed, vfp_ufixed32, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt.s16$",      "1110 1 D 11 1110 dddd 101 z 0 1 B 0 AAAA",
        vcvt_to_fixed, vfp_fixed16, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt.s32$",      "1110 1 D 11 1110 dddd 101 z 1 1 B 0 AAAA",
        vcvt_to_fixed, vfp_fixed32, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt.u16$",      "1110 1 D 11 1111 dddd 101 z 0 1 B 0 AAAA",
        vcvt_to_fixed, vfp_ufixed16, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt.u32$",      "1110 1 D 11 1111 dddd 101 z 1 1 B 0 AAAA",
        vcvt_to_fixed, vfp_ufixed32, "", "Fd, Fd, #v", GUARDS),
    VFP("vcvt%y.f32.f16", "1110 1 D 11 0010 dddd 1010 y 1 M 0 mmmm",
        vcvt_from_half, vfp, "", "Sd, Sm", GUARDS),
    VFP("vcvt%y.f16.f32", "1110 1 D 11 0011 dddd 1010 y 1 M 0 mmmm",
        vcvt_to_half, vfp, "", "Sd, Sm", GUARDS),
    {0}
};
/* clang-format on */
