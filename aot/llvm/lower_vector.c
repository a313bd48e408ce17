/* lower_vector.c -- vector micro-ops: their types, to and from scalars, on bits. */
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

/* Room for three operands, in the function's frame. */
static LLVMValueRef operand_room(Lower *w)
{
    LLVMBasicBlockRef here = LLVMGetInsertBlock(w->b);
    LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(w->function);
    LLVMValueRef first = LLVMGetFirstInstruction(entry), room;

    if (first)
        LLVMPositionBuilderBefore(w->b, first);
    else
        LLVMPositionBuilderAtEnd(w->b, entry);
    room = LLVMBuildAlloca(w->b, LLVMArrayType2(w->v128, 3), "");
    LLVMSetAlignment(room, 16);
    LLVMPositionBuilderAtEnd(w->b, here);
    return room;
}

static LLVMValueRef place(Lower *w, LLVMValueRef room, u64 index)
{
    LLVMValueRef n = lower_number(w, w->i64, index);

    return LLVMBuildGEP2(w->b, w->v128, room, &n, 1, "");
}

LLVMValueRef lower_vector_call(Lower *w)
{
    LLVMValueRef operand[] = {w->a, w->b0, w->c}, room = operand_room(w);
    LLVMValueRef args[] = {lower_number(w, w->i64, w->op->code),
                           lower_number(w, w->i64, w->op->imm), room};

    for (unsigned i = 0; i < op_info[w->op->code].args; i++)
        LLVMBuildStore(w->b, operand[i], place(w, room, i));
    lower_runtime(w, "ir_vector", true, w->void_type, args, 3);
    return LLVMBuildLoad2(w->b, w->v128, room, "");
}

LLVMValueRef lower_op_vfrecpe(Lower *w)
{
    return lower_vector_call(w);
}

LLVMValueRef lower_op_vfrsqrte(Lower *w)
{
    return lower_vector_call(w);
}

LLVMValueRef lower_op_vrecpe(Lower *w)
{
    return lower_vector_call(w);
}

LLVMValueRef lower_op_vrsqrte(Lower *w)
{
    return lower_vector_call(w);
}

/* --- to and from scalars --- */

LLVMValueRef lower_op_vlow(Lower *w)
{
    LLVMTypeRef type = LLVMTypeOf(w->a);
    bool is_64 = type == w->i64 || type == w->f64;
    LLVMValueRef zero = LLVMConstNull(LLVMVectorType(type, is_64 ? 2 : 4));
    LLVMValueRef first = lower_number(w, w->i32, 0);

    return lower_as_v128(w, LLVMBuildInsertElement(w->b, zero, w->a, first, ""));
}

LLVMValueRef lower_op_vsplat(Lower *w)
{
    unsigned bits = vec_lane(w->op->imm);
    LLVMTypeRef lanes = lower_lanes_type(w, bits);
    LLVMValueRef first = lower_number(w, w->i32, 0), v;

    v = LLVMBuildIntCast2(w->b, w->a, LLVMGetElementType(lanes), false, "");
    v = LLVMBuildInsertElement(w->b, LLVMGetUndef(lanes), v, first, "");
    v = LLVMBuildShuffleVector(w->b, v, v,
                               LLVMConstNull(LLVMVectorType(w->i32, 128 / bits)), "");
    return lower_as_v128(w, v);
}

LLVMValueRef lower_op_vextract(Lower *w)
{
    u64 imm = w->op->imm;
    LLVMValueRef v = lower_as_lanes(w, w->a, vec_lane(imm));

    v = LLVMBuildExtractElement(w->b, v, lower_number(w, w->i32, vec_count(imm)), "");
    return LLVMBuildIntCast2(w->b, v, w->type, (imm & VEC_SIGNED) != 0, "");
}

LLVMValueRef lower_op_vinsert(Lower *w)
{
    unsigned bits = vec_lane(w->op->imm);
    LLVMValueRef a = lower_as_lanes(w, w->a, bits), b = lower_as_lanes(w, w->b0, bits);
    LLVMValueRef at = lower_number(w, w->i32, vec_count(w->op->imm));

    b = LLVMBuildExtractElement(w->b, b, lower_number(w, w->i32, 0), "");
    return lower_as_v128(w, LLVMBuildInsertElement(w->b, a, b, at, ""));
}

/* --- bits --- */

LLVMValueRef lower_op_vand(Lower *w)
{
    return LLVMBuildAnd(w->b, w->a, w->b0, "");
}

LLVMValueRef lower_op_vor(Lower *w)
{
    return LLVMBuildOr(w->b, w->a, w->b0, "");
}

LLVMValueRef lower_op_vxor(Lower *w)
{
    return LLVMBuildXor(w->b, w->a, w->b0, "");
}

LLVMValueRef lower_op_vandnot(Lower *w)
{
    return LLVMBuildAnd(w->b, w->a, LLVMBuildNot(w->b, w->b0, ""), "");
}

LLVMValueRef lower_op_vselect(Lower *w)
{
    LLVMValueRef one = LLVMBuildAnd(w->b, w->a, w->b0, "");
    LLVMValueRef other = LLVMBuildAnd(w->b, LLVMBuildNot(w->b, w->a, ""), w->c, "");

    return LLVMBuildOr(w->b, one, other, "");
}
