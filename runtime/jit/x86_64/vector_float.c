/*
 * vector_float.c -- the f32 lanes of vector micro-ops, by VEC_STANDARD.
 *
 * As in aot/llvm/lower_vector_float.c: the host computes where neither operands nor
 * result have denormals, and the result no NaN, if it rounds to nearest; anything else
 * is called, out of line.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "runtime/jit/x86_64/vector.h"

/* Predicates of cmpps. */
enum { CMP_EQ = 0, CMP_LT = 1, CMP_LE = 2, CMP_UNORDERED = 3 };

/* The registers of an op.  All are allocated before the first jump to the cold path. */
typedef struct {
    const Op *op;
    u8 operand[3], dst, wrong, other;
    bool any; /* true if `wrong` has a mask already: -1 in lanes for which the op must
                 be called */
    u32 site[3];
    u32 num_sites;
} FloatRegs;

static FloatRegs begin(Jit *j, const Op *op)
{
    const Val v[] = {op->a, op->b, op->c};
    FloatRegs f = {.op = op};

    for (u32 i = 0; i < op_info[op->code].args; i++)
        f.operand[i] = jit_in_xmm(j, v[i]);
    f.dst = jit_define_xmm(j);
    f.wrong = jit_new_xmm(j);
    f.other = jit_new_xmm(j);
    return f;
}

static Rm all(Jit *j, u32 n)
{
    return jit_vector_all(j, 32, n);
}

/* Returns the register for the next mask of rejected lanes. */
static u8 next_lanes(const FloatRegs *f)
{
    return f->any ? f->other : f->wrong;
}

static void add_wrong(Jit *j, FloatRegs *f)
{
    if (f->any)
        emit_sse(j, I_ORPS, f->wrong, f->wrong, rm_reg(f->other));
    f->any = true;
}

/* to = the magnitude of the lanes less one: 0 becomes the largest. */
static void size_less_one(Jit *j, u8 to, u8 from)
{
    emit_sse(j, I_PADD_32, to, from, rm_reg(from));
    emit_sse(j, I_PADD_32, to, to, all(j, ~0u));
}

/* Rejects denormals and the least normal number, which a denormal may have been rounded
 * to.  Changes both registers. */
static void reject_small(Jit *j, u8 size, u8 least)
{
    emit_sse(j, I_PMINU_32, least, size, all(j, 0x00ffffff));
    emit_sse(j, I_PCMPEQ_32, size, size, rm_reg(least));
}

static void reject_operands(Jit *j, FloatRegs *f)
{
    const Val v[] = {f->op->a, f->op->b, f->op->c};
    bool found = false;

    for (u32 i = 0; i < op_info[f->op->code].args; i++) {
        if (ir_has_no_denormals(j->blk, v[i]) || (i && v[i] == v[i - 1]))
            continue;
        size_less_one(j, found ? f->other : f->wrong, f->operand[i]);
        if (found)
            emit_sse(j, I_PMINU_32, f->wrong, f->wrong, rm_reg(f->other));
        found = true;
    }
    if (found)
        reject_small(j, f->wrong, f->other);
    f->any = found;
}

static void compare(Jit *j, u8 dst, u8 a, u8 b, u32 predicate)
{
    emit_sse(j, I_CMPPS, dst, a, rm_reg(b));
    emit_8(&j->e, predicate);
}

static void reject_unordered(Jit *j, FloatRegs *f, u8 a, u8 b)
{
    compare(j, next_lanes(f), a, b, CMP_UNORDERED);
    add_wrong(j, f);
}

static void leave_if_wrong(Jit *j, FloatRegs *f)
{
    if (!f->any)
        return;
    emit_sse1(j, I_PTEST, f->wrong, rm_reg(f->wrong));
    f->site[f->num_sites++] = emit_jcc(&j->e, X_NE);
    f->any = false;
}

/* Rejects results in `made` that are denormal or NaN.  Uses both free registers. */
static void reject_result(Jit *j, FloatRegs *f, u8 made)
{
    size_less_one(j, f->wrong, made);
    reject_small(j, f->wrong, f->other);
    f->any = true;
    reject_unordered(j, f, made, made);
    leave_if_wrong(j, f);
}

/* Ends the op: if any lane was rejected, the op is called out of line, and goes on
 * here. */
static void finish(Jit *j, FloatRegs *f)
{
    Cold *c;

    leave_if_wrong(j, f);
    if (!f->num_sites)
        return;
    c = jit_cold_vector(j, f->site[0], f->op, f->dst);
    for (u32 i = 1; i < f->num_sites; i++)
        c->from[i] = f->site[i];
    for (u32 i = 0; i < op_info[f->op->code].args; i++)
        jit_cold_reg(c, f->operand[i], false);
}

/* The same for an op that rounds: it is called unless the host rounds to nearest. */
static FloatRegs begin_rounding(Jit *j, const Op *op)
{
    FloatRegs f = begin(j, op);

    emit_rm(&j->e, I_TEST_IMM, 0, jit_head_at(offsetof(ThreadHead, fp_events)));
    emit_32(&j->e, FPE_DIRECTED);
    f.site[f.num_sites++] = emit_jcc(&j->e, X_NE);
    return f;
}

static void arithmetic(Jit *j, const Op *op, u32 insn)
{
    FloatRegs f = begin_rounding(j, op);

    reject_operands(j, &f);
    leave_if_wrong(j, &f);
    emit_sse(j, insn, f.dst, f.operand[0], rm_reg(f.operand[1]));
    reject_result(j, &f, f.dst);
    finish(j, &f);
}

void jit_lower_vfadd(Jit *j, const Op *op)
{
    arithmetic(j, op, I_FADD);
}

void jit_lower_vfsub(Jit *j, const Op *op)
{
    arithmetic(j, op, I_FSUB);
}

void jit_lower_vfmul(Jit *j, const Op *op)
{
    arithmetic(j, op, I_FMUL);
}

void jit_lower_vfma(Jit *j, const Op *op)
{
    FloatRegs f;

    if (!j->config.v3) {
        jit_vector_call(j, op);
        return;
    }
    f = begin_rounding(j, op);
    reject_operands(j, &f);
    leave_if_wrong(j, &f);
    emit_sse1(j, I_MOVAPS, f.dst, rm_reg(f.operand[2]));
    emit_vex(&j->e, I_FMADDPS, f.dst, f.operand[0], rm_reg(f.operand[1]));
    reject_result(j, &f, f.dst);
    finish(j, &f);
}

/* --- comparison --- */

/* For two zeros the host returns its second operand.  So both orders are computed, and
 * the signs of both results combined. */
static void extreme(Jit *j, const Op *op, u32 insn, u32 both)
{
    FloatRegs f = begin(j, op);
    u8 a = f.operand[0], b = f.operand[1];

    reject_operands(j, &f);
    reject_unordered(j, &f, a, b);
    leave_if_wrong(j, &f);
    emit_sse(j, insn, f.dst, a, rm_reg(b));
    emit_sse(j, insn, f.other, b, rm_reg(a));
    emit_sse(j, both, f.dst, f.dst, rm_reg(f.other));
    finish(j, &f);
}

void jit_lower_vfmin(Jit *j, const Op *op)
{
    extreme(j, op, I_MINPS, I_ORPS);
}

void jit_lower_vfmax(Jit *j, const Op *op)
{
    extreme(j, op, I_MAXPS, I_ANDPS);
}

static void relation(Jit *j, const Op *op, u32 predicate, bool swapped)
{
    FloatRegs f = begin(j, op);

    reject_operands(j, &f);
    leave_if_wrong(j, &f);
    compare(j, f.dst, f.operand[swapped], f.operand[!swapped], predicate);
    finish(j, &f);
}

void jit_lower_vfceq(Jit *j, const Op *op)
{
    relation(j, op, CMP_EQ, false);
}

void jit_lower_vfcgt(Jit *j, const Op *op)
{
    relation(j, op, CMP_LT, true);
}

void jit_lower_vfcge(Jit *j, const Op *op)
{
    relation(j, op, CMP_LE, true);
}

/* --- conversion --- */

/* 2 to the power n. */
static Rm power(Jit *j, int n)
{
    return all(j, (u32)(127 + n) << 23);
}

/* The host converts to signed integers only, and returns the smallest integer for what
 * does not fit.  Larger numbers are rejected and, for unsigned results, negative ones.
 */
void jit_lower_vftoi(Jit *j, const Op *op)
{
    FloatRegs f = begin(j, op);
    unsigned n = vec_count(op->imm);
    u8 lanes, from = f.operand[0];

    reject_operands(j, &f);
    lanes = next_lanes(&f);
    if (op->imm & VEC_SIGNED) {
        emit_sse(j, I_ANDPS, f.dst, from, all(j, 0x7fffffff));
        from = f.dst;
    }
    emit_sse(j, I_PMAXU_32, lanes, from, all(j, (127 + 31 - n) << 23));
    emit_sse(j, I_PCMPEQ_32, lanes, lanes, rm_reg(from));
    add_wrong(j, &f);
    leave_if_wrong(j, &f);
    if (n)
        emit_sse(j, I_FMUL, f.dst, f.operand[0], power(j, (int)n));
    emit_sse1(j, I_CVTTPS2DQ, f.dst, rm_reg(n ? f.dst : f.operand[0]));
    finish(j, &f);
}

/* Converts unsigned integers as two halves, whose sum is rounded once. */
static void from_unsigned(Jit *j, const FloatRegs *f)
{
    jit_vector_shift(j, SHIFT_RIGHT, 32, f->other, f->operand[0], 16);
    emit_sse1(j, I_CVTDQ2PS, f->other, rm_reg(f->other));
    emit_sse(j, I_FMUL, f->other, f->other, power(j, 16));
    emit_sse(j, I_ANDPS, f->dst, f->operand[0], all(j, 0xffff));
    emit_sse1(j, I_CVTDQ2PS, f->dst, rm_reg(f->dst));
    emit_sse(j, I_FADD, f->dst, f->dst, rm_reg(f->other));
}

void jit_lower_vitof(Jit *j, const Op *op)
{
    FloatRegs f = begin_rounding(j, op);
    int n = (int)vec_count(op->imm);

    if (op->imm & VEC_SIGNED)
        emit_sse1(j, I_CVTDQ2PS, f.dst, rm_reg(f.operand[0]));
    else
        from_unsigned(j, &f);
    if (n)
        emit_sse(j, I_FMUL, f.dst, f.dst, power(j, -n));
    finish(j, &f);
}

/* --- steps --- */

static void reject_infinity(Jit *j, FloatRegs *f, u8 v)
{
    u8 lanes = next_lanes(f);

    emit_sse(j, I_ANDPS, lanes, v, all(j, 0x7fffffff));
    emit_sse(j, I_PCMPGT_32, lanes, lanes, all(j, 0x7f7fffff));
    add_wrong(j, f);
}

/* dst = from - a * b.  That difference is no denormal, nor is half of it. */
static void step(Jit *j, FloatRegs *f, u32 from)
{
    reject_operands(j, f);
    reject_infinity(j, f, f->operand[0]); /* times 0 */
    reject_infinity(j, f, f->operand[1]);
    leave_if_wrong(j, f);
    emit_sse(j, I_FMUL, f->dst, f->operand[0], rm_reg(f->operand[1]));
    reject_result(j, f, f->dst);
    emit_sse1(j, I_MOVUPS, f->other, all(j, from));
    if (j->config.v3) {
        emit_vex(&j->e, I_FSUB, f->dst, f->other, rm_reg(f->dst));
    } else {
        emit_rm(&j->e, I_FSUB, f->other, rm_reg(f->dst));
        emit_rm(&j->e, I_MOVAPS, f->dst, rm_reg(f->other));
    }
}

void jit_lower_vfrecps(Jit *j, const Op *op)
{
    FloatRegs f = begin_rounding(j, op);

    step(j, &f, 0x40000000);
    finish(j, &f);
}

void jit_lower_vfrsqrts(Jit *j, const Op *op)
{
    FloatRegs f = begin_rounding(j, op);

    step(j, &f, 0x40400000);
    emit_sse(j, I_FMUL, f.dst, f.dst, power(j, -1));
    finish(j, &f);
}
