/*
 * cold.c -- out-of-line calls of C functions, for what host instructions do not do.
 *
 * All registers but the result's are kept, so the fast path need not know.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "runtime/jit/x86_64/host.h"

static const u8 argument_reg[] = {RDI, RSI, RDX, RCX, R8};

enum { ARGS_SIZE = 48 };

/* The arguments' registers must still hold what they held at the jump: no register may
 * be allocated between the jump and here. */
Cold *jit_cold_call(Jit *j, u32 from, const void *fn, u8 result)
{
    Cold *c = &j->cold[j->num_cold];

    if (j->num_cold == MAX_COLD)
        j->too_big = true;
    else
        j->num_cold++;
    *c = (Cold){.from = {from, 0},
                .back = j->e.at,
                .live = jit_regs_live(j) & CALLER_SAVED & ~(1u << result),
                .fn = fn,
                .result = result,
                .pc = j->insn_pc};
    j->e.flags = 0;
    return c;
}

/* The function is ir_vector, the C meaning of the op; the arguments are the op's
 * operands. */
Cold *jit_cold_vector(Jit *j, u32 from, const Op *op, u8 result)
{
    Cold *c = jit_cold_call(j, from, FN(ir_vector), result);

    c->is_vector = true;
    c->imm[0] = op->code;
    c->imm[1] = op->imm;
    return c;
}

void jit_cold_reg(Cold *c, u8 reg, bool is_32)
{
    c->reg[c->num_args] = reg;
    c->is_32[c->num_args++] = is_32;
}

void jit_cold_imm(Cold *c, u64 imm)
{
    c->reg[c->num_args] = NO_REG;
    c->imm[c->num_args++] = imm;
}

static Rm saved_at(const Cold *c, u32 reg)
{
    u32 below = c->live & ((1u << reg) - 1);

    return rm_mem(RSP, (i32)(ARGS_SIZE + 16 * (u32)__builtin_popcount(below)));
}

static void move_all(Jit *j, const Cold *c, bool restore)
{
    for (u32 reg = 0; reg < NUM_REGS; reg++) {
        if (!(c->live >> reg & 1))
            continue;
        if (reg < XMM0)
            emit_rm(&j->e, (restore ? I_MOV : I_MOV_STORE) | W, (u8)reg,
                    saved_at(c, reg));
        else
            emit_rm(&j->e, restore ? I_MOVUPS : I_MOVUPS_STORE, (u8)reg,
                    saved_at(c, reg));
    }
}

/* Copies the arguments by way of the stack, since sources and destinations overlap. */
static void pass_arguments(Jit *j, const Cold *c)
{
    for (u32 i = 0; i < c->num_args; i++)
        if (c->reg[i] != NO_REG)
            emit_rm(&j->e, is_xmm(c->reg[i]) ? I_MOVSD_STORE : I_MOV_STORE | W,
                    c->reg[i], rm_mem(RSP, (i32)(8 * i)));
    for (u32 i = 0; i < c->num_args; i++)
        if (c->reg[i] != NO_REG)
            emit_rm(&j->e, I_MOV | (c->is_32[i] ? 0 : W), argument_reg[i],
                    rm_mem(RSP, (i32)(8 * i)));
        else
            emit_constant(&j->e, argument_reg[i], c->imm[i]);
}

static void call_vector(Jit *j, const Cold *c)
{
    for (u32 i = 0; i < c->num_args; i++)
        emit_rm(&j->e, I_MOVUPS_STORE, c->reg[i], rm_mem(RSP, (i32)(16 * i)));
    emit_constant(&j->e, RDI, c->imm[0]);
    emit_constant(&j->e, RSI, c->imm[1]);
    emit_mov(&j->e, RDX, RSP);
    emit_call(&j->e, c->fn);
    emit_rm(&j->e, I_MOVUPS, c->result, rm_mem(RSP, 0));
}

static void call_scalar(Jit *j, const Cold *c)
{
    pass_arguments(j, c);
    emit_call(&j->e, c->fn);
    if (is_xmm(c->result))
        emit_rm(&j->e, I_MOVD | W, c->result, rm_reg(RAX));
    else
        emit_mov(&j->e, c->result, RAX);
}

static void emit_one(Jit *j, Cold *c)
{
    u32 size = ARGS_SIZE + 16 * (u32)__builtin_popcount(c->live);

    c->at = j->e.at;
    for (u32 i = 0; i < ARRAY_LEN(c->from); i++)
        if (c->from[i])
            emit_bind(&j->e, c->from[i]);
    emit_alu_imm(&j->e, I_SUB | W, rm_reg(RSP), (i32)size);
    move_all(j, c, false);
    if (c->is_vector)
        call_vector(j, c);
    else
        call_scalar(j, c);
    move_all(j, c, true);
    emit_alu_imm(&j->e, I_ADD | W, rm_reg(RSP), (i32)size);
    emit_bind_to(&j->e, emit_jmp(&j->e), c->back);
}

void jit_cold_emit(Jit *j)
{
    for (u32 i = 0; i < j->num_cold && emit_reserve(&j->e, 1024); i++)
        emit_one(j, &j->cold[i]);
}
