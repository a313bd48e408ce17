/* system.c -- system calls, traps, hints, barriers and status.  ARM ARM, A4.5, A4.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"
#include "lifter/ask.h"

/* The number of the instruction is looked at only where the old ABI has its calls. */
enum { OLD_CALLS = 0x900000 };

void arm_svc(Block *b, const ArmInsn *i)
{
    if (!i->thumb && i->imm >= OLD_CALLS)
        ir_put(b, imm(b, i->imm), SLOT(old_call));
    ir_syscall(b, i->next);
}

/* A debug exception that nobody has armed. */
void arm_bkpt(Block *b, const ArmInsn *i)
{
    ir_raise(b, RAISE_DEBUG, i->here);
}

/* The answer in r2 and r3, low half first, as the guest keeps 64 bits. */
static void ask(Block *b, const ArmInsn *i)
{
    Val number = imm(b, i->imm), argument = reg(b, i, 0);
    Val answer = ir_helper(b, arm_helpers, ARM_ask, number, argument, VAL_NONE);
    Val high = ir_shr(b, answer, ir_constant(b, TY_I64, 32));

    ir_put(b, ir_trunc(b, TY_I32, answer), SLOT(r[2]));
    ir_put(b, ir_trunc(b, TY_I32, high), SLOT(r[3]));
}

/* Permanently undefined; Linux takes one of each encoding for a debugger's breakpoint.
 */
void arm_udf(Block *b, const ArmInsn *i)
{
    bool narrow = i->next - i->here == 2;
    u32 breakpoint = !i->thumb ? 0x10 : narrow ? 1 : 0;

    if (b->asks && !i->thumb && i->imm >= ASK_CLOCK && i->imm <= ASK_CPU)
        ask(b, i);
    else
        ir_raise(b, i->imm == breakpoint ? RAISE_TRAP : RAISE_ILLEGAL, i->here);
}

/* Undefined in user mode, or where it is. */
void arm_undefined(Block *b, const ArmInsn *i)
{
    ir_raise(b, RAISE_ILLEGAL, i->here);
}

void arm_privileged(Block *b, const ArmInsn *i)
{
    ir_raise(b, RAISE_ILLEGAL, i->here);
}

void arm_nop(Block *b, const ArmInsn *i)
{
    (void)b, (void)i;
}

void arm_barrier(Block *b, const ArmInsn *i)
{
    (void)i;
    ir_fence(b);
}

/* New code is announced by the system call cacheflush, and by nothing here; after a
 * branch it keeps loads in order. */
void arm_isb(Block *b, const ArmInsn *i)
{
    (void)i;
    ir_order(b);
}

enum { USER_MODE = 0x10 };

static const struct {
    u32 slot, bit;
} status[] = {
    {SLOT(n), 31}, {SLOT(z), 30}, {SLOT(c), 29}, {SLOT(v), 28}, {SLOT(q), 27},
};

/* As arm_ge_bits and arm_ge_bytes. */
static Val ge_bits(Block *b, Val ge)
{
    ge = ir_mul(b, ir_and(b, ge, imm(b, 0x08040201)), imm(b, 0x01010101));
    return ir_shr(b, ge, imm(b, 24));
}

static Val ge_bytes(Block *b, Val bits)
{
    bits = ir_mul(b, ir_and(b, bits, imm(b, 15)), imm(b, 0x00204081));
    return ir_mul(b, ir_and(b, bits, imm(b, 0x01010101)), imm(b, 0xff));
}

/* The instruction set and IT bits of the CPSR read as zero. */
void arm_mrs(Block *b, const ArmInsn *i)
{
    Val v = imm(b, USER_MODE);

    for (u32 k = 0; k < ARRAY_LEN(status); k++)
        v = ir_or(b, v, ir_shl(b, flag(b, status[k].slot), imm(b, status[k].bit)));
    Val ge = ge_bits(b, flag(b, SLOT(ge)));
    set_reg(b, i, i->d, ir_or(b, v, ir_shl(b, ge, imm(b, 16))));
}

/* x is the mask of bytes: 8 the flags, 4 GE; the rest is not for user mode. */
static void set_status(Block *b, const ArmInsn *i, Val v)
{
    for (u32 k = 0; i->x & 8 && k < ARRAY_LEN(status); k++)
        set_slot(b, i, status[k].slot, bit_of(b, v, status[k].bit));
    if (i->x & 4)
        set_slot(b, i, SLOT(ge), ge_bytes(b, ir_shr(b, v, imm(b, 16))));
}

void arm_msr(Block *b, const ArmInsn *i)
{
    set_status(b, i, reg(b, i, i->n));
}

void arm_msr_number(Block *b, const ArmInsn *i)
{
    set_status(b, i, operand2(b, i, NULL));
}
