/* operand.c -- registers, flags and shifted operands.  ARM ARM, A8.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

void set_slot(Block *b, const ArmInsn *i, u32 slot, Val v)
{
    if (i->holds != VAL_NONE)
        v = ir_select(b, i->holds, v, ir_get(b, (Type)b->ops[v].type, slot));
    ir_put(b, v, slot);
}

void set_reg(Block *b, const ArmInsn *i, u32 n, Val v)
{
    set_slot(b, i, SLOT(r) + 4 * n, v);
}

void set_nz(Block *b, const ArmInsn *i, Val result)
{
    Val n = ir_set(b, result, imm(b, 0), CC_LT);
    Val z = ir_set(b, result, imm(b, 0), CC_EQ);

    set_slot(b, i, SLOT(n), n);
    set_slot(b, i, SLOT(z), z);
}

void set_nz64(Block *b, const ArmInsn *i, Val result)
{
    Val n = ir_set(b, result, imm64(b, 0), CC_LT);
    Val z = ir_set(b, result, imm64(b, 0), CC_EQ);

    set_slot(b, i, SLOT(n), n);
    set_slot(b, i, SLOT(z), z);
}

void set_q_if(Block *b, const ArmInsn *i, Val saturated)
{
    set_slot(b, i, SLOT(q), ir_or(b, flag(b, SLOT(q)), saturated));
}

Val bit_of(Block *b, Val v, u32 n)
{
    Val low = ir_shr(b, v, imm(b, n));

    return n == 31 ? low : ir_and(b, low, imm(b, 1));
}

static Val shift_with(Block *b, Val v, ShiftType type, Val amount)
{
    switch (type) {
    case LSL: return ir_shl(b, v, amount);
    case LSR: return ir_shr(b, v, amount);
    case ASR: return ir_sar(b, v, amount);
    case ROR:
    case RRX: break;
    }
    return ir_ror(b, v, amount);
}

static Val rotate_extended(Block *b, Val v, Val *carry)
{
    Val top = ir_shl(b, carry ? *carry : flag(b, SLOT(c)), imm(b, 31));

    if (carry)
        *carry = bit_of(b, v, 0);
    return ir_or(b, top, ir_shr(b, v, imm(b, 1)));
}

/* Shift by a constant, 1 to 31 (LSR and ASR: to 32). */
static Val shift_constant(Block *b, Val v, ShiftType type, u32 n, Val *carry)
{
    if (n == 0)
        return v;
    if (carry)
        *carry = bit_of(b, v, type == LSL ? 32 - n : n - 1);
    return shift_with(b, v, type, imm(b, n));
}

/* The last bit that a shift by a register, not by 0, moves out. */
static Val carry_out_of(Block *b, Val v, ShiftType type, Val amount)
{
    Val top = type == ROR ? imm(b, 31) : imm(b, 0), last = ir_sub(b, amount, imm(b, 1));

    if (type == ROR)
        return ir_and(b, ir_shr(b, v, ir_and(b, last, top)), imm(b, 1));
    if (type == LSL) {
        Val wide = ir_shl(b, ir_extu(b, TY_I64, v), ir_extu(b, TY_I64, amount));
        return ir_and(b, ir_trunc(b, TY_I32, ir_shr(b, wide, imm64(b, 32))), imm(b, 1));
    }
    return ir_and(b, shift_with(b, v, type, last), imm(b, 1));
}

/* By the low byte of a register: 0 changes nothing, not even the carry. */
static Val shift_by_register(Block *b, Val v, ShiftType type, Val s, Val *carry)
{
    Val amount = ir_and(b, s, imm(b, 255));

    if (carry) {
        Val out = carry_out_of(b, v, type, amount);
        *carry = ir_select(b, amount, out, *carry);
    }
    return shift_with(b, v, type, amount);
}

Val operand2(Block *b, const ArmInsn *i, Val *carry)
{
    const Operand2 *o = &i->op2;

    if (o->kind == OP2_NUMBER) {
        if (o->has_carry && carry)
            *carry = imm(b, o->carry);
        return imm(b, o->number);
    }
    Val v = reg(b, i, o->m);
    if (o->kind == OP2_BY_REGISTER)
        return shift_by_register(b, v, o->shift, reg(b, i, o->s), carry);
    if (o->shift == RRX)
        return rotate_extended(b, v, carry);
    return shift_constant(b, v, o->shift, o->amount, carry);
}

Operand2 op2_number(u32 n)
{
    return (Operand2){.kind = OP2_NUMBER, .number = n};
}

Val register_pair(Block *b, const ArmInsn *i)
{
    Val low = ir_extu(b, TY_I64, reg(b, i, i->t));
    Val high = ir_extu(b, TY_I64, reg(b, i, i->u));

    return ir_or(b, low, ir_shl(b, high, imm64(b, 32)));
}

Operand2 op2_rotated(u32 n, u32 rotation)
{
    Operand2 o = op2_number(n);

    if (rotation) {
        o.number = n >> rotation | n << (32 - rotation);
        o.has_carry = true;
        o.carry = o.number >> 31;
    }
    return o;
}

Operand2 op2_shifted(u32 m, u32 type, u32 amount)
{
    Operand2 o = {
        .kind = OP2_SHIFTED, .m = (u8)m, .shift = (u8)type, .amount = (u8)amount};

    if (amount == 0 && (type == LSR || type == ASR))
        o.amount = 32;
    if (amount == 0 && type == ROR)
        o.shift = RRX;
    return o;
}

Operand2 op2_by_register(u32 m, u32 type, u32 s)
{
    return (Operand2){
        .kind = OP2_BY_REGISTER, .m = (u8)m, .shift = (u8)type, .s = (u8)s};
}
