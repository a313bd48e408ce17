/* memory.c -- loads and stores of one or two registers.  ARM ARM, A4.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

typedef struct {
    Val base; /* the register, and what writeback makes of it */
    Val updated;
    Val at;           /* where the access is ... */
    i32 displacement; /* ... and what to add */
} Address;

static Address immediate_address(Block *b, const ArmInsn *i)
{
    i32 offset = i->add ? (i32)i->imm : -(i32)i->imm;
    Address a;

    if (i->n == 15)
        a.base = imm(b, i->pc & ~3u);
    else
        a.base = reg(b, i, i->n);
    a.at = a.base;
    a.displacement = i->index ? offset : 0;
    a.updated = i->writeback ? ir_add(b, a.base, imm(b, (u32)offset)) : VAL_NONE;
    return a;
}

static Address register_address(Block *b, const ArmInsn *i)
{
    Val offset = operand2(b, i, NULL);
    Address a = {.base = reg(b, i, i->n)};

    a.updated = i->add ? ir_add(b, a.base, offset) : ir_sub(b, a.base, offset);
    a.at = i->index ? a.updated : a.base;
    return a;
}

Val address_if(Block *b, const ArmInsn *i, Val address)
{
    if (i->holds == VAL_NONE)
        return address;
    return ir_select(b, i->holds, address, imm(b, ARM_NOWHERE));
}

static Address address_of(Block *b, const ArmInsn *i)
{
    Address a =
        i->op2.kind == OP2_NUMBER ? immediate_address(b, i) : register_address(b, i);

    if (i->holds != VAL_NONE) {
        a.at = ir_add(b, a.at, imm(b, (u32)a.displacement));
        a.displacement = 0;
        a.at = address_if(b, i, a.at);
    }
    return a;
}

Val access_address(Block *b, const ArmInsn *i, i32 *displacement)
{
    Address a = address_of(b, i);

    *displacement = a.displacement;
    return a.at;
}

/* After the access, so that a fault leaves the base as it was. */
static void write_back(Block *b, const ArmInsn *i, const Address *a)
{
    if (i->writeback)
        set_reg(b, i, i->n, a->updated);
}

static void load(Block *b, const ArmInsn *i, unsigned shape)
{
    Address a = address_of(b, i);
    Val v = ir_load(b, TY_I32, a.at, a.displacement, shape);

    write_back(b, i, &a);
    if (i->t == 15)
        write_pc_bx(b, i, v, i->n == 13 && i->writeback);
    else
        set_reg(b, i, i->t, v);
}

void arm_ldr(Block *b, const ArmInsn *i)
{
    load(b, i, MEM_4);
}

void arm_ldrb(Block *b, const ArmInsn *i)
{
    load(b, i, MEM_1);
}

void arm_ldrh(Block *b, const ArmInsn *i)
{
    load(b, i, MEM_2);
}

void arm_ldrsb(Block *b, const ArmInsn *i)
{
    load(b, i, MEM_1 | MEM_SIGNED);
}

void arm_ldrsh(Block *b, const ArmInsn *i)
{
    load(b, i, MEM_2 | MEM_SIGNED);
}

/* LDRD and STRD are one access each, as processors with the Large Physical Address
 * Extension make them (A3.5.3). */
void arm_ldrd(Block *b, const ArmInsn *i)
{
    Address a = address_of(b, i);
    Val v = ir_load(b, TY_I64, a.at, a.displacement, MEM_8);
    Val high = ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32)));

    write_back(b, i, &a);
    set_reg(b, i, i->t, ir_trunc(b, TY_I32, v));
    set_reg(b, i, i->u, high);
}

static void store(Block *b, const ArmInsn *i, unsigned shape)
{
    Val v = reg(b, i, i->t);
    Address a = address_of(b, i);

    ir_store(b, a.at, a.displacement, v, shape);
    write_back(b, i, &a);
}

void arm_str(Block *b, const ArmInsn *i)
{
    store(b, i, MEM_4);
}

void arm_strb(Block *b, const ArmInsn *i)
{
    store(b, i, MEM_1);
}

void arm_strh(Block *b, const ArmInsn *i)
{
    store(b, i, MEM_2);
}

void arm_strd(Block *b, const ArmInsn *i)
{
    Val v = register_pair(b, i);
    Address a = address_of(b, i);

    ir_store(b, a.at, a.displacement, v, MEM_8);
    write_back(b, i, &a);
}

/* A hint, and so nothing. */
void arm_pld(Block *b, const ArmInsn *i)
{
    (void)b, (void)i;
}
