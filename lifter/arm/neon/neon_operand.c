/* neon_operand.c -- registers of Advanced SIMD.  ARM ARM, A7.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"

static u32 slot_of(u32 n)
{
    return SLOT(d) + 8 * n;
}

Val simd_d(Block *b, u32 n)
{
    return ir_vlow(b, TY_V128, ir_get(b, TY_F64, slot_of(n)));
}

Val simd_q(Block *b, u32 n)
{
    return ir_get(b, TY_V128, slot_of(n));
}

Val simd(Block *b, const ArmInsn *i, u32 n)
{
    return i->quad ? simd_q(b, n) : simd_d(b, n);
}

Val simd_if_holds(Block *b, const ArmInsn *i, Val v, Val other)
{
    if (i->holds == VAL_NONE)
        return v;
    Val mask = ir_vsplat(b, TY_V128, ir_neg(b, i->holds), 32);
    return ir_vselect(b, mask, v, other);
}

Val simd_operand(Block *b, const ArmInsn *i, Val v)
{
    if (i->holds == VAL_NONE)
        return v;
    return simd_if_holds(b, i, v, simd_number(b, 64, 0));
}

Val simd_floats(Block *b, const ArmInsn *i, u32 n)
{
    return simd_operand(b, i, simd(b, i, n));
}

void set_simd_d(Block *b, const ArmInsn *i, u32 n, Val v)
{
    if (i->holds != VAL_NONE)
        v = simd_if_holds(b, i, v, simd_d(b, n));
    ir_put(b, ir_vextract(b, TY_I64, v, vec_imm(64, 0)), slot_of(n));
}

void set_simd_q(Block *b, const ArmInsn *i, u32 n, Val v)
{
    if (i->holds != VAL_NONE)
        v = simd_if_holds(b, i, v, simd_q(b, n));
    ir_put(b, v, slot_of(n));
}

void set_simd(Block *b, const ArmInsn *i, u32 n, Val v)
{
    if (i->quad)
        set_simd_q(b, i, n, v);
    else
        set_simd_d(b, i, n, v);
}

void set_qc_if(Block *b, const ArmInsn *i, Val saturated)
{
    Val old = ir_get(b, TY_V128, SLOT(qc)), all = ir_vor(b, old, saturated);

    ir_put(b, simd_if_holds(b, i, all, old), SLOT(qc));
}

void simd_same(Block *b, const ArmInsn *i, SimdOp2 *op, u64 lanes)
{
    Val n = simd(b, i, i->n), m = simd(b, i, i->m);

    set_simd(b, i, i->d, op(b, n, m, lanes));
}

void simd_two(Block *b, const ArmInsn *i, SimdOp1 *op, u64 lanes)
{
    Val m = simd(b, i, i->m);

    set_simd(b, i, i->d, op(b, m, lanes));
}

void simd_pairs(Block *b, const ArmInsn *i, SimdOp2 *op, u64 lanes)
{
    Val n = simd_d(b, i->n), m = simd_d(b, i->m), even = ir_vjoin(b, n, m, 64);
    Val odd = ir_vshr(b, even, vec_imm(2 * vec_lane(lanes), vec_lane(lanes)));
    Val v = op(b, even, odd, lanes);

    set_simd_d(b, i, i->d, ir_vnarrow(b, v, v, 2 * vec_lane(lanes)));
}

Val simd_difference(Block *b, Val x, Val y, u64 lanes)
{
    Val more = ir_vmax(b, x, y, lanes), less = ir_vmin(b, x, y, lanes);

    return ir_vsub(b, more, less, vec_lane(lanes));
}

Val simd_scalar(Block *b, const ArmInsn *i)
{
    unsigned bits = element_bits(i);
    Val m = simd_d(b, i->m), lane = ir_vextract(b, TY_I32, m, vec_imm(bits, i->lane));

    return ir_vsplat(b, TY_V128, lane, bits);
}

Val simd_constant(Block *b, u64 low, u64 high)
{
    Val x = ir_constant(b, TY_V128, low);

    return low == high ? x : ir_vjoin(b, x, ir_constant(b, TY_V128, high), 64);
}

Val simd_number(Block *b, unsigned bits, u64 n)
{
    for (; bits < 64; bits *= 2)
        n |= n << bits;
    return ir_constant(b, TY_V128, n);
}

Val simd_not(Block *b, Val v)
{
    return ir_vxor(b, v, ir_constant(b, TY_V128, ~0ull));
}
