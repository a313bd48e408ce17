/*
 * vfp.h -- access to floating-point registers for the semantic functions of VFP.  ARM
 * ARM, A2.5.
 *
 *      Val x = fp_reg(b, i, i->n);
 *      set_fp_reg(b, i, i->d, ir_fneg(b, x));
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_VFP_H
#define LIFTER_ARM_VFP_H

#include "lifter/arm/arm.h"

/* Returns the slot of register s<n>. */
static inline u32 single_slot(u32 n)
{
    return SLOT(d) + 4 * n;
}

/* Returns the slot of register d<n>. */
static inline u32 double_slot(u32 n)
{
    return SLOT(d) + 8 * n;
}

/* Returns the precision of an instruction: f64 if its field x is set, else f32. */
static inline Type fp_type(const ArmInsn *i)
{
    return i->x ? TY_F64 : TY_F32;
}

/* Returns the slot of register n in the instruction's precision. */
static inline u32 fp_slot(const ArmInsn *i, u32 n)
{
    return i->x ? double_slot(n) : single_slot(n);
}

/* Returns register n in the instruction's precision. */
static inline Val fp_reg(Block *b, const ArmInsn *i, u32 n)
{
    return ir_get(b, fp_type(i), fp_slot(i, n));
}

/* Returns an operand for an operation that may raise exceptions: v, or if i->holds is 0
 * a number that raises none (1.0, or 0 of an integer type). */
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

/* Returns register n as such an operand. */
static inline Val fp_operand(Block *b, const ArmInsn *i, u32 n)
{
    return guarded(b, i, fp_reg(b, i, n));
}

/* Writes v to register n, if i->holds allows it. */
static inline void set_fp_reg(Block *b, const ArmInsn *i, u32 n, Val v)
{
    set_slot(b, i, fp_slot(i, n), v);
}

#endif
