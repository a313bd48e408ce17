/* lower_vector.c -- the vector micro-ops. */
#include "aot/lower.h"

static LLVMTypeRef lanes_type(const Lower *w, unsigned bits)
{
    return LLVMVectorType(LLVMIntTypeInContext(w->context, bits), 128 / bits);
}

static LLVMValueRef as_lanes(Lower *w, LLVMValueRef v, unsigned bits)
{
    return LLVMBuildBitCast(w->b, v, lanes_type(w, bits), "");
}

static LLVMValueRef as_v128(Lower *w, LLVMValueRef v)
{
    return LLVMBuildBitCast(w->b, v, w->v128, "");
}

/* --- what every op can be: a call of its meaning --- */

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

static LLVMValueRef by_call(Lower *w)
{
    LLVMValueRef operand[] = {w->a, w->b0, w->c}, room = operand_room(w);
    LLVMValueRef args[] = {lower_number(w, w->i64, w->op->code),
                           lower_number(w, w->i64, w->op->imm), room};

    for (unsigned i = 0; i < op_info[w->op->code].args; i++)
        LLVMBuildStore(w->b, operand[i], place(w, room, i));
    lower_runtime(w, "ir_vector", true, w->void_type, args, 3);
    return LLVMBuildLoad2(w->b, w->v128, room, "");
}

#define OP0(...)
#define OP1(...)
#define OP2(...)
#define OP3(...)
#define CVT(...)
#define EFFECT(...)
#define VEC1(name, ...)                                                                \
    LLVMValueRef lower_op_##name(Lower *w)                                             \
    {                                                                                  \
        return by_call(w);                                                             \
    }
#define VEC2 VEC1
#define VEC3 VEC1
#define ALL1 VEC1
#define ALL2 VEC1
#define ALL3 VEC1
#define ALLCVT(...)
#include "ir/ops.def"

/* --- to and from scalars --- */

LLVMValueRef lower_op_vlow(Lower *w)
{
    LLVMTypeRef type = LLVMTypeOf(w->a);
    bool is_64 = type == w->i64 || type == w->f64;
    LLVMValueRef zero = LLVMConstNull(LLVMVectorType(type, is_64 ? 2 : 4));

    return as_v128(
        w, LLVMBuildInsertElement(w->b, zero, w->a, lower_number(w, w->i32, 0), ""));
}

LLVMValueRef lower_op_vsplat(Lower *w)
{
    unsigned bits = vec_lane(w->op->imm);
    LLVMTypeRef lanes = lanes_type(w, bits);
    LLVMValueRef first = lower_number(w, w->i32, 0), v;

    v = LLVMBuildIntCast2(w->b, w->a, LLVMGetElementType(lanes), false, "");
    v = LLVMBuildInsertElement(w->b, LLVMGetUndef(lanes), v, first, "");
    v = LLVMBuildShuffleVector(w->b, v, v,
                               LLVMConstNull(LLVMVectorType(w->i32, 128 / bits)), "");
    return as_v128(w, v);
}

LLVMValueRef lower_op_vextract(Lower *w)
{
    u64 imm = w->op->imm;
    LLVMValueRef v = as_lanes(w, w->a, vec_lane(imm));

    v = LLVMBuildExtractElement(w->b, v, lower_number(w, w->i32, vec_count(imm)), "");
    return LLVMBuildIntCast2(w->b, v, w->type, (imm & VEC_SIGNED) != 0, "");
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
