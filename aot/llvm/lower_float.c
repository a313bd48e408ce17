/*
 * lower_float.c -- the floating-point micro-ops, one function an op.
 *
 * Constrained intrinsics keep LLVM from folding or moving what depends on the
 * guest's rounding mode and adds to its exception flags.  What the host does
 * otherwise than the op says (which NaN, saturation, single rounding) is mended in
 * an unlikely branch by the functions of ir/fp.h, reached through stubs that keep
 * all registers.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/llvm/lower.h"

#include <string.h>

LLVMValueRef lower_text_value(Lower *w, const char *text)
{
    LLVMMetadataRef string = LLVMMDStringInContext2(w->context, text, strlen(text));

    return LLVMMetadataAsValue(w->context, string);
}

LLVMValueRef lower_constrained(Lower *w, const char *name, LLVMTypeRef result,
                               unsigned how, const LLVMValueRef *operands, unsigned n)
{
    char full[64];
    LLVMValueRef args[6];
    LLVMTypeRef types[] = {result, LLVMTypeOf(operands[0])};
    bool two_types = result != types[1];

    for (unsigned i = 0; i < n; i++)
        args[i] = operands[i];
    if (how & FP_MODE)
        args[n++] = lower_text_value(w, "round.dynamic");
    args[n++] =
        lower_text_value(w, how & FP_MAY_GO ? "fpexcept.maytrap" : "fpexcept.strict");
    base_format(full, sizeof(full), "llvm.experimental.constrained.%s", name);
    return lower_intrinsic(w, full, types, two_types ? 2 : 1, args, n);
}

static bool is_single(const Lower *w, LLVMValueRef v)
{
    return LLVMTypeOf(v) == w->f32;
}

static LLVMTypeRef bits_type(const Lower *w, LLVMValueRef v)
{
    return is_single(w, v) ? w->i32 : w->i64;
}

/* Converts a value to the u64 that the functions of ir/fp.h take; from_bits converts
 * back. */
static LLVMValueRef to_bits(Lower *w, LLVMValueRef v)
{
    LLVMValueRef bits = LLVMBuildBitCast(w->b, v, bits_type(w, v), "");

    return LLVMBuildZExt(w->b, bits, w->i64, "");
}

static LLVMValueRef from_bits(Lower *w, LLVMValueRef bits, LLVMTypeRef type)
{
    LLVMTypeRef ints = type == w->f32 || type == w->i32 ? w->i32 : w->i64;

    bits = LLVMBuildTrunc(w->b, bits, ints, "");
    return LLVMBuildBitCast(w->b, bits, type, "");
}

static LLVMValueRef call_fp(Lower *w, const Operation *o, const char *function,
                            LLVMValueRef *args, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (LLVMTypeOf(args[i]) == w->f32 || LLVMTypeOf(args[i]) == w->f64)
            args[i] = to_bits(w, args[i]);
    LLVMValueRef v = lower_runtime(w, function, true, w->i64, args, n);
    return from_bits(w, v, o->type);
}

/* Calls a function of ir/fp.h, off the hot path, on values of any type. */
static LLVMValueRef cold_call(Lower *w, const char *function, LLVMValueRef *args,
                              unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (LLVMTypeOf(args[i]) == w->f32 || LLVMTypeOf(args[i]) == w->f64)
            args[i] = to_bits(w, args[i]);
        else
            args[i] = LLVMBuildZExt(w->b, args[i], w->i64, "");
    return lower_runtime(w, function, true, w->i64, args, n);
}

static LLVMValueRef either(Lower *w, LLVMValueRef x, LLVMBasicBlockRef from_x,
                           LLVMValueRef y, LLVMBasicBlockRef from_y)
{
    LLVMValueRef phi = LLVMBuildPhi(w->b, LLVMTypeOf(x), "");

    LLVMAddIncoming(phi, &x, &from_x, 1);
    LLVMAddIncoming(phi, &y, &from_y, 1);
    return phi;
}

/* Returns `value`, or if `wrong` holds the result of a cold call of function(args). */
static LLVMValueRef mended(Lower *w, LLVMValueRef value, LLVMValueRef wrong,
                           const char *function, LLVMValueRef *args, unsigned n)
{
    LLVMTypeRef type = LLVMTypeOf(value);
    LLVMBasicBlockRef from = LLVMGetInsertBlock(w->b);
    LLVMBasicBlockRef on = lower_unlikely(w, wrong);
    LLVMBasicBlockRef rare = LLVMGetInsertBlock(w->b);
    LLVMValueRef right = from_bits(w, cold_call(w, function, args, n), type);

    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
    return either(w, value, from, right, rare);
}

static LLVMValueRef is_nan(Lower *w, LLVMValueRef v)
{
    return LLVMBuildFCmp(w->b, LLVMRealUNO, v, v, "");
}

/* Returns the first argument of the functions of ir/fp.h: the op's imm, and which
 * operation it is. */
static LLVMValueRef rule(Lower *w, const Operation *o, u64 which)
{
    return lower_number(w->i64, o->op->imm | which);
}

/* Returns the width in bits of the op's operands, as an argument of these functions. */
static LLVMValueRef width(Lower *w, const Operation *o)
{
    return lower_number(w->i32, is_single(w, o->a) ? 32 : 64);
}

/* Calls the function of ir/fp.h that computes the whole op, on the op's operands and
 * their width. */
static LLVMValueRef done_again(Lower *w, const Operation *o, const char *again,
                               LLVMValueRef *args, unsigned n)
{
    LLVMValueRef all[5];

    for (unsigned i = 0; i < n; i++)
        all[i] = args[i];
    all[n] = width(w, o);
    return call_fp(w, o, again, all, n + 1);
}

static LLVMValueRef two_operands(Lower *w, const Operation *o, const char *name,
                                 const char *again, u64 which)
{
    LLVMValueRef args[] = {rule(w, o, which), o->a, o->b};
    const char *mend = is_single(w, o->a) ? "fp_nan2_32" : "fp_nan2_64";

    if (w->blk->group.again)
        return done_again(w, o, again, args, 3);
    LLVMValueRef v = lower_constrained(w, name, o->type, FP_MODE, args + 1, 2);
    return w->blk->group.open ? v : mended(w, v, is_nan(w, v), mend, args, 3);
}

LLVMValueRef lower_op_fadd(Lower *w, const Operation *o)
{
    return two_operands(w, o, "fadd", "fp_add", 0);
}

LLVMValueRef lower_op_fsub(Lower *w, const Operation *o)
{
    return two_operands(w, o, "fsub", "fp_sub", 0);
}

LLVMValueRef lower_op_fmul(Lower *w, const Operation *o)
{
    return two_operands(w, o, "fmul", "fp_mul", 0);
}

LLVMValueRef lower_op_fdiv(Lower *w, const Operation *o)
{
    return two_operands(w, o, "fdiv", "fp_div", NAN_OF_DIV);
}

LLVMValueRef lower_op_fsqrt(Lower *w, const Operation *o)
{
    LLVMValueRef args[] = {rule(w, o, NAN_OF_SQRT), o->a, o->a};
    const char *mend = is_single(w, o->a) ? "fp_nan2_32" : "fp_nan2_64";

    if (w->blk->group.again)
        return done_again(w, o, "fp_sqrt", args, 2);
    LLVMValueRef v = lower_constrained(w, "sqrt", o->type, FP_MODE, args + 1, 1);
    return w->blk->group.open ? v : mended(w, v, is_nan(w, v), mend, args, 3);
}

static LLVMValueRef negate_if(Lower *w, const Operation *o, LLVMValueRef v, u64 flag)
{
    return o->op->imm & flag ? LLVMBuildFNeg(w->b, v, "") : v;
}

/* Returns the condition that rounding the f64 result to f32 may be wrong: it lies half
 * way between two f32, or below their normal range.  Both are rare; the whole operation
 * is then computed again. */
static LLVMValueRef double_rounding(Lower *w, LLVMValueRef v)
{
    LLVMValueRef bits = LLVMBuildBitCast(w->b, v, w->i64, "");
    LLVMValueRef low = LLVMBuildAnd(w->b, bits, lower_number(w->i64, 0x1fffffff), "");
    LLVMValueRef half =
        LLVMBuildICmp(w->b, LLVMIntEQ, low, lower_number(w->i64, 0x10000000), "");
    LLVMValueRef twice = LLVMBuildShl(w->b, bits, lower_number(w->i64, 1), "");
    LLVMValueRef less =
        LLVMBuildSub(w->b, twice, lower_number(w->i64, 1), ""); /* 0 is right */
    LLVMValueRef tiny = LLVMBuildICmp(w->b, LLVMIntULT, less,
                                      lower_number(w->i64, (u64)(2 * 0x381) << 52), "");

    return LLVMBuildOr(w->b, half, tiny, "");
}

/* Returns v rounded to f32 or, if `wrong` holds, the result of the whole operation
 * computed again.  Rounding comes after the branch, since it could add exception flags:
 * v may lie half way between the largest f32 and 2^128, and overflow. */
static LLVMValueRef rounded_once(Lower *w, const Operation *o, LLVMValueRef v,
                                 LLVMValueRef wrong, LLVMValueRef all[4])
{
    LLVMBasicBlockRef inside = lower_unlikely(w, wrong), on = lower_new_block(w);
    LLVMBasicBlockRef rare = LLVMGetInsertBlock(w->b);
    LLVMValueRef right = from_bits(w, cold_call(w, "fp_fma_single", all, 4), w->f64);

    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, inside);
    LLVMValueRef single = lower_constrained(w, "fptrunc", w->f32, FP_MODE, &v, 1);
    v = lower_constrained(w, "fpext", w->f64, 0, &single, 1);
    v = negate_if(w, o, v, FMA_NEG_RESULT);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
    return either(w, v, inside, right, rare);
}

LLVMValueRef lower_op_fma(Lower *w, const Operation *o)
{
    u64 flags = o->op->imm;
    LLVMValueRef args[] = {o->a, o->b, negate_if(w, o, o->c, FMA_NEG_ADDEND)};
    LLVMValueRef all[] = {rule(w, o, 0), o->a, o->b, o->c, width(w, o)};

    if (w->blk->group.again)
        return done_again(w, o, "fp_fma", all, 4);
    LLVMValueRef v = lower_constrained(w, "fma", o->type, FP_MODE, args, 3);
    LLVMValueRef wrong = is_nan(w, v);
    if (!(flags & FMA_SINGLE)) {
        v = negate_if(w, o, v, FMA_NEG_RESULT);
        return w->blk->group.open ? v : mended(w, v, wrong, "fp_fma", all, 5);
    }
    wrong = LLVMBuildOr(w->b, wrong, double_rounding(w, v), "");
    return rounded_once(w, o, v, wrong, all);
}

LLVMValueRef lower_float_lanes(Lower *w, const Op *op, LLVMValueRef *x)
{
    LLVMTypeRef type = LLVMTypeOf(x[0]);
    u64 negated = op->code == OP_fma ? op->imm : 0;
    LLVMValueRef args[] = {x[0], x[1], x[2]};
    const char *name = op_info[op->code].name;

    if (op->code == OP_fneg)
        return LLVMBuildFNeg(w->b, x[0], "");
    if (op->code == OP_fabs)
        return lower_intrinsic(w, "llvm.fabs", &type, 1, x, 1);
    if (negated & FMA_NEG_ADDEND)
        args[2] = LLVMBuildFNeg(w->b, x[2], "");
    if (op->code == OP_fsqrt)
        name = "sqrt";
    LLVMValueRef v =
        lower_constrained(w, name, type, FP_MODE, args, op_info[op->code].args);
    return negated & FMA_NEG_RESULT ? LLVMBuildFNeg(w->b, v, "") : v;
}

LLVMValueRef lower_op_fneg(Lower *w, const Operation *o)
{
    return LLVMBuildFNeg(w->b, o->a, "");
}

LLVMValueRef lower_op_fabs(Lower *w, const Operation *o)
{
    return lower_intrinsic(w, "llvm.fabs", &o->type, 1, &o->a, 1);
}

LLVMValueRef lower_op_fround(Lower *w, const Operation *o)
{
    static const char *const names[] = {
        [ROUND_NEAREST] = "roundeven",
        [ROUND_ZERO] = "trunc",
        [ROUND_UP] = "ceil",
        [ROUND_DOWN] = "floor",
    };
    u64 mode = o->op->imm & ROUND_MODE;
    bool exact = o->op->imm & ROUND_EXACT;

    if (mode == ROUND_CURRENT)
        return lower_constrained(w, exact ? "nearbyint" : "rint", o->type, FP_MODE,
                                 &o->a, 1);
    if (mode == ROUND_AWAY || !exact)
        return call_fp(w, o, "fp_round",
                       (LLVMValueRef[]){rule(w, o, 0), o->a, width(w, o)}, 3);
    return lower_constrained(w, names[mode], o->type, 0, &o->a, 1);
}

/* Returns true if two fsets raise the same exceptions. */
static bool same_flags(const Op *x, const Op *y)
{
    bool same_way = x->a == y->a && x->b == y->b;
    bool other_way = x->a == y->b && x->b == y->a;

    return y->code == OP_fset && (same_way || other_way) &&
           (x->imm & FC_SIGNALS) == (y->imm & FC_SIGNALS);
}

/* A guest's compare becomes several fsets.  The first is kept for its exception flags,
 * even if its result is not used; LLVM may remove the others. */
static bool is_for_flags(const Lower *w, const Operation *o)
{
    enum { REACH = 8 };
    const Op *ops = w->blk->ops->ops;

    for (const Op *op = o->op; op > ops && o->op - op < REACH; op--) {
        if (op[-1].code == OP_helper)
            return true;
        if (same_flags(o->op, op - 1))
            return false;
    }
    return true;
}

LLVMValueRef lower_op_fset(Lower *w, const Operation *o)
{
    static const char *const predicate[] = {
        [FC_EQ] = "oeq", [FC_LT] = "olt", [FC_LE] = "ole", [FC_UNORDERED] = "uno"};
    LLVMValueRef args[] = {
        o->a, o->b, lower_text_value(w, predicate[o->op->imm & FC_KIND]),
        lower_text_value(w,
                         is_for_flags(w, o) ? "fpexcept.strict" : "fpexcept.maytrap")};
    LLVMTypeRef type = LLVMTypeOf(o->a);
    const char *name = o->op->imm & FC_SIGNALS ? "llvm.experimental.constrained.fcmps"
                                               : "llvm.experimental.constrained.fcmp";

    return LLVMBuildZExt(w->b, lower_intrinsic(w, name, &type, 1, args, 4), w->i32, "");
}

LLVMValueRef lower_op_fwiden(Lower *w, const Operation *o)
{
    return lower_constrained(w, "fpext", o->type, 0, &o->a, 1);
}

LLVMValueRef lower_op_fnarrow(Lower *w, const Operation *o)
{
    return lower_constrained(w, "fptrunc", o->type, FP_MODE, &o->a, 1);
}

/* Widening by the host is right for all but infinities and NaNs, which it would
 * quieten, raising an exception.  Those are branched off before the host's instruction.
 */
LLVMValueRef lower_expand(Lower *w, LLVMValueRef single)
{
    LLVMValueRef bits = LLVMBuildBitCast(w->b, single, w->i32, "");
    LLVMValueRef top = lower_number(w->i32, 0x7f800000);
    LLVMValueRef exponent = LLVMBuildAnd(w->b, bits, top, "");
    LLVMValueRef special = LLVMBuildICmp(w->b, LLVMIntEQ, exponent, top, "");
    LLVMBasicBlockRef plain = lower_unlikely(w, special), on = lower_new_block(w);
    LLVMBasicBlockRef rare = LLVMGetInsertBlock(w->b);
    LLVMValueRef right = cold_call(w, "fp_expand", (LLVMValueRef[]){single}, 1);

    right = from_bits(w, right, w->f64);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, plain);
    LLVMValueRef v = lower_constrained(w, "fpext", w->f64, FP_MAY_GO, &single, 1);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
    return either(w, v, plain, right, rare);
}

LLVMValueRef lower_op_fexpand(Lower *w, const Operation *o)
{
    return lower_expand(w, o->a);
}

/* Values in the normal range of f32, and 0, only have their bits moved; all others are
 * rare and call a function. */
LLVMValueRef lower_compact(Lower *w, LLVMValueRef value)
{
    LLVMValueRef bits = LLVMBuildBitCast(w->b, value, w->i64, "");
    LLVMValueRef twice = LLVMBuildShl(w->b, bits, lower_number(w->i64, 1), "");
    LLVMValueRef less = LLVMBuildSub(w->b, twice, lower_number(w->i64, 1), "");
    LLVMValueRef tiny = LLVMBuildICmp(
        w->b, LLVMIntULT, less, lower_number(w->i64, ((u64)(2 * 0x381) << 52) - 1), "");
    LLVMValueRef high = LLVMBuildLShr(w->b, bits, lower_number(w->i64, 32), "");
    LLVMValueRef low = LLVMBuildLShr(w->b, bits, lower_number(w->i64, 29), "");

    high = LLVMBuildAnd(w->b, high, lower_number(w->i64, 0xc0000000), "");
    low = LLVMBuildAnd(w->b, low, lower_number(w->i64, 0x3fffffff), "");
    LLVMValueRef v = LLVMBuildOr(w->b, high, low, "");
    v = LLVMBuildTrunc(w->b, v, w->i32, "");
    v = LLVMBuildBitCast(w->b, v, w->f32, "");
    return mended(w, v, tiny, "fp_compact", (LLVMValueRef[]){value}, 1);
}

LLVMValueRef lower_op_fcompact(Lower *w, const Operation *o)
{
    LLVMValueRef single = lower_single(w, o->op->a);

    return single ? single : lower_compact(w, o->a);
}

/* Converts as cvttsd2si does: the result is the smallest integer for all that does not
 * fit. */
static LLVMValueRef host_to_int(Lower *w, const Operation *o, LLVMTypeRef type,
                                bool truncate)
{
    bool single = is_single(w, o->a), wide = type == w->i64;
    char name[48];
    LLVMValueRef zero = lower_number(w->i32, 0);
    LLVMTypeRef vector = LLVMVectorType(LLVMTypeOf(o->a), single ? 4 : 2);
    LLVMValueRef v =
        LLVMBuildInsertElement(w->b, LLVMConstNull(vector), o->a, zero, "");

    base_format(name, sizeof(name), "llvm.x86.%s.cvt%ss%s2si%s",
                single ? "sse" : "sse2", truncate ? "t" : "", single ? "s" : "d",
                wide ? "64" : "");
    if (single && !wide)
        base_format(name, sizeof(name), "llvm.x86.sse.cvt%sss2si", truncate ? "t" : "");
    return lower_intrinsic(w, name, NULL, 0, &v, 1);
}

/* Lets an assembly statement without instructions use the value, so that LLVM keeps
 * what computes it: it takes the host's conversions for free of effects, but they raise
 * exception flags. */
static void keep_alive(Lower *w, LLVMValueRef v)
{
    LLVMTypeRef of = LLVMTypeOf(v);
    LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(w->context), &of, 1, 0);
    LLVMValueRef nothing = LLVMGetInlineAsm(type, "", 0, "r", 1, true, false,
                                            LLVMInlineAsmDialectATT, false);

    LLVMBuildCall2(w->b, type, nothing, &v, 1, "");
}

/* Converts to 32 bits by way of 64.  Negative and too large numbers would be in range
 * there, and inexact instead of invalid, so they are branched off before by their bits.
 * A number between 2^32 - 1 and 2^32 may be rounded to 2^32. */
static LLVMValueRef to_unsigned(Lower *w, const Operation *o, bool truncate,
                                LLVMValueRef args[4])
{
    LLVMTypeRef type = bits_type(w, o->a);
    u64 too_large = is_single(w, o->a) ? 0x4f800000
                    : truncate         ? 0x41f0000000000000
                                       : 0x41efffffffe00001;
    LLVMValueRef bits = LLVMBuildBitCast(w->b, o->a, type, "");
    LLVMValueRef outside =
        LLVMBuildICmp(w->b, LLVMIntUGE, bits, lower_number(type, too_large), "");
    LLVMBasicBlockRef inside = lower_unlikely(w, outside), on = lower_new_block(w);
    LLVMBasicBlockRef rare = LLVMGetInsertBlock(w->b);
    LLVMValueRef right = from_bits(w, cold_call(w, "fp_to_int", args, 4), w->i32);

    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, inside);
    LLVMValueRef v = host_to_int(w, o, w->i64, truncate);
    keep_alive(w, v);
    v = LLVMBuildTrunc(w->b, v, w->i32, "");
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
    return either(w, v, inside, right, rare);
}

LLVMValueRef lower_op_ftoi(Lower *w, const Operation *o)
{
    u64 mode = o->op->imm & ROUND_MODE;
    bool is_unsigned = o->op->imm & INT_UNSIGNED;
    bool wide = o->op->type == TY_I64;
    LLVMValueRef from = lower_number(w->i32, is_single(w, o->a) ? 32 : 64);
    LLVMValueRef bits = lower_number(w->i32, wide ? 64 : 32);
    LLVMValueRef args[] = {rule(w, o, 0), o->a, from, bits};
    LLVMValueRef v, wrong;

    if ((mode != ROUND_CURRENT && mode != ROUND_ZERO) || (is_unsigned && wide) ||
        (o->op->imm & ROUND_EXACT))
        return call_fp(w, o, "fp_to_int", args, 4);
    if (!is_unsigned) {
        v = host_to_int(w, o, o->type, mode == ROUND_ZERO);
        LLVMValueRef least = lower_number(o->type, 1ull << (wide ? 63 : 31));
        wrong = LLVMBuildICmp(w->b, LLVMIntEQ, v, least, "");
        return mended(w, v, wrong, "fp_to_int", args, 4);
    }
    return to_unsigned(w, o, mode == ROUND_ZERO, args);
}

LLVMValueRef lower_op_stof(Lower *w, const Operation *o)
{
    return lower_constrained(w, "sitofp", o->type, FP_MODE, &o->a, 1);
}

LLVMValueRef lower_op_utof(Lower *w, const Operation *o)
{
    return lower_constrained(w, "uitofp", o->type, FP_MODE, &o->a, 1);
}
