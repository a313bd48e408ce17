/* lower_vector.c -- vector micro-ops: their types, to and from scalars, on bits.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower.h"

LLVMTypeRef lower_lanes_type(const Lower *w, unsigned bits)
{
    return LLVMVectorType(LLVMIntTypeInContext(w->context, bits), 128 / bits);
}

LLVMValueRef lower_as_lanes(Lower *w, LLVMValueRef v, unsigned bits)
{
    return LLVMBuildBitCast(w->b, v, lower_lanes_type(w, bits), "");
}

LLVMValueRef lower_as_v128(Lower *w, LLVMValueRef v)
{
    return LLVMBuildBitCast(w->b, v, w->v128, "");
}

LLVMValueRef lower_all_lanes(const Lower *w, unsigned bits, u64 n)
{
    LLVMValueRef lane[16];

    for (unsigned i = 0; i < 128 / bits; i++)
        lane[i] = LLVMConstInt(LLVMIntTypeInContext(w->context, bits), n, false);
    return LLVMConstVector(lane, 128 / bits);
}

/* --- what the host has nothing for: a call of its meaning --- */

/* Returns the stack slot, in the function's frame, for three operands.  All calls use
 * the same one. */
static LLVMValueRef operand_room(Lower *w)
{
    if (w->fn->vector_room)
        return w->fn->vector_room;
    LLVMBasicBlockRef here = LLVMGetInsertBlock(w->b);
    LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(w->fn->host);
    LLVMValueRef first = LLVMGetFirstInstruction(entry), room;

    if (first)
        LLVMPositionBuilderBefore(w->b, first);
    else
        LLVMPositionBuilderAtEnd(w->b, entry);
    room = LLVMBuildAlloca(w->b, LLVMArrayType2(w->v128, 3), "");
    LLVMSetAlignment(room, 16);
    LLVMPositionBuilderAtEnd(w->b, here);
    w->fn->vector_room = room;
    return room;
}

static LLVMValueRef place(Lower *w, LLVMValueRef room, u64 index)
{
    LLVMValueRef n = lower_number(w->i64, index);

    return LLVMBuildGEP2(w->b, w->v128, room, &n, 1, "");
}

LLVMValueRef lower_vector_call(Lower *w, const Operation *o)
{
    LLVMValueRef operand[] = {o->a, o->b, o->c}, room = operand_room(w);
    LLVMValueRef args[] = {lower_number(w->i64, o->op->code),
                           lower_number(w->i64, o->op->imm), room};

    for (unsigned i = 0; i < op_info[o->op->code].args; i++)
        LLVMBuildStore(w->b, operand[i], place(w, room, i));
    lower_runtime(w, "ir_vector", true, w->void_type, args, 3);
    return LLVMBuildLoad2(w->b, w->v128, room, "");
}

LLVMValueRef lower_op_vfrecpe(Lower *w, const Operation *o)
{
    return lower_vector_call(w, o);
}

LLVMValueRef lower_op_vfrsqrte(Lower *w, const Operation *o)
{
    return lower_vector_call(w, o);
}

LLVMValueRef lower_op_vrecpe(Lower *w, const Operation *o)
{
    return lower_vector_call(w, o);
}

LLVMValueRef lower_op_vrsqrte(Lower *w, const Operation *o)
{
    return lower_vector_call(w, o);
}

/* --- to and from scalars --- */

LLVMValueRef lower_op_vlow(Lower *w, const Operation *o)
{
    LLVMTypeRef type = LLVMTypeOf(o->a);
    bool is_64 = type == w->i64 || type == w->f64;
    LLVMValueRef zero = LLVMConstNull(LLVMVectorType(type, is_64 ? 2 : 4));
    LLVMValueRef first = lower_number(w->i32, 0);

    return lower_as_v128(w, LLVMBuildInsertElement(w->b, zero, o->a, first, ""));
}

LLVMValueRef lower_op_vsplat(Lower *w, const Operation *o)
{
    unsigned bits = vec_lane(o->op->imm);
    LLVMTypeRef lanes = lower_lanes_type(w, bits);
    LLVMValueRef first = lower_number(w->i32, 0), v;

    v = LLVMBuildIntCast2(w->b, o->a, LLVMGetElementType(lanes), false, "");
    v = LLVMBuildInsertElement(w->b, LLVMGetUndef(lanes), v, first, "");
    v = LLVMBuildShuffleVector(w->b, v, v,
                               LLVMConstNull(LLVMVectorType(w->i32, 128 / bits)), "");
    return lower_as_v128(w, v);
}

LLVMValueRef lower_op_vextract(Lower *w, const Operation *o)
{
    u64 imm = o->op->imm;
    LLVMValueRef v = lower_as_lanes(w, o->a, vec_lane(imm));

    v = LLVMBuildExtractElement(w->b, v, lower_number(w->i32, vec_count(imm)), "");
    return LLVMBuildIntCast2(w->b, v, o->type, (imm & VEC_SIGNED) != 0, "");
}

LLVMValueRef lower_op_vinsert(Lower *w, const Operation *o)
{
    unsigned bits = vec_lane(o->op->imm);
    LLVMValueRef a = lower_as_lanes(w, o->a, bits), b = lower_as_lanes(w, o->b, bits);
    LLVMValueRef at = lower_number(w->i32, vec_count(o->op->imm));

    b = LLVMBuildExtractElement(w->b, b, lower_number(w->i32, 0), "");
    return lower_as_v128(w, LLVMBuildInsertElement(w->b, a, b, at, ""));
}

/* --- bits --- */

LLVMValueRef lower_op_vand(Lower *w, const Operation *o)
{
    return LLVMBuildAnd(w->b, o->a, o->b, "");
}

LLVMValueRef lower_op_vor(Lower *w, const Operation *o)
{
    return LLVMBuildOr(w->b, o->a, o->b, "");
}

LLVMValueRef lower_op_vxor(Lower *w, const Operation *o)
{
    return LLVMBuildXor(w->b, o->a, o->b, "");
}

LLVMValueRef lower_op_vandnot(Lower *w, const Operation *o)
{
    return LLVMBuildAnd(w->b, o->a, LLVMBuildNot(w->b, o->b, ""), "");
}

LLVMValueRef lower_op_vselect(Lower *w, const Operation *o)
{
    LLVMValueRef one = LLVMBuildAnd(w->b, o->a, o->b, "");
    LLVMValueRef other = LLVMBuildAnd(w->b, LLVMBuildNot(w->b, o->a, ""), o->c, "");

    return LLVMBuildOr(w->b, one, other, "");
}
