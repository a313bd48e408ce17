/* float.c -- floating-point arithmetic; NaN results are made out of line.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

void emit_sse(Jit *j, u32 insn, u8 dst, u8 a, Rm b)
{
    if (j->config.v3) {
        emit_vex(&j->e, insn, dst, a, b);
        return;
    }
    if (dst != a)
        emit_rm(&j->e, I_MOVAPS, dst, rm_reg(a));
    emit_rm(&j->e, insn, dst, b);
}

void emit_sse1(Jit *j, u32 insn, u8 reg, Rm rm)
{
    if (j->config.v3)
        emit_vex(&j->e, insn, reg, NO_REG, rm);
    else
        emit_rm(&j->e, insn, reg, rm);
}

u32 jit_scalar(Type type)
{
    return type == TY_F64 ? PF2 : PF3;
}

/* Emits a jump that is taken if `reg` is a NaN; returns its site. */
static u32 jump_if_nan(Jit *j, Type type, u8 reg)
{
    u32 insn = I_UCOMIS | (type == TY_F64 ? P66 : 0);

    if (j->config.v3)
        emit_vex(&j->e, insn, reg, NO_REG, rm_reg(reg));
    else
        emit_rm(&j->e, insn, reg, rm_reg(reg));
    return emit_jcc(&j->e, X_P);
}

static void fix_nan2(Jit *j, const Op *op, u64 which, u8 dst, u8 a, u8 b)
{
    bool is_32 = op->type == TY_F32;
    u32 site = jump_if_nan(j, (Type)op->type, dst);
    const void *fn = is_32 ? FN(fp_nan2_32) : FN(fp_nan2_64);
    Cold *c = jit_cold_call(j, site, fn, dst);

    jit_cold_imm(c, op->imm | which);
    jit_cold_reg(c, a, is_32);
    jit_cold_reg(c, b, is_32);
}

static void arithmetic(Jit *j, const Op *op, u32 insn)
{
    u8 a = jit_in_xmm(j, op->a), b = jit_in_xmm(j, op->b), dst = jit_define_xmm(j);

    emit_sse(j, insn | jit_scalar((Type)op->type), dst, a, rm_reg(b));
    fix_nan2(j, op, op->code == OP_fdiv ? NAN_OF_DIV : 0, dst, a, b);
}

void jit_lower_fadd(Jit *j, const Op *op)
{
    arithmetic(j, op, I_FADD);
}

void jit_lower_fsub(Jit *j, const Op *op)
{
    arithmetic(j, op, I_FSUB);
}

void jit_lower_fmul(Jit *j, const Op *op)
{
    arithmetic(j, op, I_FMUL);
}

void jit_lower_fdiv(Jit *j, const Op *op)
{
    arithmetic(j, op, I_FDIV);
}

void jit_lower_fsqrt(Jit *j, const Op *op)
{
    u8 a = jit_in_xmm(j, op->a), dst = jit_define_xmm(j);

    emit_sse(j, I_FSQRT | jit_scalar((Type)op->type), dst, a, rm_reg(a));
    fix_nan2(j, op, NAN_OF_SQRT, dst, a, a);
}

/* --- fused multiply and add --- */

static void fma_by_call(Jit *j, const Op *op)
{
    const CallArg args[] = {{VAL_NONE, op->imm},
                            {op->a, 0},
                            {op->b, 0},
                            {op->c, 0},
                            {VAL_NONE, type_bits((Type)op->type)}};

    jit_call_c(j, FN(fp_fma), args, ARRAY_LEN(args));
    jit_define_in(j, RAX);
}

static void fma_arguments(Cold *c, const Op *op, const u8 reg[3])
{
    jit_cold_imm(c, op->imm);
    for (u32 i = 0; i < 3; i++)
        jit_cold_reg(c, reg[i], op->type == TY_F32);
}

/* dst = a * b + c, or a * b - c for FMA_NEG_ADDEND. */
static void multiply_add(Jit *j, const Op *op, u8 dst, const u8 reg[3])
{
    u32 insn = (op->imm & FMA_NEG_ADDEND ? I_FMSUB : I_FMADD) | width((Type)op->type);

    emit_vex(&j->e, I_MOVAPS, dst, NO_REG, rm_reg(reg[2]));
    emit_vex(&j->e, insn, dst, reg[0], rm_reg(reg[1]));
}

static void negate(Jit *j, Type type, u8 dst, u8 from)
{
    u64 sign = 1ull << (type_bits(type) - 1);

    emit_sse(j, I_XORPS, dst, from, emit_pool(&j->e, sign, 0));
}

/* Rounds the f64 result to f32.  Calls fp_fma_single where rounding twice may be wrong:
 * half way between two f32, and below the normal range of f32.  A result of 0 is exact,
 * or too small for both formats. */
static void round_once(Jit *j, const Op *op, u8 dst, const u8 reg[3], u8 bits, u8 half)
{
    u32 low, high;
    Cold *c;

    emit_vex(&j->e, I_MOVD_FROM | W, dst, NO_REG, rm_reg(bits));
    emit_rm(&j->e, I_MOV, half, rm_reg(bits));
    emit_alu_imm(&j->e, I_AND, rm_reg(half), 0x1fffffff);
    emit_alu_imm(&j->e, I_CMP, rm_reg(half), 0x10000000);
    low = emit_jcc(&j->e, X_E);
    emit_rm(&j->e, I_LEA | W, bits, (Rm){NO_REG, bits, bits, false, false, -1});
    emit_shift_imm(&j->e, SHIFT_SHR, W, bits, 53);
    emit_alu_imm(&j->e, I_CMP, rm_reg(bits), 1023 - 126);
    high = emit_jcc(&j->e, X_B);
    emit_vex(&j->e, I_CVT_FF | PF2, dst, dst, rm_reg(dst));
    emit_vex(&j->e, I_CVT_FF | PF3, dst, dst, rm_reg(dst));
    if (op->imm & FMA_NEG_RESULT)
        negate(j, TY_F64, dst, dst);
    c = jit_cold_call(j, low, FN(fp_fma_single), dst);
    c->from[1] = high;
    fma_arguments(c, op, reg);
}

void jit_lower_fma(Jit *j, const Op *op)
{
    bool single = op->imm & FMA_SINGLE;
    u8 reg[3], dst, bits = NO_REG, half = NO_REG;
    u32 site;
    Cold *c;

    if (!j->config.v3) {
        fma_by_call(j, op);
        return;
    }
    reg[0] = jit_in_xmm(j, op->a);
    reg[1] = jit_in_xmm(j, op->b);
    reg[2] = jit_in_xmm(j, op->c);
    dst = jit_define_xmm(j);
    if (single) { /* allocated before the jump, since that may store a value */
        bits = jit_new_gpr(j);
        half = jit_new_gpr(j);
    }
    multiply_add(j, op, dst, reg);
    site = jump_if_nan(j, (Type)op->type, dst);
    if (single)
        round_once(j, op, dst, reg, bits, half);
    else if (op->imm & FMA_NEG_RESULT)
        negate(j, (Type)op->type, dst, dst);
    /* The call computes the whole op, not only its NaN: infinity * 0 + NaN is an
     * invalid operation for the guest and not for the host. */
    c = jit_cold_call(j, site, single ? FN(fp_fma_single) : FN(fp_fma), dst);
    fma_arguments(c, op, reg);
    jit_cold_imm(c, type_bits((Type)op->type));
}

/* --- signs --- */

void jit_lower_fneg(Jit *j, const Op *op)
{
    u8 a = jit_in_xmm(j, op->a);

    negate(j, (Type)op->type, jit_define_xmm(j), a);
}

void jit_lower_fabs(Jit *j, const Op *op)
{
    u64 sign = 1ull << (type_bits((Type)op->type) - 1);
    u8 a = jit_in_xmm(j, op->a);

    emit_sse(j, I_ANDPS, jit_define_xmm(j), a, emit_pool(&j->e, sign - 1, 0));
}
