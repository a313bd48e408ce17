/* memory.c -- guest memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

/* A lazy add becomes base and index; constants become part of the displacement. */
SplitAddress jit_address_of(const Jit *j, Val v, i32 displacement)
{
    SplitAddress address = {v, VAL_NONE, displacement};
    const Op *op = op_of(j, v);

    if (j->info[v].lazy) {
        address.base = op->a;
        address.index = op->b;
    }
    if (address.index != VAL_NONE && is_constant(j, address.index)) {
        address.disp = (i32)((u32)address.disp + (u32)op_of(j, address.index)->imm);
        address.index = VAL_NONE;
    }
    if (is_constant(j, address.base)) {
        address.disp = (i32)((u32)address.disp + (u32)op_of(j, address.base)->imm);
        address.base = address.index;
        address.index = VAL_NONE;
    }
    return address;
}

static Rm guest_operand(Jit *j, const Op *op)
{
    SplitAddress a = jit_address_of(j, op->a, mem_displacement(op->imm));
    Rm rm = {NO_REG, NO_REG, NO_REG, true, false, a.disp};

    if (a.base != VAL_NONE)
        rm.base = jit_in_gpr(j, a.base);
    if (a.index != VAL_NONE)
        rm.index = jit_in_gpr(j, a.index);
    return rm;
}

static void reverse(Jit *j, u8 to, u8 from, Type type)
{
    Rm order = type == TY_F64
                   ? emit_pool(&j->e, 0x0001020304050607, 0x8080808080808080)
                   : emit_pool(&j->e, 0x08090a0b0c0d0e0f, 0x0001020304050607);

    emit_sse(j, I_PSHUFB, to, from, order);
}

/* --- loads --- */

static void load_narrow(Jit *j, u32 shape, u32 w, u8 reg, Rm rm)
{
    static const u32 insns[2][2] = {{I_MOVZX_8, I_MOVSX_8}, {I_MOVZX_16, I_MOVSX_16}};
    u32 is_signed = shape & MEM_SIGNED ? 1 : 0, is_16 = (shape & MEM_SIZE) == 2;
    u32 insn = insns[is_16][is_signed];

    if (!is_16 || !(shape & MEM_BIG)) {
        emit_rm(&j->e, insn | (is_signed ? w : 0), reg, rm);
        return;
    }
    emit_rm(&j->e, I_MOVZX_16, reg, rm);
    emit_rm(&j->e, 0xc1 | P66, SHIFT_ROL, rm_reg(reg));
    emit_8(&j->e, 8);
    if (is_signed)
        emit_rm(&j->e, I_MOVSX_16 | w, reg, rm_reg(reg));
}

static void load_wide(Jit *j, u32 shape, u32 w, u8 reg, Rm rm)
{
    u32 moved = (shape & MEM_SIZE) == 8 ? W : 0;
    bool extend = shape & MEM_SIGNED && w && !moved;

    if (extend && !(shape & MEM_BIG)) {
        emit_rm(&j->e, I_MOVSXD | W, reg, rm);
        return;
    }
    if (shape & MEM_BIG && j->config.v3) {
        emit_rm(&j->e, I_MOVBE | moved, reg, rm);
    } else {
        emit_rm(&j->e, I_MOV | moved, reg, rm);
        if (shape & MEM_BIG)
            emit_bswap(&j->e, moved, reg);
    }
    if (extend)
        emit_rm(&j->e, I_MOVSXD | W, reg, rm_reg(reg));
}

static void load_vector(Jit *j, const Op *op, Rm rm)
{
    u32 insn = op->type == TY_V128 ? I_MOVUPS : op->type == TY_F64 ? I_MOVSD : I_MOVSS;
    u8 reg = jit_define_xmm(j);

    emit_sse1(j, insn, reg, rm);
    if (mem_shape(op->imm) & MEM_BIG)
        reverse(j, reg, reg, (Type)op->type);
}

void jit_lower_load(Jit *j, const Op *op)
{
    Rm rm = guest_operand(j, op);
    u32 shape = mem_shape(op->imm), w = width((Type)op->type);

    /* A big-endian f32 is loaded into an integer register, since PowerPC's lfs needs it
     * there. */
    if (op->type == TY_V128 || op->type == TY_F64 ||
        (op->type == TY_F32 && !(shape & MEM_BIG)))
        load_vector(j, op, rm);
    else if ((shape & MEM_SIZE) <= 2)
        load_narrow(j, shape, w, jit_define_gpr(j), rm);
    else
        load_wide(j, shape, w, jit_define_gpr(j), rm);
}

/* --- stores --- */

static void store_gpr(Jit *j, u32 shape, u8 reg, Rm rm)
{
    u32 size = shape & MEM_SIZE;
    u32 suffix = size == 8 ? W : size == 2 ? P66 : 0;

    if (size == 1) {
        emit_rm(&j->e, I_MOV_STORE_8, reg, rm);
    } else if (!(shape & MEM_BIG)) {
        emit_rm(&j->e, I_MOV_STORE | suffix, reg, rm);
    } else if (j->config.v3) {
        emit_rm(&j->e, I_MOVBE_STORE | suffix, reg, rm);
    } else {
        u8 turned = jit_new_gpr(j);

        emit_mov(&j->e, turned, reg);
        emit_bswap(&j->e, size == 8 ? W : 0, turned);
        if (size == 2)
            emit_shift_imm(&j->e, SHIFT_SHR, 0, turned, 16);
        emit_rm(&j->e, I_MOV_STORE | suffix, turned, rm);
    }
}

/* Stores a constant as an immediate: of up to 4 bytes, or of 8 bytes that are the
 * extension of 4. */
static bool store_constant(Jit *j, const Op *op, Rm rm)
{
    u32 shape = mem_shape(op->imm), size = shape & MEM_SIZE;
    u64 bits;

    if (!is_constant(j, op->b) || size > 8)
        return false;
    bits = op_of(j, op->b)->imm;
    if (shape & MEM_BIG)
        bits = __builtin_bswap64(bits) >> (64 - 8 * size);
    if (size == 8 && (i64)bits != (i32)bits)
        return false;
    emit_rm(&j->e,
            (size == 1   ? 0xc6u
             : size == 2 ? 0xc7u | P66
                         : 0xc7u | (size == 8 ? W : 0u)) |
                KEEPS,
            0, rm);
    emit_8(&j->e, (u32)bits);
    if (size > 1)
        emit_8(&j->e, (u32)bits >> 8);
    if (size > 2) {
        emit_8(&j->e, (u32)bits >> 16);
        emit_8(&j->e, (u32)bits >> 24);
    }
    return true;
}

static void store_vector(Jit *j, const Op *op, Rm rm)
{
    u32 insn = op->type == TY_V128  ? I_MOVUPS_STORE
               : op->type == TY_F64 ? I_MOVSD_STORE
                                    : I_MOVSS_STORE;
    u8 reg = jit_in_xmm(j, op->b);

    if (mem_shape(op->imm) & MEM_BIG) {
        u8 turned = jit_new_xmm(j);

        reverse(j, turned, reg, (Type)op->type);
        reg = turned;
    }
    emit_sse1(j, insn, reg, rm);
}

void jit_lower_store(Jit *j, const Op *op)
{
    Rm rm = guest_operand(j, op);
    u32 shape = mem_shape(op->imm);
    u8 reg = j->info[op->b].reg;
    bool vector = is_xmm(reg) || (reg == NO_REG && op->type == TY_F64);

    if (store_constant(j, op, rm))
        return;
    if (op->type == TY_V128 || (op->type == TY_F64 && vector) ||
        (op->type == TY_F32 && vector && !(shape & MEM_BIG)))
        store_vector(j, op, rm);
    else
        store_gpr(j, shape, jit_in_gpr(j, op->b), rm);
}

/* --- atomic --- */

static void swap_bytes(Jit *j, u32 shape, u8 reg)
{
    u32 size = shape & MEM_SIZE;

    if (!(shape & MEM_BIG) || size == 1)
        return;
    emit_bswap(&j->e, size == 8 ? W : 0, reg);
    if (size == 2)
        emit_shift_imm(&j->e, SHIFT_SHR, 0, reg, 16);
}

static void extend(Jit *j, u32 shape, u32 w, u8 reg)
{
    u32 size = shape & MEM_SIZE;
    bool is_signed = shape & MEM_SIGNED;
    u32 insn = size == 1   ? is_signed ? I_MOVSX_8 : I_MOVZX_8
               : size == 2 ? is_signed ? I_MOVSX_16 : I_MOVZX_16
               : is_signed ? I_MOVSXD
                           : I_MOV;

    if (size < 8)
        emit_rm(&j->e, insn | (is_signed ? w : 0), reg, rm_reg(reg));
}

void jit_lower_cas(Jit *j, const Op *op)
{
    u32 shape = mem_shape(op->imm), size = shape & MEM_SIZE;
    u32 insn = size == 1   ? I_CMPXCHG_8
               : size == 2 ? I_CMPXCHG | P66
                           : I_CMPXCHG | (size == 8 ? W : 0u);
    u8 value;
    Rm rm;

    jit_claim(j, RAX);
    rm = guest_operand(j, op);
    value = jit_new_gpr(j);
    jit_copy_to(j, RAX, op->b);
    jit_copy_to(j, value, op->c);
    swap_bytes(j, shape, RAX);
    swap_bytes(j, shape, value);
    emit_8(&j->e, 0xf0);
    emit_rm(&j->e, insn, value, rm);
    swap_bytes(j, shape, RAX);
    extend(j, shape, width((Type)op->type), RAX);
    jit_define_in(j, RAX);
}

void jit_lower_fence(Jit *j, const Op *op)
{
    (void)op;
    emit_8(&j->e, 0xf0); /* lock or dword [rsp], 0: quicker than mfence */
    emit_alu_imm(&j->e, I_OR, rm_mem(RSP, 0), 0);
}

/* The barrier needs no instruction: the host does not reorder accesses that stand in
 * order. */
void jit_lower_order(Jit *j, const Op *op)
{
    (void)j, (void)op;
}
