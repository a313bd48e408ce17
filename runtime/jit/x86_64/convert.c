/* convert.c -- floats to integers, to other floats, and back.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

static void convert(Jit *j, u32 insn, u8 dst, Rm from)
{
    /* Converting into a register keeps its upper half; clearing it first avoids waiting
     * for it. */
    if (j->config.v3) {
        emit_vex(&j->e, I_XORPS, dst, dst, rm_reg(dst));
        emit_vex(&j->e, insn, dst, dst, from);
    } else {
        emit_rm(&j->e, I_XORPS, dst, rm_reg(dst));
        emit_rm(&j->e, insn, dst, from);
    }
}

void jit_lower_as_int(Jit *j, const Op *op)
{
    jit_define_from(j, op->a);
}

void jit_lower_as_float(Jit *j, const Op *op)
{
    jit_copy_to(j, jit_define_xmm(j), op->a);
}

void jit_lower_fwiden(Jit *j, const Op *op)
{
    u8 a = jit_in_xmm(j, op->a), dst = jit_define_xmm(j);

    emit_sse(j, I_CVT_FF | PF3, dst, a, rm_reg(a));
}

void jit_lower_fnarrow(Jit *j, const Op *op)
{
    u8 a = jit_in_xmm(j, op->a), dst = jit_define_xmm(j);

    emit_sse(j, I_CVT_FF | PF2, dst, a, rm_reg(a));
}

/* The host's conversion is right except for NaNs: it makes signalling NaNs quiet. */
void jit_lower_fexpand(Jit *j, const Op *op)
{
    u8 a = jit_in_gpr(j, op->a), shifted = jit_new_gpr(j), dst = jit_define_xmm(j);
    u32 site;

    emit_rm(&j->e, I_LEA, shifted, (Rm){NO_REG, a, a, false, false, 0});
    emit_alu_imm(&j->e, I_CMP, rm_reg(shifted), (i32)0xff000000);
    site = emit_jcc(&j->e, X_A);
    if (j->config.v3) {
        emit_vex(&j->e, I_MOVD, dst, NO_REG, rm_reg(a));
        emit_vex(&j->e, I_CVT_FF | PF3, dst, dst, rm_reg(dst));
    } else {
        emit_rm(&j->e, I_MOVD, dst, rm_reg(a));
        emit_rm(&j->e, I_CVT_FF | PF3, dst, rm_reg(dst));
    }
    jit_cold_reg(jit_cold_call(j, site, FN(fp_expand), dst), a, true);
}

/* Moves bit fields (Power ISA, Book I, 4.6.3), which is right for zeros and for
 * exponents above 896.  All others take the cold path, and so does the double 2^-126,
 * needlessly. */
void jit_lower_fcompact(Jit *j, const Op *op)
{
    u8 a = jit_in_gpr(j, op->a), part = jit_new_gpr(j), dst = jit_define_gpr(j);
    u32 site;

    emit_rm(&j->e, I_LEA | W, part, (Rm){NO_REG, a, a, false, false, -1});
    emit_shift_imm(&j->e, SHIFT_SHR, W, part, 53);
    emit_alu_imm(&j->e, I_CMP, rm_reg(part), 896);
    site = emit_jcc(&j->e, X_BE);
    emit_mov(&j->e, part, a);
    emit_shift_imm(&j->e, SHIFT_SHR, W, part, 32);
    emit_alu_imm(&j->e, I_AND, rm_reg(part), (i32)0xc0000000);
    emit_mov(&j->e, dst, a);
    emit_shift_imm(&j->e, SHIFT_SHR, W, dst, 29);
    emit_alu_imm(&j->e, I_AND, rm_reg(dst), 0x3fffffff);
    emit_rm(&j->e, I_OR, dst, rm_reg(part));
    jit_cold_reg(jit_cold_call(j, site, FN(fp_compact), dst), a, false);
}

/* --- rounding --- */

static bool host_round_mode(u64 round, u32 *mode)
{
    switch ((Round)(round & ROUND_MODE)) {
    case ROUND_NEAREST: *mode = 0; return true;
    case ROUND_DOWN: *mode = 1; return true;
    case ROUND_UP: *mode = 2; return true;
    case ROUND_ZERO: *mode = 3; return true;
    case ROUND_CURRENT: *mode = 4; return true;
    case ROUND_AWAY:
    case ROUND_MODE:
    case ROUND_EXACT: break;
    }
    return false;
}

void jit_lower_fround(Jit *j, const Op *op)
{
    u32 insn = op->type == TY_F64 ? I_ROUNDSD : I_ROUNDSS, mode;
    u8 a, dst;

    if (!host_round_mode(op->imm, &mode)) {
        const CallArg args[] = {
            {VAL_NONE, op->imm}, {op->a, 0}, {VAL_NONE, type_bits((Type)op->type)}};

        jit_call_c(j, FN(fp_round), args, ARRAY_LEN(args));
        jit_define_in(j, RAX);
        return;
    }
    a = jit_in_xmm(j, op->a);
    dst = jit_define_xmm(j);
    emit_sse(j, insn, dst, a, rm_reg(a));
    emit_8(&j->e, mode | (op->imm & ROUND_EXACT ? 8 : 0));
}

/* --- integers --- */

static void to_int_by_call(Jit *j, const Op *op)
{
    const CallArg args[] = {{VAL_NONE, op->imm},
                            {op->a, 0},
                            {VAL_NONE, type_bits(type_of(j, op->a))},
                            {VAL_NONE, type_bits((Type)op->type)}};

    jit_call_c(j, FN(fp_to_int), args, ARRAY_LEN(args));
    jit_define_in(j, RAX);
}

static void host_to_int(Jit *j, const Op *op, u32 w, u8 dst, u8 a)
{
    bool cuts = (op->imm & ROUND_MODE) == ROUND_ZERO;
    u32 insn = (cuts ? I_CVTT_FI : I_CVT_FI) | jit_scalar(type_of(j, op->a)) | w;

    if (j->config.v3)
        emit_vex(&j->e, insn, dst, NO_REG, rm_reg(a));
    else
        emit_rm(&j->e, insn, dst, rm_reg(a));
}

static void cold_to_int(Jit *j, const Op *op, u32 site, u8 dst, u8 a)
{
    Type from = type_of(j, op->a);
    Cold *c = jit_cold_call(j, site, FN(fp_to_int), dst);

    jit_cold_imm(c, op->imm);
    jit_cold_reg(c, a, from == TY_F32);
    jit_cold_imm(c, type_bits(from));
    jit_cold_imm(c, type_bits((Type)op->type));
}

/* For what it cannot convert, the host returns the smallest integer.  Only for that
 * one, `cmp dst, 1` overflows. */
static void to_signed(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type);
    u8 a = jit_in_xmm(j, op->a), dst = jit_define_gpr(j);

    host_to_int(j, op, w, dst, a);
    emit_alu_imm(&j->e, I_CMP | w, rm_reg(dst), 1);
    cold_to_int(j, op, emit_jcc(&j->e, X_O), dst, a);
}

/* Converts as to a signed 64-bit integer, if the exponent and the sign show the number
 * to be from 0 to below 2^31 or 2^63. */
static void to_unsigned(Jit *j, const Op *op)
{
    bool is_64 = type_of(j, op->a) == TY_F64;
    u32 power = op->type == TY_I64 ? 63 : 31, site;
    u8 a = jit_in_xmm(j, op->a), exponent = jit_new_gpr(j), dst = jit_define_gpr(j);

    if (j->config.v3)
        emit_vex(&j->e, I_MOVD_FROM | (is_64 ? W : 0), a, NO_REG, rm_reg(exponent));
    else
        emit_rm(&j->e, I_MOVD_FROM | (is_64 ? W : 0), a, rm_reg(exponent));
    emit_shift_imm(&j->e, SHIFT_SHR, is_64 ? W : 0, exponent, is_64 ? 52 : 23);
    emit_alu_imm(&j->e, I_CMP, rm_reg(exponent), (i32)((is_64 ? 1023 : 127) + power));
    site = emit_jcc(&j->e, X_AE);
    host_to_int(j, op, W, dst, a);
    cold_to_int(j, op, site, dst, a);
}

void jit_lower_ftoi(Jit *j, const Op *op)
{
    u64 mode = op->imm & (ROUND_MODE | ROUND_EXACT);

    if (mode != ROUND_CURRENT && mode != ROUND_ZERO)
        to_int_by_call(j, op);
    else if (op->imm & INT_UNSIGNED)
        to_unsigned(j, op);
    else
        to_signed(j, op);
}

void jit_lower_stof(Jit *j, const Op *op)
{
    Rm from = jit_rm_gpr(j, op->a);

    convert(j, I_CVT_IF | jit_scalar((Type)op->type) | width(type_of(j, op->a)),
            jit_define_xmm(j), from);
}

void jit_lower_utof(Jit *j, const Op *op)
{
    Type from = type_of(j, op->a);

    if (from == TY_I64) {
        const CallArg args[] = {
            {op->a, 0}, {VAL_NONE, 64}, {VAL_NONE, type_bits((Type)op->type)}};

        jit_call_c(j, FN(fp_from_unsigned), args, ARRAY_LEN(args));
        jit_define_in(j, RAX);
        return;
    }

    u8 a = jit_in_gpr(j, op->a); /* the register's upper half is 0 */

    convert(j, I_CVT_IF | jit_scalar((Type)op->type) | W, jit_define_xmm(j), rm_reg(a));
}
