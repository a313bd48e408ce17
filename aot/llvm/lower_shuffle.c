/* lower_shuffle.c -- vector micro-ops that move lanes about, or change their width.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower.h"

#include <string.h>

/* --- shuffles --- */

static bool constant_half(const Lower *w, Val v, u64 *half)
{
    const Op *op = &w->blk->ops->ops[v];

    *half = op->imm;
    return op->code == OP_constant;
}

/* Sets bytes[] to those of a constant; returns false if v is not constant. */
static bool constant_bytes(const Lower *w, Val v, u8 bytes[16])
{
    const Op *op = &w->blk->ops->ops[v];
    bool join = op->code == OP_vjoin;
    u64 half[2];

    if (!constant_half(w, join ? op->a : v, &half[0]) ||
        !constant_half(w, join ? op->b : v, &half[1]))
        return false;
    memcpy(bytes, half, 16);
    return true;
}

/* A byte that is to be 0 is first byte i of a, as good as any, and then masked.  An
 * index left undefined would make it poison, which no mask makes 0. */
static LLVMValueRef shuffle_by(Lower *w, const Operation *o, const u8 order[16])
{
    LLVMValueRef at[16], keep[16], v;
    bool all_kept = true;

    for (unsigned i = 0; i < 16; i++) {
        bool kept = order[i] < 32;

        at[i] = lower_number(w->i32, kept ? order[i] : i);
        keep[i] = lower_number(w->i8, kept ? 0xff : 0);
        all_kept &= kept;
    }
    v = LLVMBuildShuffleVector(w->b, o->a, o->b, LLVMConstVector(at, 16), "");
    return all_kept ? v : LLVMBuildAnd(w->b, v, LLVMConstVector(keep, 16), "");
}

/* The host's shuffle gives 0 for an index with bit 7 set; an addition with saturation
 * sets it for all indices from 16 on. */
static LLVMValueRef look_up(Lower *w, LLVMValueRef table, LLVMValueRef index)
{
    LLVMValueRef args[] = {index, lower_all_lanes(w, 8, 0x70)};

    args[1] = lower_intrinsic(w, "llvm.uadd.sat", &w->v128, 1, args, 2);
    args[0] = table;
    return lower_intrinsic(w, "llvm.x86.ssse3.pshuf.b.128", NULL, 0, args, 2);
}

LLVMValueRef lower_op_vshuffle(Lower *w, const Operation *o)
{
    LLVMValueRef sixteen = lower_all_lanes(w, 8, 16), first, second;
    u8 order[16];

    if (constant_bytes(w, o->op->c, order))
        return shuffle_by(w, o, order);
    first = look_up(w, o->a, o->c);
    second = look_up(w, o->b, LLVMBuildSub(w->b, o->c, sixteen, ""));
    return LLVMBuildOr(w->b, first, second, "");
}

static LLVMValueRef pick(Lower *w, LLVMValueRef a, LLVMValueRef b, unsigned from,
                         unsigned count, unsigned step)
{
    LLVMValueRef at[32];

    for (unsigned i = 0; i < count; i++)
        at[i] = lower_number(w->i32, from + step * i);
    return LLVMBuildShuffleVector(w->b, a, b, LLVMConstVector(at, count), "");
}

LLVMValueRef lower_op_vjoin(Lower *w, const Operation *o)
{
    LLVMValueRef a = lower_as_lanes(w, o->a, 64), b = lower_as_lanes(w, o->b, 64);

    return lower_as_v128(w, pick(w, a, b, 0, 2, 2));
}

/* --- wider --- */

static LLVMValueRef extended(Lower *w, LLVMValueRef v, unsigned bits, unsigned to_bits,
                             unsigned count, bool is_signed)
{
    LLVMTypeRef type = LLVMVectorType(LLVMIntTypeInContext(w->context, to_bits), count);

    v = lower_as_lanes(w, v, bits);
    if (count < 128 / bits)
        v = pick(w, v, v, 0, count, 1);
    return is_signed ? LLVMBuildSExt(w->b, v, type, "")
                     : LLVMBuildZExt(w->b, v, type, "");
}

static LLVMValueRef widened(Lower *w, const Operation *o, LLVMValueRef v)
{
    unsigned bits = vec_lane(o->op->imm);

    return extended(w, v, bits, 2 * bits, 64 / bits, o->op->imm & VEC_SIGNED);
}

LLVMValueRef lower_op_vwiden(Lower *w, const Operation *o)
{
    return lower_as_v128(w, widened(w, o, o->a));
}

LLVMValueRef lower_op_vmull(Lower *w, const Operation *o)
{
    LLVMValueRef a = widened(w, o, o->a), b = widened(w, o, o->b);

    return lower_as_v128(w, LLVMBuildMul(w->b, a, b, ""));
}

/* Returns the carry-less product: the exclusive or of a shifted left by k, for each bit
 * k that is set in b. */
static LLVMValueRef polynomial(Lower *w, LLVMValueRef a, LLVMValueRef b, unsigned bits)
{
    LLVMTypeRef type = lower_lanes_type(w, bits);
    LLVMValueRef zero = LLVMConstNull(type), product = zero;

    for (unsigned k = 0; k < 8; k++) {
        LLVMValueRef up = lower_all_lanes(w, bits, bits - 1 - k);
        LLVMValueRef top = LLVMBuildShl(w->b, b, up, ""), part;

        top = LLVMBuildICmp(w->b, LLVMIntSLT, top, zero, "");
        part = LLVMBuildShl(w->b, a, lower_all_lanes(w, bits, k), "");
        part = LLVMBuildSelect(w->b, top, part, zero, "");
        product = LLVMBuildXor(w->b, product, part, "");
    }
    return lower_as_v128(w, product);
}

LLVMValueRef lower_op_vpmul(Lower *w, const Operation *o)
{
    return polynomial(w, o->a, o->b, 8);
}

LLVMValueRef lower_op_vpmull(Lower *w, const Operation *o)
{
    LLVMValueRef a = widened(w, o, o->a), b = widened(w, o, o->b);

    return polynomial(w, a, b, 16);
}

/* Only the smallest number times itself is out of range, and its result is the smallest
 * number again: this makes it the largest. */
static LLVMValueRef mend_smallest(Lower *w, LLVMValueRef v, unsigned bits)
{
    LLVMValueRef smallest = lower_all_lanes(w, bits, 1ull << (bits - 1));
    LLVMValueRef wrong = LLVMBuildICmp(w->b, LLVMIntEQ, v, smallest, "");

    wrong = LLVMBuildSExt(w->b, wrong, LLVMTypeOf(v), "");
    return lower_as_v128(w, LLVMBuildXor(w->b, v, wrong, ""));
}

/* The host's high half of the product, and the bit below it. */
static LLVMValueRef high_doubled_16(Lower *w, LLVMValueRef a, LLVMValueRef b)
{
    LLVMValueRef args[] = {a, b}, high, low = LLVMBuildMul(w->b, a, b, "");

    high = lower_intrinsic(w, "llvm.x86.sse2.pmulh.w", NULL, 0, args, 2);
    high = LLVMBuildShl(w->b, high, lower_all_lanes(w, 16, 1), "");
    low = LLVMBuildLShr(w->b, low, lower_all_lanes(w, 16, 15), "");
    return LLVMBuildOr(w->b, high, low, "");
}

static LLVMValueRef high_doubled_32(Lower *w, const Operation *o)
{
    LLVMValueRef a = extended(w, o->a, 32, 64, 4, true);
    LLVMValueRef product =
        LLVMBuildMul(w->b, a, extended(w, o->b, 32, 64, 4, true), "");
    LLVMTypeRef wide = LLVMTypeOf(product);
    LLVMValueRef half = LLVMBuildZExt(w->b, lower_all_lanes(w, 32, 1u << 30), wide, "");
    LLVMValueRef count = LLVMBuildZExt(w->b, lower_all_lanes(w, 32, 31), wide, "");

    if (o->op->imm & VEC_ROUND)
        product = LLVMBuildAdd(w->b, product, half, "");
    product = LLVMBuildLShr(w->b, product, count, "");
    return LLVMBuildTrunc(w->b, product, lower_lanes_type(w, 32), "");
}

LLVMValueRef lower_op_vmulhd(Lower *w, const Operation *o)
{
    unsigned bits = vec_lane(o->op->imm);
    LLVMValueRef a = lower_as_lanes(w, o->a, bits), b = lower_as_lanes(w, o->b, bits);
    LLVMValueRef args[] = {a, b}, v;

    if (bits == 32)
        v = high_doubled_32(w, o);
    else if (o->op->imm & VEC_ROUND)
        v = lower_intrinsic(w, "llvm.x86.ssse3.pmul.hr.sw.128", NULL, 0, args, 2);
    else
        v = high_doubled_16(w, a, b);
    return mend_smallest(w, v, bits);
}

/* --- narrower --- */

static LLVMValueRef bounded(Lower *w, const char *name, LLVMValueRef v, unsigned bits,
                            u64 limit)
{
    LLVMTypeRef type = LLVMTypeOf(v);
    LLVMValueRef half = lower_all_lanes(w, bits, limit);
    LLVMValueRef args[] = {v, pick(w, half, half, 0, 2 * 128 / bits, 1)};

    return lower_intrinsic(w, name, &type, 1, args, 2);
}

LLVMValueRef lower_op_vnarrow(Lower *w, const Operation *o)
{
    u64 imm = o->op->imm;
    unsigned bits = vec_lane(imm), half = bits / 2;
    bool is_signed = imm & VEC_SIGNED, to_unsigned = imm & VEC_TO_UNSIGNED;
    u64 most = (1ull << (to_unsigned ? half : half - 1)) - 1;
    u64 least = to_unsigned ? 0 : ~most;
    LLVMValueRef v = pick(w, lower_as_lanes(w, o->a, bits),
                          lower_as_lanes(w, o->b, bits), 0, 2 * 128 / bits, 1);

    if (imm & VEC_SATURATE && is_signed)
        v = bounded(w, "llvm.smax", v, bits, least);
    if (imm & VEC_SATURATE)
        v = bounded(w, is_signed ? "llvm.smin" : "llvm.umin", v, bits, most);
    return lower_as_v128(w, LLVMBuildTrunc(w->b, v, lower_lanes_type(w, half), ""));
}
