/* multiply.c -- multiplication and division.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

void jit_lower_mul(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type);
    Val a = op->a, b = op->b;
    i32 imm;

    if (jit_immediate(j, b, &imm)) {
        Rm from = jit_rm_gpr(j, a);
        bool small = imm == (i8)imm;

        emit_rm(&j->e, (small ? 0x6bu : 0x69u) | w, jit_define_over(j, a), from);
        if (small)
            emit_8(&j->e, (u32)imm);
        else
            emit_32(&j->e, (u32)imm);
        return;
    }
    if (!jit_dies(j, a)) {
        a = op->b;
        b = op->a;
    }

    Rm right = jit_rm_gpr(j, b);

    emit_rm(&j->e, I_IMUL | w, jit_define_from(j, a), right);
}

/* The upper half of a 32-bit product: multiplies 64-bit numbers and shifts down. */
static void high_32(Jit *j, const Op *op, u32 extend)
{
    u8 other = jit_new_gpr(j);
    Rm b = rm_reg(jit_in_gpr(j, op->b)), a = rm_reg(jit_in_gpr(j, op->a));
    u8 reg = jit_define_gpr(j);

    emit_rm(&j->e, extend, other, b);
    emit_rm(&j->e, extend, reg, a);
    emit_rm(&j->e, I_IMUL | W, reg, rm_reg(other));
    emit_shift_imm(&j->e, SHIFT_SHR, W, reg, 32);
}

static void high_64(Jit *j, const Op *op, u32 kind)
{
    jit_claim(j, RAX);
    jit_claim(j, RDX);

    u8 b = jit_in_gpr(j, op->b);

    jit_copy_to(j, RAX, op->a);
    emit_f7(&j->e, kind, W, b);
    jit_define_in(j, RDX);
}

void jit_lower_mulhu(Jit *j, const Op *op)
{
    if (op->type == TY_I32)
        high_32(j, op, I_MOV);
    else
        high_64(j, op, F7_MUL);
}

void jit_lower_mulhs(Jit *j, const Op *op)
{
    if (op->type == TY_I32)
        high_32(j, op, I_MOVSXD | W);
    else
        high_64(j, op, F7_IMUL);
}

static bool may_trap(const Jit *j, Val divisor, u64 minus_one)
{
    const Op *op = op_of(j, divisor);

    return op->code != OP_constant || op->imm == 0 || op->imm == minus_one;
}

void jit_lower_divu(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type), zero = 0, end;
    u8 b;

    jit_claim(j, RAX);
    jit_claim(j, RDX);
    b = jit_in_gpr(j, op->b);
    jit_copy_to(j, RAX, op->a);
    emit_rm(&j->e, I_XOR, RDX, rm_reg(RDX));
    if (may_trap(j, op->b, 0)) {
        emit_rm(&j->e, I_TEST | w, b, rm_reg(b));
        zero = emit_jcc(&j->e, X_E);
    }
    emit_f7(&j->e, F7_DIV, w, b);
    if (zero) {
        end = emit_jmp(&j->e);
        emit_bind(&j->e, zero);
        emit_rm(&j->e, I_XOR, RAX, rm_reg(RAX));
        emit_bind(&j->e, end);
    }
    jit_define_in(j, RAX);
}

/* By 0 and -1 the op's result is the product instead: 0 and -a.  The host's instruction
 * faults for 0, and for the smallest number divided by -1. */
void jit_lower_divs(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type), special = 0, end;
    u8 b;

    jit_claim(j, RAX);
    jit_claim(j, RDX);
    b = jit_in_gpr(j, op->b);
    jit_copy_to(j, RAX, op->a);
    if (may_trap(j, op->b, ~0ull >> (64 - type_bits((Type)op->type)))) {
        emit_rm(&j->e, I_LEA | w, RDX, rm_mem(b, 1));
        emit_alu_imm(&j->e, I_CMP | w, rm_reg(RDX), 1);
        special = emit_jcc(&j->e, X_BE);
    }
    if (w)
        emit_8(&j->e, 0x48);
    emit_8(&j->e, 0x99); /* cdq, cqo */
    emit_f7(&j->e, F7_IDIV, w, b);
    if (special) {
        end = emit_jmp(&j->e);
        emit_bind(&j->e, special);
        emit_rm(&j->e, I_IMUL | w, RAX, rm_reg(b));
        emit_bind(&j->e, end);
    }
    jit_define_in(j, RAX);
}
