/* lower_int.c -- the integer micro-ops, one function an op. */
#include "aot/llvm/lower.h"

static LLVMValueRef number(const Lower *w, u64 n)
{
    return lower_number(w, LLVMTypeOf(w->a), n);
}

static unsigned width(const Lower *w)
{
    return LLVMGetIntTypeWidth(LLVMTypeOf(w->a));
}

#define DIRECT(name, build)                                                            \
    LLVMValueRef lower_op_##name(Lower *w)                                             \
    {                                                                                  \
        return build(w->b, w->a, w->b0, "");                                           \
    }
DIRECT(add, LLVMBuildAdd)
DIRECT(sub, LLVMBuildSub)
DIRECT(mul, LLVMBuildMul)
DIRECT(and, LLVMBuildAnd)
DIRECT(or, LLVMBuildOr)
DIRECT(xor, LLVMBuildXor)

LLVMValueRef lower_op_not(Lower *w)
{
    return LLVMBuildNot(w->b, w->a, "");
}

LLVMValueRef lower_op_neg(Lower *w)
{
    return LLVMBuildNeg(w->b, w->a, "");
}

/* A number that LLVM does not see: it would compute with it when it translates, and
 * the exceptions of that would be missing at run time. */
static LLVMValueRef hide(Lower *w, LLVMValueRef number)
{
    unsigned memory = LLVMGetEnumAttributeKindForName("memory", 6);
    LLVMTypeRef type = LLVMFunctionType(w->type, &w->type, 1, false);
    LLVMValueRef nothing = LLVMGetInlineAsm(type, "", 0, "=x,0", 4, false, false,
                                            LLVMInlineAsmDialectATT, false);
    LLVMValueRef call = LLVMBuildCall2(w->b, type, nothing, &number, 1, "");

    LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
                             LLVMCreateEnumAttribute(w->context, memory, 0));
    return call;
}

LLVMValueRef lower_op_constant(Lower *w)
{
    if (w->op->type == TY_V128) {
        LLVMValueRef half = lower_number(w, w->i64, w->op->imm);
        return LLVMConstBitCast(LLVMConstVector((LLVMValueRef[]){half, half}, 2),
                                w->v128);
    }
    if (!type_is_float((Type)w->op->type))
        return lower_number(w, w->type, w->op->imm);
    LLVMTypeRef bits = w->op->type == TY_F32 ? w->i32 : w->i64;
    LLVMValueRef number =
        LLVMBuildBitCast(w->b, lower_number(w, bits, w->op->imm), w->type, "");
    return w->op->imm ? hide(w, number) : number;
}

static LLVMValueRef high_half(Lower *w, bool is_signed)
{
    LLVMTypeRef twice = LLVMIntTypeInContext(w->context, 2 * width(w));
    LLVMValueRef a = LLVMBuildIntCast2(w->b, w->a, twice, is_signed, "");
    LLVMValueRef b = LLVMBuildIntCast2(w->b, w->b0, twice, is_signed, "");
    LLVMValueRef product = LLVMBuildMul(w->b, a, b, "");

    product = LLVMBuildLShr(w->b, product, lower_number(w, twice, width(w)), "");
    return LLVMBuildTrunc(w->b, product, w->type, "");
}

LLVMValueRef lower_op_mulhu(Lower *w)
{
    return high_half(w, false);
}

LLVMValueRef lower_op_mulhs(Lower *w)
{
    return high_half(w, true);
}

LLVMValueRef lower_op_divu(Lower *w)
{
    LLVMValueRef zero = LLVMBuildICmp(w->b, LLVMIntEQ, w->b0, number(w, 0), "");
    LLVMValueRef by = LLVMBuildSelect(w->b, zero, number(w, 1), w->b0, "");
    LLVMValueRef q = LLVMBuildUDiv(w->b, w->a, by, "");

    return LLVMBuildSelect(w->b, zero, number(w, 0), q, "");
}

/* Dividing by 1 instead also gives what is asked for smallest / -1. */
LLVMValueRef lower_op_divs(Lower *w)
{
    u64 smallest = 1ull << (width(w) - 1);
    LLVMValueRef zero = LLVMBuildICmp(w->b, LLVMIntEQ, w->b0, number(w, 0), "");
    LLVMValueRef low = LLVMBuildICmp(w->b, LLVMIntEQ, w->a, number(w, smallest), "");
    LLVMValueRef minus = LLVMBuildICmp(w->b, LLVMIntEQ, w->b0, number(w, ~0ull), "");
    LLVMValueRef bad = LLVMBuildAnd(w->b, low, minus, "");

    bad = LLVMBuildOr(w->b, bad, zero, "");
    LLVMValueRef by = LLVMBuildSelect(w->b, bad, number(w, 1), w->b0, "");
    LLVMValueRef q = LLVMBuildSDiv(w->b, w->a, by, "");
    return LLVMBuildSelect(w->b, zero, number(w, 0), q, "");
}

/* Is operand b of a 32-bit shift known to be below 64? */
static bool fits_six_bits(const Lower *w)
{
    const Op *amount = &w->block->ops[w->op->b];

    if (w->op->type != TY_I32 || amount->code != OP_and)
        return false;
    const Op *mask = &w->block->ops[amount->b];
    return mask->code == OP_constant && mask->imm < 64;
}

typedef LLVMValueRef Build(LLVMBuilderRef, LLVMValueRef, LLVMValueRef, const char *);

/* LLVM leaves shifts past the width undefined; ours give 0, or all signs. */
static LLVMValueRef shift(Lower *w, Build *build, bool is_signed)
{
    LLVMValueRef amount = w->b0;

    if (fits_six_bits(w)) {
        LLVMValueRef wide = LLVMBuildIntCast2(w->b, w->a, w->i64, is_signed, "");
        amount = LLVMBuildZExt(w->b, amount, w->i64, "");
        return LLVMBuildTrunc(w->b, build(w->b, wide, amount, ""), w->i32, "");
    }
    LLVMValueRef fits =
        LLVMBuildICmp(w->b, LLVMIntULT, amount, number(w, width(w)), "");
    if (is_signed) {
        amount = LLVMBuildSelect(w->b, fits, amount, number(w, width(w) - 1), "");
        return build(w->b, w->a, amount, "");
    }
    return LLVMBuildSelect(w->b, fits, build(w->b, w->a, amount, ""), number(w, 0), "");
}

LLVMValueRef lower_op_shl(Lower *w)
{
    return shift(w, LLVMBuildShl, false);
}

LLVMValueRef lower_op_shr(Lower *w)
{
    return shift(w, LLVMBuildLShr, false);
}

LLVMValueRef lower_op_sar(Lower *w)
{
    return shift(w, LLVMBuildAShr, true);
}

static LLVMValueRef one_type(Lower *w, const char *name, LLVMValueRef *args, unsigned n)
{
    LLVMTypeRef type = LLVMTypeOf(w->a);

    return lower_intrinsic(w, name, &type, 1, args, n);
}

LLVMValueRef lower_op_ror(Lower *w)
{
    return one_type(w, "llvm.fshr", (LLVMValueRef[]){w->a, w->a, w->b0}, 3);
}

LLVMValueRef lower_op_clz(Lower *w)
{
    LLVMValueRef zero_is_fine = lower_number(w, w->i1, 0);

    return one_type(w, "llvm.ctlz", (LLVMValueRef[]){w->a, zero_is_fine}, 2);
}

LLVMValueRef lower_op_ctz(Lower *w)
{
    LLVMValueRef zero_is_fine = lower_number(w, w->i1, 0);

    return one_type(w, "llvm.cttz", (LLVMValueRef[]){w->a, zero_is_fine}, 2);
}

LLVMValueRef lower_op_popcount(Lower *w)
{
    return one_type(w, "llvm.ctpop", &w->a, 1);
}

LLVMValueRef lower_op_bswap(Lower *w)
{
    return one_type(w, "llvm.bswap", &w->a, 1);
}

static LLVMValueRef low_bits(Lower *w)
{
    LLVMTypeRef narrow = LLVMIntTypeInContext(w->context, (unsigned)w->op->imm);

    return LLVMBuildTrunc(w->b, w->a, narrow, "");
}

LLVMValueRef lower_op_sext(Lower *w)
{
    if (w->op->imm == width(w))
        return w->a;
    return LLVMBuildSExt(w->b, low_bits(w), w->type, "");
}

LLVMValueRef lower_op_zext(Lower *w)
{
    if (w->op->imm == width(w))
        return w->a;
    return LLVMBuildZExt(w->b, low_bits(w), w->type, "");
}

LLVMValueRef lower_op_set(Lower *w)
{
    static const LLVMIntPredicate predicate[NUM_CONDS] = {
        [CC_EQ] = LLVMIntEQ,   [CC_NE] = LLVMIntNE,   [CC_LT] = LLVMIntSLT,
        [CC_GE] = LLVMIntSGE,  [CC_LE] = LLVMIntSLE,  [CC_GT] = LLVMIntSGT,
        [CC_LTU] = LLVMIntULT, [CC_GEU] = LLVMIntUGE, [CC_LEU] = LLVMIntULE,
        [CC_GTU] = LLVMIntUGT,
    };
    LLVMValueRef holds = LLVMBuildICmp(w->b, predicate[w->op->imm], w->a, w->b0, "");

    return LLVMBuildZExt(w->b, holds, w->i32, "");
}

LLVMValueRef lower_op_select(Lower *w)
{
    LLVMValueRef chosen = LLVMBuildICmp(w->b, LLVMIntNE, w->a, number(w, 0), "");

    return LLVMBuildSelect(w->b, chosen, w->b0, w->c, "");
}

static bool is_zero(LLVMValueRef v)
{
    return LLVMIsAConstantInt(v) && LLVMConstIntGetZExtValue(v) == 0;
}

/* The carry in, which is an i32 beside operands of any width. */
static LLVMValueRef carry_in(Lower *w)
{
    return LLVMBuildIntCast2(w->b, w->c, LLVMTypeOf(w->a), false, "");
}

LLVMValueRef lower_op_carry(Lower *w)
{
    LLVMValueRef sum = LLVMBuildAdd(w->b, w->a, w->b0, "");
    LLVMValueRef carry = LLVMBuildICmp(w->b, LLVMIntULT, sum, w->a, "");

    carry = LLVMBuildZExt(w->b, carry, w->i32, "");
    if (is_zero(w->c))
        return carry;
    LLVMValueRef all = LLVMBuildAdd(w->b, sum, carry_in(w), "");
    LLVMValueRef again = LLVMBuildICmp(w->b, LLVMIntULT, all, sum, "");
    return LLVMBuildOr(w->b, carry, LLVMBuildZExt(w->b, again, w->i32, ""), "");
}

LLVMValueRef lower_op_overflow(Lower *w)
{
    LLVMValueRef sum = LLVMBuildAdd(w->b, w->a, w->b0, "");

    sum = LLVMBuildAdd(w->b, sum, carry_in(w), "");
    LLVMValueRef a = LLVMBuildXor(w->b, w->a, sum, "");
    LLVMValueRef differ = LLVMBuildAnd(w->b, a, LLVMBuildXor(w->b, w->b0, sum, ""), "");
    LLVMValueRef negative = LLVMBuildICmp(w->b, LLVMIntSLT, differ, number(w, 0), "");
    return LLVMBuildZExt(w->b, negative, w->i32, "");
}

LLVMValueRef lower_op_extu(Lower *w)
{
    return LLVMBuildZExt(w->b, w->a, w->type, "");
}

LLVMValueRef lower_op_exts(Lower *w)
{
    return LLVMBuildSExt(w->b, w->a, w->type, "");
}

LLVMValueRef lower_op_trunc(Lower *w)
{
    return LLVMBuildTrunc(w->b, w->a, w->type, "");
}

LLVMValueRef lower_op_as_int(Lower *w)
{
    return LLVMBuildBitCast(w->b, w->a, w->type, "");
}

LLVMValueRef lower_op_as_float(Lower *w)
{
    return LLVMBuildBitCast(w->b, w->a, w->type, "");
}
