/* lower_int.c -- the integer micro-ops, one function an op.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower.h"

/* Returns the number `n` as a constant of operand a's type. */
static LLVMValueRef like_a(const Operation *o, u64 n)
{
    return lower_number(LLVMTypeOf(o->a), n);
}

static unsigned width(const Operation *o)
{
    return LLVMGetIntTypeWidth(LLVMTypeOf(o->a));
}

#define DIRECT(name, build)                                                            \
    LLVMValueRef lower_op_##name(Lower *w, const Operation *o)                         \
    {                                                                                  \
        return build(w->b, o->a, o->b, "");                                            \
    }
DIRECT(add, LLVMBuildAdd)
DIRECT(sub, LLVMBuildSub)
DIRECT(mul, LLVMBuildMul)
DIRECT(and, LLVMBuildAnd)
DIRECT(or, LLVMBuildOr)
DIRECT(xor, LLVMBuildXor)

LLVMValueRef lower_op_not(Lower *w, const Operation *o)
{
    return LLVMBuildNot(w->b, o->a, "");
}

LLVMValueRef lower_op_neg(Lower *w, const Operation *o)
{
    return LLVMBuildNeg(w->b, o->a, "");
}

/* Hides a constant from LLVM, which would else fold operations on it when it
 * translates: their exception flags would be missing at run time. */
static LLVMValueRef hide(Lower *w, const Operation *o, LLVMValueRef number)
{
    unsigned memory = LLVMGetEnumAttributeKindForName("memory", 6);
    LLVMTypeRef own = o->type, type = LLVMFunctionType(own, &own, 1, false);
    LLVMValueRef nothing = LLVMGetInlineAsm(type, "", 0, "=x,0", 4, false, false,
                                            LLVMInlineAsmDialectATT, false);
    LLVMValueRef call = LLVMBuildCall2(w->b, type, nothing, &number, 1, "");

    LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
                             LLVMCreateEnumAttribute(w->context, memory, 0));
    return call;
}

LLVMValueRef lower_op_constant(Lower *w, const Operation *o)
{
    if (o->op->type == TY_V128) {
        LLVMValueRef half = lower_number(w->i64, o->op->imm);
        return LLVMConstBitCast(LLVMConstVector((LLVMValueRef[]){half, half}, 2),
                                w->v128);
    }
    if (!type_is_float((Type)o->op->type))
        return lower_number(o->type, o->op->imm);
    LLVMTypeRef bits = o->op->type == TY_F32 ? w->i32 : w->i64;
    LLVMValueRef number =
        LLVMBuildBitCast(w->b, lower_number(bits, o->op->imm), o->type, "");
    return o->op->imm ? hide(w, o, number) : number;
}

static LLVMValueRef high_half(Lower *w, const Operation *o, bool is_signed)
{
    LLVMTypeRef twice = LLVMIntTypeInContext(w->context, 2 * width(o));
    LLVMValueRef a = LLVMBuildIntCast2(w->b, o->a, twice, is_signed, "");
    LLVMValueRef b = LLVMBuildIntCast2(w->b, o->b, twice, is_signed, "");
    LLVMValueRef product = LLVMBuildMul(w->b, a, b, "");

    product = LLVMBuildLShr(w->b, product, lower_number(twice, width(o)), "");
    return LLVMBuildTrunc(w->b, product, o->type, "");
}

LLVMValueRef lower_op_mulhu(Lower *w, const Operation *o)
{
    return high_half(w, o, false);
}

LLVMValueRef lower_op_mulhs(Lower *w, const Operation *o)
{
    return high_half(w, o, true);
}

LLVMValueRef lower_op_divu(Lower *w, const Operation *o)
{
    LLVMValueRef zero = LLVMBuildICmp(w->b, LLVMIntEQ, o->b, like_a(o, 0), "");
    LLVMValueRef by = LLVMBuildSelect(w->b, zero, like_a(o, 1), o->b, "");
    LLVMValueRef q = LLVMBuildUDiv(w->b, o->a, by, "");

    return LLVMBuildSelect(w->b, zero, like_a(o, 0), q, "");
}

/* Divides by 1 where the host's division would fault; for the smallest number divided
 * by -1 the quotient is the op's result. */
LLVMValueRef lower_op_divs(Lower *w, const Operation *o)
{
    u64 smallest = 1ull << (width(o) - 1);
    LLVMValueRef zero = LLVMBuildICmp(w->b, LLVMIntEQ, o->b, like_a(o, 0), "");
    LLVMValueRef low = LLVMBuildICmp(w->b, LLVMIntEQ, o->a, like_a(o, smallest), "");
    LLVMValueRef minus = LLVMBuildICmp(w->b, LLVMIntEQ, o->b, like_a(o, ~0ull), "");
    LLVMValueRef bad = LLVMBuildAnd(w->b, low, minus, "");

    bad = LLVMBuildOr(w->b, bad, zero, "");
    LLVMValueRef by = LLVMBuildSelect(w->b, bad, like_a(o, 1), o->b, "");
    LLVMValueRef q = LLVMBuildSDiv(w->b, o->a, by, "");
    return LLVMBuildSelect(w->b, zero, like_a(o, 0), q, "");
}

/* Returns true if operand b of a 32-bit shift is known to be below 64. */
static bool fits_six_bits(const Lower *w, const Operation *o)
{
    const Op *amount = &w->blk->ops->ops[o->op->b];

    if (o->op->type != TY_I32 || amount->code != OP_and)
        return false;
    const Op *mask = &w->blk->ops->ops[amount->b];
    return mask->code == OP_constant && mask->imm < 64;
}

typedef LLVMValueRef Build(LLVMBuilderRef, LLVMValueRef, LLVMValueRef, const char *);

/* Lowers a shift.  LLVM leaves shifts by the width or more undefined; the op's result
 * is then 0, or the sign in all bits. */
static LLVMValueRef shift(Lower *w, const Operation *o, Build *build, bool is_signed)
{
    LLVMValueRef amount = o->b;

    if (fits_six_bits(w, o)) {
        LLVMValueRef wide = LLVMBuildIntCast2(w->b, o->a, w->i64, is_signed, "");
        amount = LLVMBuildZExt(w->b, amount, w->i64, "");
        return LLVMBuildTrunc(w->b, build(w->b, wide, amount, ""), w->i32, "");
    }
    LLVMValueRef fits =
        LLVMBuildICmp(w->b, LLVMIntULT, amount, like_a(o, width(o)), "");
    if (is_signed) {
        amount = LLVMBuildSelect(w->b, fits, amount, like_a(o, width(o) - 1), "");
        return build(w->b, o->a, amount, "");
    }
    return LLVMBuildSelect(w->b, fits, build(w->b, o->a, amount, ""), like_a(o, 0), "");
}

LLVMValueRef lower_op_shl(Lower *w, const Operation *o)
{
    return shift(w, o, LLVMBuildShl, false);
}

LLVMValueRef lower_op_shr(Lower *w, const Operation *o)
{
    return shift(w, o, LLVMBuildLShr, false);
}

LLVMValueRef lower_op_sar(Lower *w, const Operation *o)
{
    return shift(w, o, LLVMBuildAShr, true);
}

static LLVMValueRef one_type(Lower *w, const Operation *o, const char *name,
                             const LLVMValueRef *args, unsigned n)
{
    LLVMTypeRef type = LLVMTypeOf(o->a);

    return lower_intrinsic(w, name, &type, 1, args, n);
}

LLVMValueRef lower_op_ror(Lower *w, const Operation *o)
{
    return one_type(w, o, "llvm.fshr", (LLVMValueRef[]){o->a, o->a, o->b}, 3);
}

LLVMValueRef lower_op_clz(Lower *w, const Operation *o)
{
    LLVMValueRef zero_is_fine = lower_number(w->i1, 0);

    return one_type(w, o, "llvm.ctlz", (LLVMValueRef[]){o->a, zero_is_fine}, 2);
}

LLVMValueRef lower_op_ctz(Lower *w, const Operation *o)
{
    LLVMValueRef zero_is_fine = lower_number(w->i1, 0);

    return one_type(w, o, "llvm.cttz", (LLVMValueRef[]){o->a, zero_is_fine}, 2);
}

LLVMValueRef lower_op_popcount(Lower *w, const Operation *o)
{
    return one_type(w, o, "llvm.ctpop", &o->a, 1);
}

LLVMValueRef lower_op_bswap(Lower *w, const Operation *o)
{
    return one_type(w, o, "llvm.bswap", &o->a, 1);
}

static LLVMValueRef low_bits(Lower *w, const Operation *o)
{
    LLVMTypeRef narrow = LLVMIntTypeInContext(w->context, (unsigned)o->op->imm);

    return LLVMBuildTrunc(w->b, o->a, narrow, "");
}

LLVMValueRef lower_op_sext(Lower *w, const Operation *o)
{
    if (o->op->imm == width(o))
        return o->a;
    return LLVMBuildSExt(w->b, low_bits(w, o), o->type, "");
}

LLVMValueRef lower_op_zext(Lower *w, const Operation *o)
{
    if (o->op->imm == width(o))
        return o->a;
    return LLVMBuildZExt(w->b, low_bits(w, o), o->type, "");
}

LLVMValueRef lower_op_set(Lower *w, const Operation *o)
{
    static const LLVMIntPredicate predicate[NUM_CONDS] = {
        [CC_EQ] = LLVMIntEQ,   [CC_NE] = LLVMIntNE,   [CC_LT] = LLVMIntSLT,
        [CC_GE] = LLVMIntSGE,  [CC_LE] = LLVMIntSLE,  [CC_GT] = LLVMIntSGT,
        [CC_LTU] = LLVMIntULT, [CC_GEU] = LLVMIntUGE, [CC_LEU] = LLVMIntULE,
        [CC_GTU] = LLVMIntUGT,
    };
    LLVMValueRef holds = LLVMBuildICmp(w->b, predicate[o->op->imm], o->a, o->b, "");

    return LLVMBuildZExt(w->b, holds, w->i32, "");
}

LLVMValueRef lower_op_select(Lower *w, const Operation *o)
{
    LLVMValueRef chosen = LLVMBuildICmp(w->b, LLVMIntNE, o->a, like_a(o, 0), "");

    return LLVMBuildSelect(w->b, chosen, o->b, o->c, "");
}

static bool is_zero(LLVMValueRef v)
{
    return LLVMIsAConstantInt(v) && LLVMConstIntGetZExtValue(v) == 0;
}

/* Returns the carry in as a value of the op's type: operand c is an i32, whatever the
 * width. */
static LLVMValueRef carry_in(Lower *w, const Operation *o)
{
    return LLVMBuildIntCast2(w->b, o->c, LLVMTypeOf(o->a), false, "");
}

LLVMValueRef lower_op_carry(Lower *w, const Operation *o)
{
    LLVMValueRef sum = LLVMBuildAdd(w->b, o->a, o->b, "");
    LLVMValueRef carry = LLVMBuildICmp(w->b, LLVMIntULT, sum, o->a, "");

    carry = LLVMBuildZExt(w->b, carry, w->i32, "");
    if (is_zero(o->c))
        return carry;
    LLVMValueRef all = LLVMBuildAdd(w->b, sum, carry_in(w, o), "");
    LLVMValueRef again = LLVMBuildICmp(w->b, LLVMIntULT, all, sum, "");
    return LLVMBuildOr(w->b, carry, LLVMBuildZExt(w->b, again, w->i32, ""), "");
}

LLVMValueRef lower_op_overflow(Lower *w, const Operation *o)
{
    LLVMValueRef sum = LLVMBuildAdd(w->b, o->a, o->b, "");

    sum = LLVMBuildAdd(w->b, sum, carry_in(w, o), "");
    LLVMValueRef a = LLVMBuildXor(w->b, o->a, sum, "");
    LLVMValueRef differ = LLVMBuildAnd(w->b, a, LLVMBuildXor(w->b, o->b, sum, ""), "");
    LLVMValueRef negative = LLVMBuildICmp(w->b, LLVMIntSLT, differ, like_a(o, 0), "");
    return LLVMBuildZExt(w->b, negative, w->i32, "");
}

LLVMValueRef lower_op_extu(Lower *w, const Operation *o)
{
    return LLVMBuildZExt(w->b, o->a, o->type, "");
}

LLVMValueRef lower_op_exts(Lower *w, const Operation *o)
{
    return LLVMBuildSExt(w->b, o->a, o->type, "");
}

LLVMValueRef lower_op_trunc(Lower *w, const Operation *o)
{
    return LLVMBuildTrunc(w->b, o->a, o->type, "");
}

LLVMValueRef lower_op_as_int(Lower *w, const Operation *o)
{
    return LLVMBuildBitCast(w->b, o->a, o->type, "");
}

LLVMValueRef lower_op_as_float(Lower *w, const Operation *o)
{
    return LLVMBuildBitCast(w->b, o->a, o->type, "");
}
