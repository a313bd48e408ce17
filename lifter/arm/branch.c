/* branch.c -- branches, and other ways to write r15.  ARM ARM, A4.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

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

INSN(cbz)
{
    compare_branch(b, i, CC_EQ);
}

INSN(cbnz)
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

INSN(tbb)
{
    Val n = reg(b, i, i->n);

    table_branch(b, i, ir_add(b, n, reg(b, i, i->m)), MEM_1);
}

INSN(tbh)
{
    Val n = reg(b, i, i->n), m = ir_shl(b, reg(b, i, i->m), imm(b, 1));

    table_branch(b, i, ir_add(b, n, m), MEM_2);
}

/* Branches: displacements are signed, and in halves or words. */
static bool branch(ArmInsn *i, u32 displacement, unsigned bits)
{
    i->imm = (u32)sign_extend(displacement, bits);
    return true;
}

FORM(a32_branch)
{
    return branch(i, f->v << 2, 26);
}

FORM(a32_blx)
{
    return branch(i, f->v << 2 | f->x << 1, 26);
}

/* The upper bits, with the two that are encoded as their difference from the sign. */
static u32 t32_top(const Fields *f)
{
    u32 i1 = ~(f->B ^ f->A) & 1, i2 = ~(f->C ^ f->A) & 1;

    return f->A << 24 | i1 << 23 | i2 << 22 | f->x << 12;
}

FORM(t32_branch)
{
    return branch(i, t32_top(f) | f->v << 1, 25);
}

FORM(t32_blx)
{
    return branch(i, t32_top(f) | f->v << 2, 25);
}

FORM(t32_branch_if)
{
    if (f->c >= ALWAYS)
        return false;
    return branch(i, f->A << 20 | f->C << 19 | f->B << 18 | f->x << 12 | f->v << 1, 21);
}

FORM(t16_branch)
{
    return branch(i, f->v << 1, 12);
}

FORM(t16_branch_if)
{
    return f->c < ALWAYS && branch(i, f->v << 1, 9);
}

FORM(cbz)
{
    i->imm = f->v << 1;
    return true;
}

/* Of addresses; r13 may not be its base, r15 may. */
FORM(table)
{
    (void)f;
    return i->n != 13;
}

/* clang-format off */
/* ARM ARM, A5.2.12, A5.5, A5.7; A6.3.4, A6.3.6; A6.2. */
const ArmRow arm_branch_rows[] = {
    A32("b",   "cccc 1010 vvvvvvvvvvvvvvvvvvvvvvvv", b,  a32_branch, "", "@", 0),
    A32("bl",  "cccc 1011 vvvvvvvvvvvvvvvvvvvvvvvv", bl, a32_branch, "", "@", 0),
    A32("bx",  "cccc 0001 0010 1111 1111 1111 0001 mmmm", bx,      none, "",  "m", 0),
    A32("bxj", "cccc 0001 0010 1111 1111 1111 0010 mmmm", bx,      none, "m", "m", 0),
    A32("blx", "cccc 0001 0010 1111 1111 1111 0011 mmmm", blx_reg, none, "m", "m", 0),
    A32_ALWAYS("blx", "1111 101 x vvvvvvvvvvvvvvvvvvvvvvvv", blx, a32_blx, "", "@", 0),

    T32("tbb", "1110 1000 1101 nnnn 1111 0000 0000 mmmm", tbb, table, "M", "[n, m]", 0),
    T32("tbh", "1110 1000 1101 nnnn 1111 0000 0001 mmmm", tbh, table, "M", "[n, m, lsl #1]", 0),
    T32("bxj", "1111 0011 1100 mmmm 1000 1111 0000 0000", bx, none, "M", "m", 0),
    T32("b",   "11110 A cccc xxxxxx 10 B 0 C vvvvvvvvvvv", b, t32_branch_if, "", "@", NOT_IN_IT),
    T32("b",   "11110 A xxxxxxxxxx 10 B 1 C vvvvvvvvvvv",  b,   t32_branch, "", "@", 0),
    T32("bl",  "11110 A xxxxxxxxxx 11 B 1 C vvvvvvvvvvv",  bl,  t32_branch, "", "@", 0),
    T32("blx", "11110 A xxxxxxxxxx 11 B 0 C vvvvvvvvvv 0", blx, t32_blx,    "", "@", 0),

    T16("bx",   "01000111 0 mmmm 000",    bx,      none, "",  "m", 0),
    T16("blx",  "01000111 1 mmmm 000",    blx_reg, none, "m", "m", 0),
    T16("cbz",  "1011 00 v 1 vvvvv nnn",  cbz,     cbz,  "",  "n, @", NOT_IN_IT),
    T16("cbnz", "1011 10 v 1 vvvvv nnn",  cbnz,    cbz,  "",  "n, @", NOT_IN_IT),
    T16("b",    "1101 cccc vvvvvvvv",     b, t16_branch_if, "", "@", NOT_IN_IT),
    T16("b",    "11100 vvvvvvvvvvv",      b, t16_branch,    "", "@", 0),
    {0}
};
/* clang-format on */
