/*
 * lower_vector_float.c -- the f32 lanes of vector micro-ops, by VEC_STANDARD.
 *
 * The host computes, if it rounds to nearest, given operands without denormals, and
 * where its result has neither denormals nor NaNs, which is nearly always.  Everything
 * else is a call of the op's meaning off the hot path.  Operands that vector ops made
 * have no denormals, and are not looked at.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/llvm/lower.h"
#include "ir/fp.h"
#include "runtime/abi.h"

enum { LANES = 4 };

/* The op being lowered, and where control goes if the host's result may be wrong. */
typedef struct {
    Lower *w;
    LLVMTypeRef floats, ints;
    LLVMValueRef a, b, c;
    LLVMValueRef wrong; /* lanes of -1 where the op must be called; NULL: none yet */
    LLVMBasicBlockRef rare;
    const Operation *o;
} FloatValues;

static FloatValues begin(Lower *w, const Operation *o)
{
    FloatValues f = {.w = w, .o = o};

    f.floats = LLVMVectorType(w->f32, LANES);
    f.ints = lower_lanes_type(w, 32);
    f.a = LLVMBuildBitCast(w->b, o->a, f.floats, "");
    if (o->b)
        f.b = LLVMBuildBitCast(w->b, o->b, f.floats, "");
    if (o->c)
        f.c = LLVMBuildBitCast(w->b, o->c, f.floats, "");
    f.rare = lower_new_block(w);
    return f;
}

static void add_wrong(FloatValues *f, LLVMValueRef lanes)
{
    f->wrong = f->wrong ? LLVMBuildOr(f->w->b, f->wrong, lanes, "") : lanes;
}

static LLVMValueRef all(const FloatValues *f, u64 n)
{
    return lower_all_lanes(f->w, 32, n);
}

static LLVMValueRef as_ints(const FloatValues *f, LLVMValueRef v)
{
    return LLVMBuildBitCast(f->w->b, v, f->ints, "");
}

/* Returns the lanes' magnitude less one: 0 becomes the largest. */
static LLVMValueRef size_less_one(const FloatValues *f, LLVMValueRef v)
{
    LLVMValueRef twice = LLVMBuildAdd(f->w->b, as_ints(f, v), as_ints(f, v), "");

    return LLVMBuildAdd(f->w->b, twice, all(f, ~0ull), "");
}

static LLVMValueRef lesser(const FloatValues *f, LLVMValueRef x, LLVMValueRef y)
{
    LLVMTypeRef type = f->ints;

    return lower_intrinsic(f->w, "llvm.umin", &type, 1, (LLVMValueRef[]){x, y}, 2);
}

/* Rejects denormals and the least normal number, which a denormal may have been rounded
 * to. */
static void reject_small(FloatValues *f, LLVMValueRef size)
{
    add_wrong(f, LLVMBuildICmp(f->w->b, LLVMIntULT, size, all(f, 0x01000000), ""));
}

static void reject_nan(FloatValues *f, LLVMValueRef v)
{
    add_wrong(f, LLVMBuildFCmp(f->w->b, LLVMRealUNO, v, v, ""));
}

static void reject_result(FloatValues *f, LLVMValueRef v)
{
    reject_small(f, size_less_one(f, v));
    reject_nan(f, v);
}

static void reject_operands(FloatValues *f)
{
    const Lower *w = f->w;
    const Val v[] = {f->o->op->a, f->o->op->b, f->o->op->c};
    const LLVMValueRef value[] = {f->a, f->b, f->c};
    LLVMValueRef least = NULL;

    for (unsigned i = 0; i < op_info[f->o->op->code].args; i++) {
        bool again = i && v[i] == v[i - 1];

        if (ir_has_no_denormals(w->blk->ops, v[i]) || again)
            continue;
        LLVMValueRef size = size_less_one(f, value[i]);
        least = least ? lesser(f, least, size) : size;
    }
    if (least)
        reject_small(f, least);
}

/* Branches to the call if any lane was rejected. */
static void leave_if_wrong(FloatValues *f)
{
    Lower *w = f->w;
    LLVMTypeRef bits = LLVMIntTypeInContext(w->context, LANES);
    LLVMBasicBlockRef on;
    LLVMValueRef any, branch;

    if (!f->wrong)
        return;
    any = LLVMBuildBitCast(w->b, f->wrong, bits, "");
    any = LLVMBuildICmp(w->b, LLVMIntNE, any, LLVMConstNull(bits), "");
    on = lower_new_block(w);
    branch = LLVMBuildCondBr(w->b, any, f->rare, on);
    LLVMSetMetadata(branch, w->prof, w->unlikely);
    LLVMPositionBuilderAtEnd(w->b, on);
    f->wrong = NULL;
}

static LLVMValueRef get_events(Lower *w)
{
    LLVMValueRef at;

    if (!w->state_base)
        return lower_get_state(w, HEAD + offsetof(ThreadHead, fp_events), w->i32);
    at = lower_runtime(w, "fp_events", false, w->pointer, NULL, 0);
    return LLVMBuildLoad2(w->b, w->i32, at, "");
}

/* Begins an op that rounds: the op is called unless the host rounds to nearest. */
static FloatValues begin_rounding(Lower *w, const Operation *o)
{
    FloatValues f = begin(w, o);
    LLVMValueRef mode = lower_number(w->i32, FPE_DIRECTED);
    LLVMBasicBlockRef on = lower_new_block(w);
    LLVMValueRef branch;

    mode = LLVMBuildAnd(w->b, get_events(w), mode, "");
    mode = LLVMBuildICmp(w->b, LLVMIntNE, mode, lower_number(w->i32, 0), "");
    branch = LLVMBuildCondBr(w->b, mode, f.rare, on);
    LLVMSetMetadata(branch, w->prof, w->unlikely);
    LLVMPositionBuilderAtEnd(w->b, on);
    return f;
}

/* Returns `v`, or the call's result if any lane was rejected. */
static LLVMValueRef finish(FloatValues *f, LLVMValueRef v)
{
    Lower *w = f->w;
    LLVMBasicBlockRef from, on = lower_new_block(w), rare;
    LLVMValueRef called, phi;

    leave_if_wrong(f);
    v = lower_as_v128(w, v);
    from = LLVMGetInsertBlock(w->b);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, f->rare);
    called = lower_vector_call(w, f->o);
    rare = LLVMGetInsertBlock(w->b);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
    phi = LLVMBuildPhi(w->b, w->v128, "");
    LLVMAddIncoming(phi, (LLVMValueRef[]){v, called}, (LLVMBasicBlockRef[]){from, rare},
                    2);
    return phi;
}

static LLVMValueRef host(FloatValues *f, const char *name, LLVMValueRef x,
                         LLVMValueRef y)
{
    return lower_constrained(f->w, name, f->floats, FP_MODE, (LLVMValueRef[]){x, y}, 2);
}

static LLVMValueRef arithmetic(Lower *w, const Operation *o, const char *name)
{
    FloatValues f = begin_rounding(w, o);
    LLVMValueRef v;

    reject_operands(&f);
    leave_if_wrong(&f);
    v = host(&f, name, f.a, f.b);
    reject_result(&f, v);
    return finish(&f, v);
}

LLVMValueRef lower_op_vfadd(Lower *w, const Operation *o)
{
    return arithmetic(w, o, "fadd");
}

LLVMValueRef lower_op_vfsub(Lower *w, const Operation *o)
{
    return arithmetic(w, o, "fsub");
}

LLVMValueRef lower_op_vfmul(Lower *w, const Operation *o)
{
    return arithmetic(w, o, "fmul");
}

LLVMValueRef lower_op_vfma(Lower *w, const Operation *o)
{
    FloatValues f = begin_rounding(w, o);
    LLVMValueRef v;

    reject_operands(&f);
    leave_if_wrong(&f);
    v = lower_constrained(w, "fma", f.floats, FP_MODE, (LLVMValueRef[]){f.a, f.b, f.c},
                          3);
    reject_result(&f, v);
    return finish(&f, v);
}

/* --- comparison --- */

/* For two zeros the host returns its second operand.  So it computes both orders, and
 * the signs of both results are combined. */
static LLVMValueRef extreme(Lower *w, const Operation *o, const char *name,
                            bool greatest)
{
    FloatValues f = begin(w, o);
    LLVMValueRef one, other;

    reject_operands(&f);
    add_wrong(&f, LLVMBuildFCmp(w->b, LLVMRealUNO, f.a, f.b, ""));
    leave_if_wrong(&f);
    one = lower_intrinsic(w, name, NULL, 0, (LLVMValueRef[]){f.a, f.b}, 2);
    other = lower_intrinsic(w, name, NULL, 0, (LLVMValueRef[]){f.b, f.a}, 2);
    one = as_ints(&f, one);
    other = as_ints(&f, other);
    return finish(&f, greatest ? LLVMBuildAnd(w->b, one, other, "")
                               : LLVMBuildOr(w->b, one, other, ""));
}

LLVMValueRef lower_op_vfmin(Lower *w, const Operation *o)
{
    return extreme(w, o, "llvm.x86.sse.min.ps", false);
}

LLVMValueRef lower_op_vfmax(Lower *w, const Operation *o)
{
    return extreme(w, o, "llvm.x86.sse.max.ps", true);
}

static LLVMValueRef compare(Lower *w, const Operation *o, const char *predicate,
                            bool signals)
{
    FloatValues f = begin(w, o);
    const char *name = signals ? "llvm.experimental.constrained.fcmps"
                               : "llvm.experimental.constrained.fcmp";
    LLVMValueRef args[] = {f.a, f.b, lower_text_value(w, predicate),
                           lower_text_value(w, "fpexcept.strict")};
    LLVMValueRef holds;

    reject_operands(&f);
    leave_if_wrong(&f);
    holds = lower_intrinsic(w, name, &f.floats, 1, args, 4);
    return finish(&f, LLVMBuildSExt(w->b, holds, f.ints, ""));
}

LLVMValueRef lower_op_vfceq(Lower *w, const Operation *o)
{
    return compare(w, o, "oeq", false);
}

LLVMValueRef lower_op_vfcgt(Lower *w, const Operation *o)
{
    return compare(w, o, "ogt", true);
}

LLVMValueRef lower_op_vfcge(Lower *w, const Operation *o)
{
    return compare(w, o, "oge", true);
}

/* --- conversion --- */

static LLVMValueRef all_floats(const FloatValues *f, u32 bits)
{
    return LLVMConstBitCast(all(f, bits), f->floats);
}

/* 2 to the power n. */
static LLVMValueRef power(const FloatValues *f, int n)
{
    return all_floats(f, (u32)(127 + n) << 23);
}

/* The host converts to signed integers only, and returns the smallest integer for what
 * does not fit.  Larger numbers are rejected and, for unsigned results, negative ones.
 */
LLVMValueRef lower_op_vftoi(Lower *w, const Operation *o)
{
    FloatValues f = begin(w, o);
    unsigned n = vec_count(o->op->imm);
    LLVMValueRef most = all(&f, ((127ull + 31 - n) << 23) - 1), bits = as_ints(&f, f.a),
                 v;

    reject_operands(&f);
    if (o->op->imm & VEC_SIGNED)
        bits = LLVMBuildAnd(w->b, bits, all(&f, 0x7fffffff), "");
    add_wrong(&f, LLVMBuildICmp(w->b, LLVMIntUGT, bits, most, ""));
    leave_if_wrong(&f);
    v = n ? host(&f, "fmul", f.a, power(&f, (int)n)) : f.a;
    return finish(&f, lower_constrained(w, "fptosi", f.ints, 0, &v, 1));
}

static LLVMValueRef from_signed(FloatValues *f, LLVMValueRef ints)
{
    return lower_constrained(f->w, "sitofp", f->floats, FP_MODE, &ints, 1);
}

/* Converts unsigned integers as two halves, whose sum is rounded once. */
static LLVMValueRef from_unsigned(FloatValues *f, LLVMValueRef ints)
{
    LLVMBuilderRef b = f->w->b;
    LLVMValueRef high = from_signed(f, LLVMBuildLShr(b, ints, all(f, 16), ""));
    LLVMValueRef low = from_signed(f, LLVMBuildAnd(b, ints, all(f, 0xffff), ""));

    return host(f, "fadd", host(f, "fmul", high, power(f, 16)), low);
}

LLVMValueRef lower_op_vitof(Lower *w, const Operation *o)
{
    FloatValues f = begin_rounding(w, o);
    bool is_signed = o->op->imm & VEC_SIGNED;
    int n = (int)vec_count(o->op->imm);
    LLVMValueRef ints = as_ints(&f, f.a);
    LLVMValueRef v = is_signed ? from_signed(&f, ints) : from_unsigned(&f, ints);

    if (n)
        v = host(&f, "fmul", v, power(&f, -n));
    return finish(&f, v);
}

/* --- steps --- */

static void reject_infinity(FloatValues *f, LLVMValueRef v)
{
    LLVMBuilderRef b = f->w->b;
    LLVMValueRef size = LLVMBuildAnd(b, as_ints(f, v), all(f, 0x7fffffff), "");

    add_wrong(f, LLVMBuildICmp(b, LLVMIntSGT, size, all(f, 0x7f7fffff), ""));
}

/* Returns from - a * b; that difference is no denormal. */
static LLVMValueRef step(FloatValues *f, LLVMValueRef from)
{
    LLVMValueRef product;

    reject_operands(f);
    reject_infinity(f, f->a); /* times 0 */
    reject_infinity(f, f->b);
    leave_if_wrong(f);
    product = host(f, "fmul", f->a, f->b);
    reject_result(f, product);
    leave_if_wrong(f);
    return host(f, "fsub", from, product);
}

LLVMValueRef lower_op_vfrecps(Lower *w, const Operation *o)
{
    FloatValues f = begin_rounding(w, o);

    return finish(&f, step(&f, all_floats(&f, 0x40000000)));
}

LLVMValueRef lower_op_vfrsqrts(Lower *w, const Operation *o)
{
    FloatValues f = begin_rounding(w, o);
    LLVMValueRef v = step(&f, all_floats(&f, 0x40400000));

    return finish(&f, host(&f, "fmul", v, power(&f, -1)));
}
