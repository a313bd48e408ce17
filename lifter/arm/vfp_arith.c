/* vfp_arith.c -- floating-point arithmetic and comparison.  ARM ARM, A2.7 and A8.8.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"
#include "lifter/arm/encodings/forms_vfp.h"

static Val add(Block *b, Val x, Val y)
{
    return ir_fadd(b, x, y, NAN_ARM);
}

static Val multiply(Block *b, Val x, Val y)
{
    return ir_fmul(b, x, y, NAN_ARM);
}

static Val product(Block *b, const ArmInsn *i)
{
    Val x = fp_operand(b, i, i->n);

    return multiply(b, x, fp_operand(b, i, i->m));
}

INSN(vadd)
{
    Val x = fp_operand(b, i, i->n), y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, add(b, x, y));
}

INSN(vsub)
{
    Val x = fp_operand(b, i, i->n), y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, ir_fsub(b, x, y, NAN_ARM));
}

INSN(vmul)
{
    set_fp_reg(b, i, i->d, product(b, i));
}

INSN(vnmul)
{
    set_fp_reg(b, i, i->d, ir_fneg(b, product(b, i)));
}

INSN(vdiv)
{
    Val x = fp_operand(b, i, i->n), y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, ir_fdiv(b, x, y, NAN_ARM | NAN_OF_DIV));
}

INSN(vsqrt)
{
    set_fp_reg(b, i, i->d, ir_fsqrt(b, fp_operand(b, i, i->m), NAN_ARM | NAN_OF_SQRT));
}

/* Two roundings: the product's and the sum's. */
INSN(vmla)
{
    Val sum = fp_operand(b, i, i->d);

    set_fp_reg(b, i, i->d, add(b, sum, product(b, i)));
}

INSN(vmls)
{
    Val sum = fp_operand(b, i, i->d), less = ir_fneg(b, product(b, i));

    set_fp_reg(b, i, i->d, add(b, sum, less));
}

INSN(vnmla)
{
    Val sum = ir_fneg(b, fp_operand(b, i, i->d)), less = ir_fneg(b, product(b, i));

    set_fp_reg(b, i, i->d, add(b, sum, less));
}

INSN(vnmls)
{
    Val sum = ir_fneg(b, fp_operand(b, i, i->d));

    set_fp_reg(b, i, i->d, add(b, sum, product(b, i)));
}

static void fused(Block *b, const ArmInsn *i, Val sum, Val x)
{
    Val y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, ir_fma(b, x, y, sum, NAN_ARM));
}

INSN(vfma)
{
    Val sum = fp_operand(b, i, i->d);

    fused(b, i, sum, fp_operand(b, i, i->n));
}

INSN(vfms)
{
    Val sum = fp_operand(b, i, i->d);

    fused(b, i, sum, ir_fneg(b, fp_operand(b, i, i->n)));
}

INSN(vfnma)
{
    Val sum = ir_fneg(b, fp_operand(b, i, i->d));

    fused(b, i, sum, ir_fneg(b, fp_operand(b, i, i->n)));
}

INSN(vfnms)
{
    Val sum = ir_fneg(b, fp_operand(b, i, i->d));

    fused(b, i, sum, fp_operand(b, i, i->n));
}

/* The flags of FPSCR; condition.c knows them again. */
static void compare(Block *b, const ArmInsn *i, Val y, u32 signals)
{
    Val x = fp_operand(b, i, i->d);
    Val less = ir_fset(b, x, y, FC_LT | signals);
    Val equal = ir_fset(b, x, y, FC_EQ | signals);
    Val unordered = ir_fset(b, x, y, FC_UNORDERED | signals);

    set_slot(b, i, SLOT(fpn), less);
    set_slot(b, i, SLOT(fpz), equal);
    set_slot(b, i, SLOT(fpc), ir_xor(b, less, imm(b, 1)));
    set_slot(b, i, SLOT(fpv), unordered);
}

INSN(vcmp)
{
    compare(b, i, fp_operand(b, i, i->m), 0);
}

INSN(vcmpe)
{
    compare(b, i, fp_operand(b, i, i->m), FC_SIGNALS);
}

INSN(vcmp_zero)
{
    compare(b, i, ir_constant(b, fp_type(i), 0), 0);
}

INSN(vcmpe_zero)
{
    compare(b, i, ir_constant(b, fp_type(i), 0), FC_SIGNALS);
}

/* clang-format off */
/* ARM ARM, A7.5. */
const ArmRow arm_vfp_arith_rows[] = {
    VFP("vmla$",  "1110 0 D 00 nnnn dddd 101 z N 0 M 0 mmmm", vmla, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vmls$",  "1110 0 D 00 nnnn dddd 101 z N 1 M 0 mmmm", vmls, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vnmls$", "1110 0 D 01 nnnn dddd 101 z N 0 M 0 mmmm", vnmls, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vnmla$", "1110 0 D 01 nnnn dddd 101 z N 1 M 0 mmmm", vnmla, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vmul$",  "1110 0 D 10 nnnn dddd 101 z N 0 M 0 mmmm", vmul, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vnmul$", "1110 0 D 10 nnnn dddd 101 z N 1 M 0 mmmm", vnmul, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vadd$",  "1110 0 D 11 nnnn dddd 101 z N 0 M 0 mmmm", vadd, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vsub$",  "1110 0 D 11 nnnn dddd 101 z N 1 M 0 mmmm", vsub, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vdiv$",  "1110 1 D 00 nnnn dddd 101 z N 0 M 0 mmmm", vdiv, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vfnms$", "1110 1 D 01 nnnn dddd 101 z N 0 M 0 mmmm", vfnms, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vfnma$", "1110 1 D 01 nnnn dddd 101 z N 1 M 0 mmmm", vfnma, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vfma$",  "1110 1 D 10 nnnn dddd 101 z N 0 M 0 mmmm", vfma, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vfms$",  "1110 1 D 10 nnnn dddd 101 z N 1 M 0 mmmm", vfms, vfp, "", "Fd, Fn, Fm", GUARDS),
    VFP("vsqrt$", "1110 1 D 11 0001 dddd 101 z 1 1 M 0 mmmm", vsqrt, vfp, "", "Fd, Fm", GUARDS),
    VFP("vcmp$",  "1110 1 D 11 0100 dddd 101 z 0 1 M 0 mmmm", vcmp, vfp, "", "Fd, Fm", GUARDS),
    VFP("vcmpe$", "1110 1 D 11 0100 dddd 101 z 1 1 M 0 mmmm", vcmpe, vfp, "", "Fd, Fm", GUARDS),
    VFP("vcmp$",  "1110 1 D 11 0101 dddd 101 z 0 1 0 0 0000", vcmp_zero, vfp, "", "Fd, #0", GUARDS),
    VFP("vcmpe$", "1110 1 D 11 0101 dddd 101 z 1 1 0 0 0000",
        vcmpe_zero, vfp, "", "Fd, #0", GUARDS),
    {0}
};
/* clang-format on */
