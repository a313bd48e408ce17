/* vfp_arith.c -- floating-point arithmetic and comparison.  ARM ARM, A2.7 and A8.8.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"

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

void arm_vadd(Block *b, const ArmInsn *i)
{
    Val x = fp_operand(b, i, i->n), y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, add(b, x, y));
}

void arm_vsub(Block *b, const ArmInsn *i)
{
    Val x = fp_operand(b, i, i->n), y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, ir_fsub(b, x, y, NAN_ARM));
}

void arm_vmul(Block *b, const ArmInsn *i)
{
    set_fp_reg(b, i, i->d, product(b, i));
}

void arm_vnmul(Block *b, const ArmInsn *i)
{
    set_fp_reg(b, i, i->d, ir_fneg(b, product(b, i)));
}

void arm_vdiv(Block *b, const ArmInsn *i)
{
    Val x = fp_operand(b, i, i->n), y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, ir_fdiv(b, x, y, NAN_ARM | NAN_OF_DIV));
}

void arm_vsqrt(Block *b, const ArmInsn *i)
{
    set_fp_reg(b, i, i->d, ir_fsqrt(b, fp_operand(b, i, i->m), NAN_ARM | NAN_OF_SQRT));
}

/* Two roundings: the product's and the sum's. */
void arm_vmla(Block *b, const ArmInsn *i)
{
    Val sum = fp_operand(b, i, i->d);

    set_fp_reg(b, i, i->d, add(b, sum, product(b, i)));
}

void arm_vmls(Block *b, const ArmInsn *i)
{
    Val sum = fp_operand(b, i, i->d), less = ir_fneg(b, product(b, i));

    set_fp_reg(b, i, i->d, add(b, sum, less));
}

void arm_vnmla(Block *b, const ArmInsn *i)
{
    Val sum = ir_fneg(b, fp_operand(b, i, i->d)), less = ir_fneg(b, product(b, i));

    set_fp_reg(b, i, i->d, add(b, sum, less));
}

void arm_vnmls(Block *b, const ArmInsn *i)
{
    Val sum = ir_fneg(b, fp_operand(b, i, i->d));

    set_fp_reg(b, i, i->d, add(b, sum, product(b, i)));
}

static void fused(Block *b, const ArmInsn *i, Val sum, Val x)
{
    Val y = fp_operand(b, i, i->m);

    set_fp_reg(b, i, i->d, ir_fma(b, x, y, sum, NAN_ARM));
}

void arm_vfma(Block *b, const ArmInsn *i)
{
    Val sum = fp_operand(b, i, i->d);

    fused(b, i, sum, fp_operand(b, i, i->n));
}

void arm_vfms(Block *b, const ArmInsn *i)
{
    Val sum = fp_operand(b, i, i->d);

    fused(b, i, sum, ir_fneg(b, fp_operand(b, i, i->n)));
}

void arm_vfnma(Block *b, const ArmInsn *i)
{
    Val sum = ir_fneg(b, fp_operand(b, i, i->d));

    fused(b, i, sum, ir_fneg(b, fp_operand(b, i, i->n)));
}

void arm_vfnms(Block *b, const ArmInsn *i)
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

void arm_vcmp(Block *b, const ArmInsn *i)
{
    compare(b, i, fp_operand(b, i, i->m), 0);
}

void arm_vcmpe(Block *b, const ArmInsn *i)
{
    compare(b, i, fp_operand(b, i, i->m), FC_SIGNALS);
}

void arm_vcmp_zero(Block *b, const ArmInsn *i)
{
    compare(b, i, ir_constant(b, fp_type(i), 0), 0);
}

void arm_vcmpe_zero(Block *b, const ArmInsn *i)
{
    compare(b, i, ir_constant(b, fp_type(i), 0), FC_SIGNALS);
}
