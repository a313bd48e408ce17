/* integer.c -- integer arithmetic and logic.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

bool jit_immediate(const Jit *j, Val v, i32 *imm)
{
    const Op *op = op_of(j, v);

    if (op->code != OP_constant)
        return false;
    *imm = (i32)op->imm;
    return op->type == TY_I32 || (i64)op->imm == (i32)op->imm;
}

/* reg = reg insn rm. */
static void operate(Jit *j, u32 insn, u8 reg, Rm rm)
{
    emit_rm(&j->e, insn, reg, rm);
}

static Rm rm_sum(u8 base, u8 index, i32 disp)
{
    return (Rm){NO_REG, base, index, false, false, disp};
}

static bool stays(const Jit *j, Val v)
{
    return j->info[v].reg != NO_REG && !is_xmm(j->info[v].reg) && !jit_dies(j, v);
}

static void add_immediate(Jit *j, const Op *op, Val a, i32 imm)
{
    u32 w = width((Type)op->type);

    if (!jit_dies(j, a) && !is_constant(j, a)) {
        u8 from = jit_in_gpr(j, a);

        operate(j, I_LEA | w, jit_define_gpr(j), rm_mem(from, imm));
    } else {
        emit_alu_imm(&j->e, I_ADD | w, rm_reg(jit_define_from(j, a)), imm);
    }
}

void jit_lower_add(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type);
    Val a = op->a, b = op->b;
    i32 imm;

    if (jit_immediate(j, b, &imm)) {
        add_immediate(j, op, a, imm);
        return;
    }
    if (jit_immediate(j, a, &imm)) {
        add_immediate(j, op, b, imm);
        return;
    }
    if (stays(j, a) && stays(j, b)) {
        u8 base = jit_in_gpr(j, a), index = jit_in_gpr(j, b);

        operate(j, I_LEA | w, jit_define_gpr(j), rm_sum(base, index, 0));
        return;
    }
    if (stays(j, a)) {
        a = op->b;
        b = op->a;
    }

    Rm right = jit_rm_gpr(j, b);

    operate(j, I_ADD | w, jit_define_from(j, a), right);
}

void jit_lower_sub(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type);
    i32 imm;

    if (jit_immediate(j, op->b, &imm) && imm != INT32_MIN) {
        add_immediate(j, op, op->a, -imm);
        return;
    }

    Rm right = jit_rm_gpr(j, op->b);

    operate(j, I_SUB | w, jit_define_from(j, op->a), right);
}

/* Returns true if an operand is a constant that fits an immediate; *other is the other
 * operand. */
static bool has_immediate(const Jit *j, const Op *op, Val *other, i32 *imm)
{
    *other = op->a;
    if (jit_immediate(j, op->b, imm))
        return true;
    *other = op->b;
    return jit_immediate(j, op->a, imm);
}

static void logic(Jit *j, const Op *op, u32 insn)
{
    u32 w = width((Type)op->type);
    Val a = op->a, b = op->b;
    i32 imm;

    if (has_immediate(j, op, &a, &imm)) {
        emit_alu_imm(&j->e, insn | w, rm_reg(jit_define_from(j, a)), imm);
        return;
    }
    a = op->a;
    if (stays(j, a)) {
        a = op->b;
        b = op->a;
    }

    Rm right = jit_rm_gpr(j, b);

    operate(j, insn | w, jit_define_from(j, a), right);
}

/* Of an `and` with a lazy `not`: what that inverts, and the other operand. */
Val jit_inverted(const Jit *j, const Op *op, Val *other)
{
    for (u32 k = 0; k < 2; k++) {
        Val v = k ? op->b : op->a;

        *other = k ? op->a : op->b;
        if (j->info[v].lazy && op_of(j, v)->code == OP_not)
            return op_of(j, v)->a;
    }
    return VAL_NONE;
}

void jit_lower_and(Jit *j, const Op *op)
{
    Val a, turned = jit_inverted(j, op, &a);
    i32 imm;

    if (turned != VAL_NONE) {
        Rm right = jit_rm_gpr(j, a);
        u8 left = jit_in_gpr(j, turned);

        emit_vex(&j->e, I_ANDN | width((Type)op->type), jit_define_gpr(j), left, right);
        return;
    }
    if (has_immediate(j, op, &a, &imm) && (imm == 0xff || imm == 0xffff)) {
        Rm from = jit_rm_gpr(j, a);

        operate(j, imm == 0xff ? I_MOVZX_8 : I_MOVZX_16, jit_define_over(j, a), from);
        return;
    }
    logic(j, op, I_AND);
}

void jit_lower_or(Jit *j, const Op *op)
{
    logic(j, op, I_OR);
}

void jit_lower_xor(Jit *j, const Op *op)
{
    if (j->info[op->a].lazy)
        jit_lower_set(j, op);
    else
        logic(j, op, I_XOR);
}

void jit_lower_not(Jit *j, const Op *op)
{
    emit_f7(&j->e, F7_NOT, width((Type)op->type), jit_define_from(j, op->a));
}

void jit_lower_neg(Jit *j, const Op *op)
{
    emit_f7(&j->e, F7_NEG, width((Type)op->type), jit_define_from(j, op->a));
}

void jit_lower_sext(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type), bits = type_bits((Type)op->type);

    if (op->imm == 8 || op->imm == 16 || (op->imm == 32 && w)) {
        Rm from = jit_rm_gpr(j, op->a);
        u32 insn = op->imm == 8 ? I_MOVSX_8 : op->imm == 16 ? I_MOVSX_16 : I_MOVSXD;

        operate(j, insn | w, jit_define_over(j, op->a), from);
        return;
    }

    u8 reg = jit_define_from(j, op->a);

    if (op->imm < bits) {
        emit_shift_imm(&j->e, SHIFT_SHL, w, reg, bits - (u32)op->imm);
        emit_shift_imm(&j->e, SHIFT_SAR, w, reg, bits - (u32)op->imm);
    }
}

void jit_lower_zext(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type), bits = type_bits((Type)op->type);

    if (op->imm == 8 || op->imm == 16 || (op->imm == 32 && w)) {
        Rm from = jit_rm_gpr(j, op->a);
        u32 insn = op->imm == 8 ? I_MOVZX_8 : op->imm == 16 ? I_MOVZX_16 : I_MOV;

        operate(j, insn, jit_define_over(j, op->a), from);
        return;
    }

    u8 reg = jit_define_from(j, op->a);

    if (op->imm < 32) {
        emit_alu_imm(&j->e, I_AND | w, rm_reg(reg), (i32)((1u << op->imm) - 1));
    } else if (op->imm < bits) {
        emit_shift_imm(&j->e, SHIFT_SHL, w, reg, bits - (u32)op->imm);
        emit_shift_imm(&j->e, SHIFT_SHR, w, reg, bits - (u32)op->imm);
    }
}

void jit_lower_extu(Jit *j, const Op *op)
{
    jit_define_from(j, op->a);
}

void jit_lower_exts(Jit *j, const Op *op)
{
    Rm from = jit_rm_gpr(j, op->a);

    operate(j, I_MOVSXD | W, jit_define_over(j, op->a), from);
}

void jit_lower_trunc(Jit *j, const Op *op)
{
    Rm from = jit_rm_gpr(j, op->a);

    operate(j, I_MOV, jit_define_over(j, op->a), from);
}

void jit_lower_constant(Jit *j, const Op *op)
{
    (void)j;
    (void)op; /* the instructions that use it emit it */
}

/* Recognises the carry or overflow of x - y, which is written x + ~y + 1. */
bool jit_of_difference(const Jit *j, const Op *op, Val *x, Val *y, u64 *constant)
{
    Val v = op->b;

    if (!is_constant_of(j, op->c, 1))
        return false;
    *x = op->a;
    *y = VAL_NONE;
    if (j->info[op->a].lazy) {
        *x = op->b;
        v = op->a;
    }
    if (j->info[v].lazy) {
        *y = op_of(j, v)->a;
        return true;
    }
    if (is_constant(j, op->a)) {
        *x = op->b;
        v = op->a;
    }
    if (!is_constant(j, v))
        return false;
    *constant = ~op_of(j, v)->imm;
    if (op_of(j, v)->type == TY_I32)
        *constant = (u32)*constant;
    return op_of(j, v)->type == TY_I32 || (i64)*constant == (i32)*constant;
}

static void difference_flag(Jit *j, u32 cc, Val x, Val y, u64 constant, u8 reg)
{
    u32 w = width(type_of(j, x));

    if (y == VAL_NONE) {
        emit_alu_imm(&j->e, I_CMP | w, rm_reg(jit_in_gpr(j, x)), (i32)constant);
    } else {
        Rm right = jit_rm_gpr(j, y);

        emit_rm(&j->e, I_CMP | w, jit_in_gpr(j, x), right);
    }
    emit_setcc(&j->e, cc, rm_reg(reg));
}

static void sum_flag(Jit *j, const Op *op, u32 cc, u8 reg)
{
    u32 w = width(type_of(j, op->a));
    u8 sum = jit_new_gpr(j);
    Rm right = jit_rm_gpr(j, op->b);

    jit_copy_to(j, sum, op->a);
    if (is_constant_of(j, op->c, 0)) {
        operate(j, I_ADD | w, sum, right);
    } else {
        u8 carry = jit_new_gpr(j);

        jit_copy_to(j, carry, op->c);
        emit_f7(&j->e, F7_NEG, 0, carry); /* neg sets CF if c is not 0 */
        operate(j, I_ADC | w, sum, right);
    }
    emit_setcc(&j->e, cc, rm_reg(reg));
}

static void flag(Jit *j, const Op *op, u32 sum_cc, u32 difference_cc)
{
    Val x, y;
    u64 constant = 0;
    u8 reg = jit_define_gpr(j);

    emit_rm(&j->e, I_XOR, reg, rm_reg(reg));
    if (jit_of_difference(j, op, &x, &y, &constant))
        difference_flag(j, difference_cc, x, y, constant, reg);
    else
        sum_flag(j, op, sum_cc, reg);
}

void jit_lower_carry(Jit *j, const Op *op)
{
    flag(j, op, X_B, X_AE);
}

void jit_lower_overflow(Jit *j, const Op *op)
{
    flag(j, op, X_O, X_O);
}
