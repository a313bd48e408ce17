/* branch.c -- branches, and other ways to write r15.  ARM ARM, A4.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

/* Has this block just put the address of the next instruction in r14, as programs
 * for ARMv4 do before a call through a register? */
static bool is_call(const Block *b, const ArmInsn *i)
{
    for (u32 k = b->count; k-- > 0;) {
        const Op *op = &b->ops[k];

        if (op->code == OP_put && op->imm == SLOT(r[14]))
            return b->ops[op->a].code == OP_constant &&
                   (u32)b->ops[op->a].imm == i->next;
    }
    return false;
}

static void go_to(Block *b, const ArmInsn *i, Val target, JumpKind kind)
{
    if (is_call(b, i))
        ir_call_to(b, target, i->next);
    else
        ir_jump_to(b, target, kind);
}

/* BXWritePC: the low bit chooses the instruction set. */
void write_pc_bx(Block *b, const ArmInsn *i, Val v, bool is_return)
{
    go_to(b, i, v, is_return ? JUMP_RETURN : JUMP_PLAIN);
}

/* BranchWritePC: the instruction set stays. */
void write_pc_branch(Block *b, const ArmInsn *i, Val v, bool is_return)
{
    if (i->thumb)
        v = ir_or(b, v, imm(b, 1));
    else
        v = ir_and(b, v, imm(b, ~3u));
    go_to(b, i, v, is_return ? JUMP_RETURN : JUMP_PLAIN);
}

void arm_b(Block *b, const ArmInsn *i)
{
    ir_jump(b, i->pc + i->imm + i->thumb);
}

/* A link to the next instruction is a way to read the pc, not a call. */
static void call(Block *b, const ArmInsn *i, u32 target)
{
    ir_put(b, imm(b, i->next), SLOT(r[14]));
    if (target == i->next)
        ir_jump(b, target);
    else
        ir_call(b, target, i->next);
}

void arm_bl(Block *b, const ArmInsn *i)
{
    call(b, i, i->pc + i->imm + i->thumb);
}

/* To the other instruction set. */
void arm_blx(Block *b, const ArmInsn *i)
{
    u32 target = (i->pc & ~3u) + i->imm;

    call(b, i, i->thumb ? target & ~3u : target | 1);
}

/* Within a function compilers write r15 by MOV, LDR and ADD: this leaves it. */
void arm_bx(Block *b, const ArmInsn *i)
{
    go_to(b, i, reg(b, i, i->m), i->m == 14 ? JUMP_RETURN : JUMP_AWAY);
}

void arm_blx_reg(Block *b, const ArmInsn *i)
{
    Val target = reg(b, i, i->m);

    ir_put(b, imm(b, i->next), SLOT(r[14]));
    ir_call_to(b, target, i->next);
}

static void compare_branch(Block *b, const ArmInsn *i, Cond cond)
{
    Val n = reg(b, i, i->n);

    ir_exit_if(b, ir_set(b, n, imm(b, 0), cond), i->pc + i->imm + 1);
}

void arm_cbz(Block *b, const ArmInsn *i)
{
    compare_branch(b, i, CC_EQ);
}

void arm_cbnz(Block *b, const ArmInsn *i)
{
    compare_branch(b, i, CC_NE);
}

/* Forward by twice what a table says. */
static void table_branch(Block *b, const ArmInsn *i, Val address, unsigned shape)
{
    Val v = ir_load(b, TY_I32, address, 0, shape);

    v = ir_add(b, imm(b, i->pc + 1), ir_shl(b, v, imm(b, 1)));
    ir_jump_to(b, v, JUMP_PLAIN);
}

void arm_tbb(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n);

    table_branch(b, i, ir_add(b, n, reg(b, i, i->m)), MEM_1);
}

void arm_tbh(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n), m = ir_shl(b, reg(b, i, i->m), imm(b, 1));

    table_branch(b, i, ir_add(b, n, m), MEM_2);
}
