/* state.c -- guest registers, in the state.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

bool jit_is_bit_slot(const Jit *j, u64 slot)
{
    return slot < STATE_MAX && j->bit_granule[slot / 256] >> slot / 4 % 64 & 1;
}

void jit_lower_insn(Jit *j, const Op *op)
{
    j->insn_pc = (u32)op->imm;
    j->insn_at[j->num_insns++] = j->e.at;
}

/* Emits nothing: the value is loaded where it is first used, if at all.  A slot is the
 * home of one value at a time: the value that had it before is loaded into a register.
 */
void jit_lower_get(Jit *j, const Op *op)
{
    jit_home_gone(j, (u32)op->imm, type_bits((Type)op->type) / 8);
    jit_home_made(j, (Val)j->at, (u32)op->imm);
}

static void put_constant(Jit *j, const Op *op, u64 bits)
{
    bool wide = type_bits((Type)op->type) == 64;

    emit_rm(&j->e, 0xc7 | KEEPS | (wide ? W : 0), 0, jit_state_at(op->imm));
    emit_32(&j->e, (u32)bits);
}

static void put_xmm(Jit *j, const Op *op, u8 reg)
{
    u32 insn = op->type == TY_V128               ? I_MOVUPS_STORE
               : type_bits((Type)op->type) == 64 ? I_MOVSD_STORE
                                                 : I_MOVSS_STORE;

    emit_sse1(j, insn, reg, jit_state_at(op->imm));
}

static void put_value(Jit *j, const Op *op)
{
    u8 reg = j->info[op->a].reg;
    bool is_int = op->type == TY_I32 || op->type == TY_I64;

    if (reg == NO_REG)
        reg = is_int ? jit_in_gpr(j, op->a) : jit_in_xmm(j, op->a);
    if (is_xmm(reg))
        put_xmm(j, op, reg);
    else
        emit_rm(&j->e, I_MOV_STORE | width((Type)op->type), reg, jit_state_at(op->imm));
}

void jit_lower_put(Jit *j, const Op *op)
{
    u64 bits = op_of(j, op->a)->imm;
    bool fits = type_bits((Type)op->type) == 32 ||
                ((i64)bits == (i32)bits && op->type != TY_V128);

    jit_home_gone(j, (u32)op->imm, type_bits((Type)op->type) / 8);
    if (j->info[op->a].lazy)
        jit_put_test(j, op);
    else if (is_constant(j, op->a) && fits)
        put_constant(j, op, bits);
    else
        put_value(j, op);
    jit_home_made(j, op->a, (u32)op->imm);
}
