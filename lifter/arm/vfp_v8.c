/* vfp_v8.c -- selecting, maximum, rounding of ARMv8's floating point.  ARM ARM for
 * ARMv8, F6.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"
#include "lifter/arm/encodings/forms_vfp.h"

static void select_if(Block *b, const ArmInsn *i, u32 cond)
{
    Val holds = condition(b, cond), x = fp_reg(b, i, i->n);

    set_fp_reg(b, i, i->d, ir_select(b, holds, x, fp_reg(b, i, i->m)));
}

#define SELECT(name, cond)                                                             \
    INSN(vsel##name)                                                                   \
    {                                                                                  \
        select_if(b, i, cond);                                                         \
    }

SELECT(eq, 0)
SELECT(vs, 6)
SELECT(ge, 10)
SELECT(gt, 12)

/* The result is one of the operands, but for NaNs: done by a function. */
static void choose(Block *b, const ArmInsn *i, u32 least)
{
    Type type = fp_type(i), bits = i->x ? TY_I64 : TY_I32;
    Val x = ir_as_int(b, bits, fp_reg(b, i, i->n));
    Val y = ir_as_int(b, bits, fp_reg(b, i, i->m)), v;

    if (!i->x) {
        x = ir_extu(b, TY_I64, x);
        y = ir_extu(b, TY_I64, y);
    }
    v = ir_helper(b, arm_helpers, ARM_choose, x, y, imm(b, least << 1 | i->x));
    if (!i->x)
        v = ir_trunc(b, TY_I32, v);
    set_fp_reg(b, i, i->d, ir_as_float(b, type, v));
}

INSN(vmaxnm)
{
    choose(b, i, 0);
}

INSN(vminnm)
{
    choose(b, i, 1);
}

/* Multiplying by 1 gives what NaNs and, if they are flushed, denormals become. */
static void round_by(Block *b, const ArmInsn *i, u64 how)
{
    u64 one = i->x ? double_bits(1.0) : float_bits(1.0f);
    Val rounded = ir_fround(b, fp_operand(b, i, i->m), how);
    Val same = ir_constant(b, fp_type(i), one);

    set_fp_reg(b, i, i->d, ir_fmul(b, rounded, same, NAN_ARM));
}

#define ROUND(name, how)                                                               \
    INSN(vrint##name)                                                                  \
    {                                                                                  \
        round_by(b, i, how);                                                           \
    }

ROUND(a, ROUND_AWAY | ROUND_EXACT)
ROUND(n, ROUND_NEAREST | ROUND_EXACT)
ROUND(p, ROUND_UP | ROUND_EXACT)
ROUND(m, ROUND_DOWN | ROUND_EXACT)
ROUND(z, ROUND_ZERO | ROUND_EXACT)
ROUND(r, ROUND_CURRENT | ROUND_EXACT)
ROUND(x, ROUND_CURRENT)

#define CONVERT(name, how)                                                             \
    INSN(vcvt##name##_to_signed)                                                       \
    {                                                                                  \
        Val v = fp_reg(b, i, i->m);                                                    \
                                                                                       \
        set_slot(b, i, single_slot(i->d), ir_ftoi(b, TY_I32, v, how));                 \
    }                                                                                  \
    INSN(vcvt##name##_to_unsigned)                                                     \
    {                                                                                  \
        Val v = fp_reg(b, i, i->m);                                                    \
                                                                                       \
        set_slot(b, i, single_slot(i->d),                                              \
                 ir_ftoi(b, TY_I32, v, (how) | INT_UNSIGNED));                         \
    }

CONVERT(a, ROUND_AWAY)
CONVERT(n, ROUND_NEAREST)
CONVERT(p, ROUND_UP)
CONVERT(m, ROUND_DOWN)

/* clang-format off */
/* Without a condition, and the same in A32 and T32. */
#define FLOAT_IN(set, name, picture, function, form, operands)                                  \
    set(name, "1111 1110 " picture, function, form, "", operands, FLOATING | NOT_IN_IT)
#define FLOAT(name, picture, function, form, operands)                                          \
    FLOAT_IN(A32_ALWAYS, name, picture, function, form, operands),                              \
    FLOAT_IN(T32, name, picture, function, form, operands)
#define VCVT(way, mode)                                                                         \
    FLOAT("vcvt" #way ".u32$", "1 D 11 11" mode " dddd 101 z 0 1 M 0 mmmm",                     \
          vcvt##way##_to_unsigned, vfp_to_word, "Sd, Fm"),                                      \
    FLOAT("vcvt" #way ".s32$", "1 D 11 11" mode " dddd 101 z 1 1 M 0 mmmm",                     \
          vcvt##way##_to_signed, vfp_to_word, "Sd, Fm")

/* ARM ARM for ARMv8, F3.1 and F4.1. */
const ArmRow arm_vfp_v8_rows[] = {
    VFP("vrintr$", "1110 1 D 11 0110 dddd 101 z 0 1 M 0 mmmm", vrintr, vfp, "", "Fd, Fm", GUARDS),
    VFP("vrintz$", "1110 1 D 11 0110 dddd 101 z 1 1 M 0 mmmm", vrintz, vfp, "", "Fd, Fm", GUARDS),
    VFP("vrintx$", "1110 1 D 11 0111 dddd 101 z 0 1 M 0 mmmm", vrintx, vfp, "", "Fd, Fm", GUARDS),
    FLOAT("vseleq$", "0 D 00 nnnn dddd 101 z N 0 M 0 mmmm", vseleq, vfp, "Fd, Fn, Fm"),
    FLOAT("vselvs$", "0 D 01 nnnn dddd 101 z N 0 M 0 mmmm", vselvs, vfp, "Fd, Fn, Fm"),
    FLOAT("vselge$", "0 D 10 nnnn dddd 101 z N 0 M 0 mmmm", vselge, vfp, "Fd, Fn, Fm"),
    FLOAT("vselgt$", "0 D 11 nnnn dddd 101 z N 0 M 0 mmmm", vselgt, vfp, "Fd, Fn, Fm"),
    FLOAT("vmaxnm$", "1 D 00 nnnn dddd 101 z N 0 M 0 mmmm", vmaxnm, vfp, "Fd, Fn, Fm"),
    FLOAT("vminnm$", "1 D 00 nnnn dddd 101 z N 1 M 0 mmmm", vminnm, vfp, "Fd, Fn, Fm"),
    FLOAT("vrinta$", "1 D 11 1000 dddd 101 z 0 1 M 0 mmmm", vrinta, vfp, "Fd, Fm"),
    FLOAT("vrintn$", "1 D 11 1001 dddd 101 z 0 1 M 0 mmmm", vrintn, vfp, "Fd, Fm"),
    FLOAT("vrintp$", "1 D 11 1010 dddd 101 z 0 1 M 0 mmmm", vrintp, vfp, "Fd, Fm"),
    FLOAT("vrintm$", "1 D 11 1011 dddd 101 z 0 1 M 0 mmmm", vrintm, vfp, "Fd, Fm"),
    VCVT(a, "00"), VCVT(n, "01"), VCVT(p, "10"), VCVT(m, "11"),
    {0}
};
/* clang-format on */
