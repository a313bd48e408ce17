/* branch.c -- branches.  Power ISA, Book I, 2.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

/* The bits of BO. */
enum { ANY_CONDITION = 16, IF_TRUE = 8, KEEP_CTR = 4, IF_CTR_ZERO = 2 };

static void put_lr(Block *b)
{
    ir_put(b, imm(b, b->here + 4), SLOT(lr));
}

static bool is_always(const Fields *f)
{
    return (f->n & (ANY_CONDITION | KEEP_CTR)) == (ANY_CONDITION | KEEP_CTR);
}

/* Count down; then, is the count as BO wants it? */
static Val count_holds(Block *b, const Fields *f)
{
    Val ctr = ir_get(b, TY_I32, SLOT(ctr));

    ctr = ir_sub(b, ctr, imm(b, 1));
    ir_put(b, ctr, SLOT(ctr));
    return ir_set(b, ctr, imm(b, 0), f->n & IF_CTR_ZERO ? CC_EQ : CC_NE);
}

static Val bit_holds(Block *b, const Fields *f)
{
    Val bit = cr_bit(b, f->c);

    return f->n & IF_TRUE ? bit : ir_set(b, bit, imm(b, 0), CC_EQ);
}

/* Is a branch with this BO and BI, which is not always taken, taken? */
static Val taken(Block *b, const Fields *f)
{
    if (f->n & KEEP_CTR)
        return bit_holds(b, f);
    Val count = count_holds(b, f);
    return f->n & ANY_CONDITION ? count : ir_and(b, bit_holds(b, f), count);
}

static void skip_unless_taken(Block *b, const Fields *f)
{
    if (!is_always(f)) {
        Val is_taken = taken(b, f);
        ir_exit_if(b, ir_set(b, is_taken, imm(b, 0), CC_EQ), b->here + 4);
    }
}

/* A link to the next instruction is a way to read the pc, not a call. */
static void call(Block *b, u32 target)
{
    if (target == b->here + 4)
        ir_jump(b, target);
    else
        ir_call(b, target, b->here + 4);
}

static void branch(Block *b, const Fields *f)
{
    u32 target = (u32)sign_extend(f->j << 2, 26) + (f->A ? 0 : b->here);

    if (f->l) {
        put_lr(b);
        call(b, target);
    } else {
        ir_jump(b, target);
    }
}

static void bc(Block *b, const Fields *f)
{
    u32 target = (u32)sign_extend(f->i << 2, 16) + (f->A ? 0 : b->here);

    if (f->l) {
        put_lr(b);
        skip_unless_taken(b, f);
        call(b, target);
    } else if (is_always(f)) {
        ir_jump(b, target);
    } else {
        ir_exit_if(b, taken(b, f), target);
    }
}

static Val target_in(Block *b, u32 slot)
{
    Val target = ir_get(b, TY_I32, slot);

    return ir_and(b, target, imm(b, ~3u));
}

/* The condition is looked at after the target is read and before LR is written,
 * and LR is written whether the branch is taken or not. */
static void branch_to(Block *b, const Fields *f, Val target, JumpKind kind)
{
    if (f->l)
        put_lr(b);
    skip_unless_taken(b, f);
    if (f->l)
        ir_call_to(b, target, b->here + 4);
    else
        ir_jump_to(b, target, kind);
}

static void bclr(Block *b, const Fields *f)
{
    branch_to(b, f, target_in(b, SLOT(lr)), JUMP_RETURN);
}

/* Forms that would count down the register they jump to are invalid. */
static void bcctr(Block *b, const Fields *f)
{
    if (f->n & KEEP_CTR)
        branch_to(b, f, target_in(b, SLOT(ctr)), JUMP_PLAIN);
    else
        ir_raise(b, RAISE_ILLEGAL, b->here);
}

/* clang-format off */
const PpcInsn ppc_branch[] = {
    {"b",       "010010 jjjjjjjjjjjjjjjjjjjjjjjj A l", branch, "@j"},
    INSN(bc,    "010000 nnnnn ccccc iiiiiiiiiiiiii A l",        "+n, +c, @i"),
    INSN(bclr,  "010011 nnnnn ccccc 000 hh 0000010000 l",       "+n, +c, +h"),
    INSN(bcctr, "010011 nnnnn ccccc 000 hh 1000010000 l",       "+n, +c, +h"),
    {0}
};
/* clang-format on */
