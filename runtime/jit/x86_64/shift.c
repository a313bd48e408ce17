/* shift.c -- shifts, rotates and counts of bits.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

/* A lazy `and` masks the count as the host's shift does by itself. */
Val jit_shift_count(const Jit *j, const Op *op, u32 *known_below)
{
    const Op *count = op_of(j, op->b);
    bool masked = count->code == OP_and && is_constant(j, count->b);
    u64 mask = masked ? op_of(j, count->b)->imm : ~0ull;

    *known_below = mask < 64 ? (u32)mask + 1 : ~0u;
    return j->info[op->b].lazy ? count->a : op->b;
}

static void shift_constant(Jit *j, const Op *op, u32 kind, u64 count)
{
    u32 bits = type_bits((Type)op->type), w = width((Type)op->type);

    if (count >= bits && kind == SHIFT_SAR)
        count = bits - 1;
    if (count >= bits) {
        emit_constant(&j->e, jit_define_gpr(j), 0);
        return;
    }

    u8 reg = jit_define_from(j, op->a);

    if (count)
        emit_shift_imm(&j->e, kind, w, reg, (u32)count);
}

/* to = from shifted by the count modulo the width. */
static void shift_by(Jit *j, u32 kind, u32 w, u8 to, u8 from, u8 count)
{
    static const u32 bmi[8] = {
        [SHIFT_SHL] = I_SHLX, [SHIFT_SHR] = I_SHRX, [SHIFT_SAR] = I_SARX};

    if (j->config.v3) {
        emit_vex(&j->e, bmi[kind] | w, to, count, rm_reg(from));
        return;
    }
    emit_mov(&j->e, to, from);
    emit_shift_cl(&j->e, kind, w, to);
}

static u8 count_in_register(Jit *j, Val count)
{
    if (j->config.v3)
        return jit_in_gpr(j, count);
    jit_claim(j, RCX);
    jit_copy_to(j, RCX, count);
    return RCX;
}

/* Returns a register with the count, limited to bits - 1. */
static u8 count_clamped(Jit *j, Val count, u32 bits)
{
    u32 w = width(type_of(j, count));
    u8 reg = RCX, most;

    if (j->config.v3)
        reg = jit_new_gpr(j);
    else
        jit_claim(j, RCX);
    most = jit_new_gpr(j);
    jit_copy_to(j, reg, count);
    emit_constant(&j->e, most, bits - 1);
    emit_rm(&j->e, I_CMP | w, reg, rm_reg(most));
    emit_rm(&j->e, I_CMOV | X_A | w, reg, rm_reg(most));
    return reg;
}

static void shift_right_arithmetic(Jit *j, const Op *op, Val count, u32 below)
{
    u32 bits = type_bits((Type)op->type), w = width((Type)op->type);
    u8 by = below > 64 ? count_clamped(j, count, bits) : count_in_register(j, count);
    u8 from = jit_in_gpr(j, op->a), reg = jit_define_gpr(j);

    if (below <= bits || below > 64) {
        shift_by(j, SHIFT_SAR, w, reg, from, by);
        return;
    }
    emit_rm(&j->e, I_MOVSXD | W, reg, rm_reg(from));
    shift_by(j, SHIFT_SAR, W, reg, reg, by);
    emit_rm(&j->e, I_MOV, reg, rm_reg(reg));
}

/* Shifts left and logically right.  A 32-bit value is shifted as one of 64 bits, which
 * is right for counts below 64. */
static void shift_logical(Jit *j, const Op *op, u32 kind, Val count, u32 below)
{
    u32 bits = type_bits((Type)op->type), w = width((Type)op->type);
    u8 by = count_in_register(j, count), from = jit_in_gpr(j, op->a),
       reg = jit_define_gpr(j);

    shift_by(j, kind, below <= bits ? w : W, reg, from, by);
    if (below <= bits)
        return;
    if (!w && kind == SHIFT_SHL)
        emit_rm(&j->e, I_MOV, reg, rm_reg(reg));
    if (below <= 64)
        return;

    u8 zero = jit_new_gpr(j);

    emit_constant(&j->e, zero, 0);
    emit_alu_imm(&j->e, I_CMP | w, rm_reg(by), 64);
    emit_rm(&j->e, I_CMOV | X_AE | w, reg, rm_reg(zero));
}

static void shift(Jit *j, const Op *op, u32 kind)
{
    u32 below;
    Val count = jit_shift_count(j, op, &below);

    if (is_constant(j, op->b))
        shift_constant(j, op, kind, op_of(j, op->b)->imm);
    else if (kind == SHIFT_SAR)
        shift_right_arithmetic(j, op, count, below);
    else
        shift_logical(j, op, kind, count, below);
}

void jit_lower_shl(Jit *j, const Op *op)
{
    shift(j, op, SHIFT_SHL);
}

void jit_lower_shr(Jit *j, const Op *op)
{
    shift(j, op, SHIFT_SHR);
}

void jit_lower_sar(Jit *j, const Op *op)
{
    shift(j, op, SHIFT_SAR);
}

void jit_lower_ror(Jit *j, const Op *op)
{
    u32 bits = type_bits((Type)op->type), w = width((Type)op->type), below;
    Val count = jit_shift_count(j, op, &below);

    if (!is_constant(j, op->b)) {
        jit_claim(j, RCX);
        jit_copy_to(j, RCX, count);
        emit_shift_cl(&j->e, SHIFT_ROR, w, jit_define_from(j, op->a));
        return;
    }

    u32 n = (u32)(op_of(j, op->b)->imm % bits);

    if (j->config.v3 && !jit_dies(j, op->a)) {
        Rm from = jit_rm_gpr(j, op->a);

        emit_vex(&j->e, I_RORX | w, jit_define_gpr(j), NO_REG, from);
        emit_8(&j->e, n);
        return;
    }

    u8 reg = jit_define_from(j, op->a);

    if (n)
        emit_shift_imm(&j->e, SHIFT_ROR, w, reg, n);
}

/* bsr and bsf do not change their result register if the operand is 0. */
static u8 scan(Jit *j, const Op *op, u32 insn, u64 if_zero)
{
    u32 w = width((Type)op->type);
    Rm from = jit_rm_gpr(j, op->a);
    u8 none = jit_new_gpr(j), reg = jit_define_gpr(j);

    emit_constant(&j->e, none, if_zero);
    emit_rm(&j->e, insn | w, reg, from);
    emit_rm(&j->e, I_CMOV | X_E | w, reg, rm_reg(none));
    return reg;
}

static void count_bits(Jit *j, const Op *op, u32 insn)
{
    Rm from = jit_rm_gpr(j, op->a);

    emit_rm(&j->e, insn | width((Type)op->type), jit_define_over(j, op->a), from);
}

void jit_lower_clz(Jit *j, const Op *op)
{
    u32 bits = type_bits((Type)op->type);

    if (j->config.v3)
        count_bits(j, op, I_LZCNT);
    else
        emit_alu_imm(&j->e, I_XOR, rm_reg(scan(j, op, I_BSR, 2 * bits - 1)),
                     (i32)bits - 1);
}

void jit_lower_ctz(Jit *j, const Op *op)
{
    if (j->config.v3)
        count_bits(j, op, I_TZCNT);
    else
        scan(j, op, I_BSF, type_bits((Type)op->type));
}

void jit_lower_popcount(Jit *j, const Op *op)
{
    count_bits(j, op, I_POPCNT);
}

void jit_lower_bswap(Jit *j, const Op *op)
{
    emit_bswap(&j->e, width((Type)op->type), jit_define_from(j, op->a));
}
