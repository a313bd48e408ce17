/* system.c -- system calls, traps, hints, status and thread registers.  ARM ARM, A4.5,
 * A4.9, B3.17. */
#include "lifter/arm/arm.h"

/* The number of the instruction is looked at only where the old ABI has its calls. */
enum { OLD_CALLS = 0x900000 };

void arm_svc(Block *b, const ArmInsn *i)
{
    if (!i->thumb && i->imm >= OLD_CALLS)
        ir_put(b, imm(b, i->imm), SLOT(old_call));
    ir_syscall(b, i->next);
}

void arm_bkpt(Block *b, const ArmInsn *i)
{
    ir_raise(b, RAISE_TRAP, i->here);
}

void arm_udf(Block *b, const ArmInsn *i)
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
    bool is_ge;
} status[] = {
    {SLOT(n), 31, false},    {SLOT(z), 30, false},    {SLOT(c), 29, false},
    {SLOT(v), 28, false},    {SLOT(q), 27, false},    {SLOT(ge[3]), 19, true},
    {SLOT(ge[2]), 18, true}, {SLOT(ge[1]), 17, true}, {SLOT(ge[0]), 16, true},
};

/* The instruction set and IT bits of the CPSR read as zero. */
void arm_mrs(Block *b, const ArmInsn *i)
{
    Val v = imm(b, USER_MODE);

    for (u32 k = 0; k < ARRAY_LEN(status); k++)
        v = ir_or(b, v, ir_shl(b, flag(b, status[k].slot), imm(b, status[k].bit)));
    set_reg(b, i, i->d, v);
}

/* x is the mask of bytes: 8 the flags, 4 GE; the rest is not for user mode. */
static void set_status(Block *b, const ArmInsn *i, Val v)
{
    for (u32 k = 0; k < ARRAY_LEN(status); k++)
        if (i->x & (status[k].is_ge ? 4 : 8))
            set_slot(b, i, status[k].slot, bit_of(b, v, status[k].bit));
}

void arm_msr(Block *b, const ArmInsn *i)
{
    set_status(b, i, reg(b, i, i->n));
}

void arm_msr_number(Block *b, const ArmInsn *i)
{
    set_status(b, i, operand2(b, i, NULL));
}

void arm_mrc_thread(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, flag(b, SLOT(tpidruro)));
}

void arm_mrc_thread_rw(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, flag(b, SLOT(tpidrurw)));
}

void arm_mcr_thread_rw(Block *b, const ArmInsn *i)
{
    set_slot(b, i, SLOT(tpidrurw), reg(b, i, i->t));
}
