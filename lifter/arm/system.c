/* system.c -- system calls, traps, hints, barriers and status.  ARM ARM, A4.5, A4.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/forms.h"
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

static void ask_function(Block *b, const ArmInsn *i)
{
    const Val argument[] = {reg(b, i, 0), reg(b, i, 1)};
    Ask function = (Ask)i->imm;
    Val answer = ir_helper(b, arm_helpers, ARM_ask, imm(b, ask_of_function(function)),
                           argument[0], VAL_NONE);

    ask_store_time(b, function, answer, argument, false, i->next);
    ir_put(b, imm(b, 0), SLOT(r[0]));
    ir_jump_to(b, reg(b, i, 14), JUMP_RETURN);
}

/* Permanently undefined; Linux takes one of each encoding for a debugger's breakpoint.
 */
void arm_udf(Block *b, const ArmInsn *i)
{
    bool narrow = i->next - i->here == 2;
    u32 breakpoint = !i->thumb ? 0x10 : narrow ? 1 : 0;

    if (!b->asks || i->thumb || i->imm < ASK_CLOCK || i->imm > ASK_LAST)
        ir_raise(b, i->imm == breakpoint ? RAISE_TRAP : RAISE_ILLEGAL, i->here);
    else if (ask_is_function(i->imm))
        ask_function(b, i);
    else
        ask(b, i);
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

/* arm_it only names the instruction: lift.c does what it means. */
void arm_it(Block *b, const ArmInsn *i)
{
    (void)b, (void)i;
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
INSN(mrs)
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

INSN(msr)
{
    set_status(b, i, reg(b, i, i->n));
}

INSN(msr_number)
{
    set_status(b, i, operand2(b, i, NULL));
}

/* c is the first condition and v the mask. */
FORM(it)
{
    if (f->v == 0 || f->c == 15 || (f->c == ALWAYS && (f->v & (f->v - 1))))
        return false;
    i->cond = ALWAYS;
    i->x = (u8)f->c;
    return true;
}

/* Some byte of the status register: MSR, B9.3.12. */
FORM(status)
{
    (void)f;
    return i->x != 0;
}

/* clang-format off */
/* ARM ARM, A5.2.11, A5.2.12, A5.6, A5.7; A6.3.4; A6.2. */
const ArmRow arm_system_rows[] = {
    A32("svc",  "cccc 1111 vvvvvvvvvvvvvvvvvvvvvvvv",      svc,  none, "", "#v", 0),
    A32("bkpt", "1110 0001 0010 vvvvvvvvvvvv 0111 vvvv",   bkpt, none, "", "#v", 0),
    A32("udf",  "1110 0111 1111 vvvvvvvvvvvv 1111 vvvv",   udf,  none, "", "#v", 0),
    A32("=",    "cccc 0011 0010 0000 1111 0000 vvvvvvvv",  nop,  none, "", "", 0),
    A32("mrs",  "cccc 0001 0000 1111 dddd 0000 0000 0000", mrs,  none, "d", "d, apsr", SELECTS),
    A32("msr",  "cccc 0001 0010 xxxx 1111 0000 0000 nnnn",
        msr, status, "n", "CPSR_#x, n", SELECTS | SETS_FLAGS),
    A32("msr",  "cccc 0011 0010 xxxx 1111 rrrr vvvvvvvv",
        msr_number, a32_number, "", "CPSR_#x, o", SELECTS | SETS_FLAGS),
    A32_ALWAYS("dsb", "1111 0101 0111 1111 1111 0000 0100 vvvv", barrier, none, "", "#v", 0),
    A32_ALWAYS("dmb", "1111 0101 0111 1111 1111 0000 0101 vvvv", barrier, none, "", "#v", 0),
    A32_ALWAYS("isb", "1111 0101 0111 1111 1111 0000 0110 vvvv", isb,     none, "", "#v", 0),
    /* Not assigned. */
    A32_ALWAYS("nop", "1111 0100 . 001 .... .... ............",   nop, none, "", "", 0),
    A32_ALWAYS("nop", "1111 0110 . 001 .... .... ....... 0 ....", nop, none, "", "", 0),
    /* In user mode it does nothing. */
    A32_ALWAYS("cps", "1111 0001 0000 xx . 0 0000 000 ... 0 .....", nop, none, "", "#x", 0),

    T32("=",    "1111 0011 1010 1111 1000 0000 vvvvvvvv",    nop,     none, "", "", SELECTS),
    T32("cps",  "1111 0011 1010 1111 1000 0 xx . ... .....", nop,     none, "", "#x", NOT_IN_IT),
    T32("dsb",  "1111 0011 1011 1111 1000 1111 0100 vvvv",   barrier, none, "", "#v", GUARDS),
    T32("dmb",  "1111 0011 1011 1111 1000 1111 0101 vvvv",   barrier, none, "", "#v", GUARDS),
    T32("isb",  "1111 0011 1011 1111 1000 1111 0110 vvvv",   isb,     none, "", "#v", GUARDS),
    T32("msr",  "1111 0011 1000 nnnn 1000 xxxx 0000 0000",
        msr, status, "N", "CPSR_#x, n", SELECTS | SETS_FLAGS),
    T32("mrs",  "1111 0011 1110 1111 1000 dddd 0000 0000",   mrs, none, "D", "d, apsr", SELECTS),
    T32("udf",  "1111 0111 1111 vvvv 1010 vvvvvvvvvvvv",     udf, none, "", "#v", 0),

    T16("cps",  "1011 0110 011 x 0 ...", nop, none, "", "", NOT_IN_IT),
    T16("bkpt", "10111110 vvvvvvvv", bkpt, none, "", "#v", 0),
    T16("=",    "10111111 vvvv 0000", nop, none, "", "", SELECTS),
    T16("it",   "10111111 cccc vvvv", it, it, "", "", NOT_IN_IT),
    T16("udf",  "11011110 vvvvvvvv", udf, none, "", "#v", 0),
    T16("svc",  "11011111 vvvvvvvv", svc, none, "", "#v", 0),
    {0}
};
/* clang-format on */
