/*
 * vfp.h -- floating-point registers, for the functions of VFP.  ARM ARM, A2.5.
 *
 *      Val x = fp_reg(b, i, i->n);
 *      set_fp_reg(b, i, i->d, ir_fneg(b, x));
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_VFP_H
#define LIFTER_ARM_VFP_H

#include "lifter/arm/arm.h"

static inline u32 single_slot(u32 n)
{
    return SLOT(d) + 4 * n;
}

static inline u32 double_slot(u32 n)
{
    return SLOT(d) + 8 * n;
}

/* The precision of an instruction that has one. */
static inline Type fp_type(const ArmInsn *i)
{
    return i->x ? TY_F64 : TY_F32;
}

static inline u32 fp_slot(const ArmInsn *i, u32 n)
{
    return i->x ? double_slot(n) : single_slot(n);
}

static inline Val fp_reg(Block *b, const ArmInsn *i, u32 n)
{
    return ir_get(b, fp_type(i), fp_slot(i, n));
}

/* An operand of what may make an exception: one that makes none, if the condition does
 * not hold. */
static inline Val guarded(Block *b, const ArmInsn *i, Val v)
{
    Type type = (Type)b->ops[v].type;
    u64 one = type == TY_F64   ? double_bits(1.0)
              : type == TY_F32 ? float_bits(1.0f)
                               : 0; /* an integer, or the bits of a number */

    if (i->holds == VAL_NONE)
        return v;
    return ir_select(b, i->holds, v, ir_constant(b, type, one));
}

static inline Val fp_operand(Block *b, const ArmInsn *i, u32 n)
{
    return guarded(b, i, fp_reg(b, i, n));
}

static inline void set_fp_reg(Block *b, const ArmInsn *i, u32 n, Val v)
{
    set_slot(b, i, fp_slot(i, n), v);
}

#endif
