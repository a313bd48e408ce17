/* lower_lanes.c -- integer vector micro-ops that work lane by lane.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower.h"

/* The operands of an op as LLVM vectors of its lanes. */
typedef struct {
    unsigned bits;
    bool is_signed, rounds;
    LLVMTypeRef type;
    LLVMValueRef a, b;
} LaneValues;

static LaneValues lanes_of(Lower *w, const Operation *o)
{
    u64 imm = o->op->imm;
    unsigned bits = vec_lane(imm);
    LaneValues l = {bits, (imm & VEC_SIGNED) != 0, (imm & VEC_ROUND) != 0};

    l.type = lower_lanes_type(w, bits);
    l.a = lower_as_lanes(w, o->a, bits);
    if (o->b)
        l.b = lower_as_lanes(w, o->b, bits);
    return l;
}

static LLVMValueRef all(const Lower *w, const LaneValues *l, u64 n)
{
    return lower_all_lanes(w, l->bits, n);
}

typedef LLVMValueRef Build(LLVMBuilderRef, LLVMValueRef, LLVMValueRef, const char *);

static LLVMValueRef direct(Lower *w, const Operation *o, Build *build)
{
    LaneValues l = lanes_of(w, o);

    return lower_as_v128(w, build(w->b, l.a, l.b, ""));
}

LLVMValueRef lower_op_vadd(Lower *w, const Operation *o)
{
    return direct(w, o, LLVMBuildAdd);
}

LLVMValueRef lower_op_vsub(Lower *w, const Operation *o)
{
    return direct(w, o, LLVMBuildSub);
}

LLVMValueRef lower_op_vmul(Lower *w, const Operation *o)
{
    return direct(w, o, LLVMBuildMul);
}

static LLVMValueRef intrinsic2(Lower *w, const char *name, const LaneValues *l,
                               LLVMValueRef x, LLVMValueRef y)
{
    LLVMTypeRef type = l->type;

    return lower_intrinsic(w, name, &type, 1, (LLVMValueRef[]){x, y}, 2);
}

static LLVMValueRef by_intrinsic(Lower *w, const Operation *o, const char *if_signed,
                                 const char *if_unsigned)
{
    LaneValues l = lanes_of(w, o);
    const char *name = l.is_signed ? if_signed : if_unsigned;

    return lower_as_v128(w, intrinsic2(w, name, &l, l.a, l.b));
}

LLVMValueRef lower_op_vadds(Lower *w, const Operation *o)
{
    return by_intrinsic(w, o, "llvm.sadd.sat", "llvm.uadd.sat");
}

LLVMValueRef lower_op_vsubs(Lower *w, const Operation *o)
{
    return by_intrinsic(w, o, "llvm.ssub.sat", "llvm.usub.sat");
}

LLVMValueRef lower_op_vmin(Lower *w, const Operation *o)
{
    return by_intrinsic(w, o, "llvm.smin", "llvm.umin");
}

LLVMValueRef lower_op_vmax(Lower *w, const Operation *o)
{
    return by_intrinsic(w, o, "llvm.smax", "llvm.umax");
}

static LLVMValueRef shift_right(Lower *w, const LaneValues *l, LLVMValueRef x,
                                LLVMValueRef n)
{
    return l->is_signed ? LLVMBuildAShr(w->b, x, n, "") : LLVMBuildLShr(w->b, x, n, "");
}

/* LLVM makes the host's average instruction of this form. */
static LLVMValueRef average(Lower *w, const LaneValues *l, LLVMValueRef a,
                            LLVMValueRef b)
{
    LLVMTypeRef wide =
        LLVMVectorType(LLVMIntTypeInContext(w->context, 2 * l->bits), 128 / l->bits);
    LLVMValueRef one = LLVMBuildZExt(w->b, all(w, l, 1), wide, "");
    LLVMValueRef sum = LLVMBuildAdd(w->b, LLVMBuildZExt(w->b, a, wide, ""),
                                    LLVMBuildZExt(w->b, b, wide, ""), "");

    sum = LLVMBuildLShr(w->b, LLVMBuildAdd(w->b, sum, one, ""), one, "");
    return LLVMBuildTrunc(w->b, sum, l->type, "");
}

/* Flipping the sign bit maps signed lanes to unsigned ones in the same order. */
static LLVMValueRef rounded_half(Lower *w, const LaneValues *l)
{
    LLVMValueRef sign = all(w, l, l->is_signed ? 1ull << (l->bits - 1) : 0);
    LLVMValueRef a = LLVMBuildXor(w->b, l->a, sign, "");
    LLVMValueRef b = LLVMBuildXor(w->b, l->b, sign, "");

    return LLVMBuildXor(w->b, average(w, l, a, b), sign, "");
}

/* Halves the sum as (a & b) + ((a ^ b) >> 1), which needs no wider lanes.  Rounds up
 * lanes of less than 32 bits by the host's average. */
LLVMValueRef lower_op_vhadd(Lower *w, const Operation *o)
{
    LaneValues l = lanes_of(w, o);
    LLVMValueRef differ = LLVMBuildXor(w->b, l.a, l.b, "");
    LLVMValueRef half = shift_right(w, &l, differ, all(w, &l, 1));

    if (l.rounds && l.bits < 32)
        return lower_as_v128(w, rounded_half(w, &l));
    if (l.rounds)
        return lower_as_v128(
            w, LLVMBuildSub(w->b, LLVMBuildOr(w->b, l.a, l.b, ""), half, ""));
    return lower_as_v128(
        w, LLVMBuildAdd(w->b, LLVMBuildAnd(w->b, l.a, l.b, ""), half, ""));
}

LLVMValueRef lower_op_vhsub(Lower *w, const Operation *o)
{
    LaneValues l = lanes_of(w, o);
    LLVMValueRef differ = LLVMBuildXor(w->b, l.a, l.b, "");
    LLVMValueRef half = shift_right(w, &l, differ, all(w, &l, 1));
    LLVMValueRef borrow = LLVMBuildAnd(w->b, LLVMBuildNot(w->b, l.a, ""), l.b, "");

    return lower_as_v128(w, LLVMBuildSub(w->b, half, borrow, ""));
}

static LLVMValueRef with_false(Lower *w, const Operation *o, const char *name)
{
    LaneValues l = lanes_of(w, o);
    LLVMValueRef args[] = {l.a, lower_number(w->i1, 0)};

    return lower_as_v128(w, lower_intrinsic(w, name, &l.type, 1, args, 2));
}

LLVMValueRef lower_op_vabs(Lower *w, const Operation *o)
{
    return with_false(w, o, "llvm.abs");
}

LLVMValueRef lower_op_vclz(Lower *w, const Operation *o)
{
    return with_false(w, o, "llvm.ctlz");
}

LLVMValueRef lower_op_vpopcount(Lower *w, const Operation *o)
{
    LaneValues l = lanes_of(w, o);

    return lower_as_v128(w, lower_intrinsic(w, "llvm.ctpop", &l.type, 1, &l.a, 1));
}

static LLVMValueRef compare(Lower *w, const Operation *o, LLVMIntPredicate if_signed,
                            LLVMIntPredicate if_unsigned)
{
    LaneValues l = lanes_of(w, o);
    LLVMIntPredicate predicate = l.is_signed ? if_signed : if_unsigned;
    LLVMValueRef holds = LLVMBuildICmp(w->b, predicate, l.a, l.b, "");

    return lower_as_v128(w, LLVMBuildSExt(w->b, holds, l.type, ""));
}

LLVMValueRef lower_op_vceq(Lower *w, const Operation *o)
{
    return compare(w, o, LLVMIntEQ, LLVMIntEQ);
}

LLVMValueRef lower_op_vcgt(Lower *w, const Operation *o)
{
    return compare(w, o, LLVMIntSGT, LLVMIntUGT);
}

LLVMValueRef lower_op_vcge(Lower *w, const Operation *o)
{
    return compare(w, o, LLVMIntSGE, LLVMIntUGE);
}

/* --- shifts --- */

LLVMValueRef lower_op_vshl(Lower *w, const Operation *o)
{
    LaneValues l = lanes_of(w, o);
    unsigned n = vec_count(o->op->imm);

    if (n == l.bits)
        return LLVMConstNull(w->v128);
    return lower_as_v128(w, LLVMBuildShl(w->b, l.a, all(w, &l, n), ""));
}

/* Returns a shifted right by n, from 1 to the lane's width. */
static LLVMValueRef right(Lower *w, const LaneValues *l, unsigned n)
{
    if (n == l->bits && !l->is_signed)
        return LLVMConstNull(l->type);
    return shift_right(w, l, l->a, all(w, l, n == l->bits ? n - 1 : n));
}

LLVMValueRef lower_op_vshr(Lower *w, const Operation *o)
{
    LaneValues l = lanes_of(w, o);
    unsigned n = vec_count(o->op->imm);
    LLVMValueRef v, half;

    if (n == 0)
        return o->a;
    v = right(w, &l, n);
    if (l.rounds) { /* the last bit that was shifted out */
        half = LLVMBuildLShr(w->b, l.a, all(w, &l, n - 1), "");
        half = LLVMBuildAnd(w->b, half, all(w, &l, 1), "");
        v = LLVMBuildAdd(w->b, v, half, "");
    }
    return lower_as_v128(w, v);
}

/* Returns x in lanes where n is below the width, else `otherwise`.  LLVM makes the
 * host's variable shifts of this form. */
static LLVMValueRef if_below(Lower *w, const LaneValues *l, LLVMValueRef n,
                             LLVMValueRef x, LLVMValueRef otherwise)
{
    LLVMValueRef fits = LLVMBuildICmp(w->b, LLVMIntULT, n, all(w, l, l->bits), "");

    return LLVMBuildSelect(w->b, fits, x, otherwise, "");
}

static LLVMValueRef right_by(Lower *w, const LaneValues *l, LLVMValueRef n)
{
    LLVMValueRef most = all(w, l, l->bits - 1);

    if (l->is_signed)
        return LLVMBuildAShr(w->b, l->a, intrinsic2(w, "llvm.umin", l, n, most), "");
    return if_below(w, l, n, LLVMBuildLShr(w->b, l->a, n, ""), all(w, l, 0));
}

/* Lanes where n is 0 get a value that is not used. */
static LLVMValueRef right_rounded(Lower *w, const LaneValues *l, LLVMValueRef n)
{
    LLVMValueRef one = all(w, l, 1), v = right_by(w, l, n);
    LLVMValueRef last = right_by(w, l, LLVMBuildSub(w->b, n, one, ""));

    return LLVMBuildAdd(w->b, v, LLVMBuildAnd(w->b, last, one, ""), "");
}

static LLVMValueRef left_by(Lower *w, const LaneValues *l, LLVMValueRef n)
{
    return if_below(w, l, n, LLVMBuildShl(w->b, l->a, n, ""), all(w, l, 0));
}

/* A value that is shifted out completely is 0, or else out of range. */
static LLVMValueRef left_saturated(Lower *w, const Operation *o, const LaneValues *l,
                                   LLVMValueRef n)
{
    bool to_unsigned = o->op->imm & VEC_TO_UNSIGNED;
    LLVMValueRef zero = all(w, l, 0), most = all(w, l, l->bits - 1), a = l->a, v, out;
    LLVMValueRef less = intrinsic2(w, "llvm.umin", l, n, most);

    if (l->is_signed && !to_unsigned)
        return intrinsic2(w, "llvm.sshl.sat", l, a, less);
    if (l->is_signed)
        a = intrinsic2(w, "llvm.smax", l, a, zero);
    v = intrinsic2(w, "llvm.ushl.sat", l, a, less);
    out = LLVMBuildICmp(w->b, LLVMIntNE, a, zero, "");
    return if_below(w, l, n, v, LLVMBuildSExt(w->b, out, l->type, ""));
}

/* Without AVX2, LLVM would compute variable shifts by floating point, which raises
 * exceptions. */
LLVMValueRef lower_op_vshift(Lower *w, const Operation *o)
{
    LaneValues l = lanes_of(w, o);
    LLVMValueRef top = all(w, &l, l.bits - 8), n, back, is_right, left, moved;

    if (!w->avx2)
        return lower_vector_call(w, o);
    n = LLVMBuildAShr(w->b, LLVMBuildShl(w->b, l.b, top, ""), top, "");
    back = LLVMBuildNeg(w->b, n, "");
    is_right = LLVMBuildICmp(w->b, LLVMIntSLT, n, all(w, &l, 0), "");
    left = o->op->imm & VEC_SATURATE ? left_saturated(w, o, &l, n) : left_by(w, &l, n);
    moved = l.rounds ? right_rounded(w, &l, back) : right_by(w, &l, back);
    return lower_as_v128(w, LLVMBuildSelect(w->b, is_right, moved, left, ""));
}
