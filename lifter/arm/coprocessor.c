/* coprocessor.c -- system registers of CP14 and CP15.  ARM ARM, B3.17, B8.1, C6.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/counter.h"
#include "lifter/arm/encodings/rows.h"

const ArmRow a32_coprocessor_rows[] = {
#define CP(name, picture, function, form, bars, t32_bars, operands, flags)             \
    ROW(name, "cccc " picture, function, form, bars, operands, flags),
#include "lifter/arm/encodings/coprocessor.def"
    {0}};

const ArmRow t32_coprocessor_rows[] = {
#define CP(name, picture, function, form, bars, t32_bars, operands, flags)             \
    ROW(name, "1110 " picture, function, form, t32_bars, operands, flags),
#include "lifter/arm/encodings/coprocessor.def"
    {0}};

/* Of debug version 7.1, as Cortex-A15 has it. */
enum { DEBUG_ID = 0x3515f021 };

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

void arm_mrc_zero(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, imm(b, 0));
}

void arm_mrrc_zero(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, imm(b, 0));
    set_reg(b, i, i->u, imm(b, 0));
}

void arm_mrc_no_flags(Block *b, const ArmInsn *i)
{
    set_slot(b, i, SLOT(n), imm(b, 0));
    set_slot(b, i, SLOT(z), imm(b, 0));
    set_slot(b, i, SLOT(c), imm(b, 0));
    set_slot(b, i, SLOT(v), imm(b, 0));
}

void arm_mrc_debug_id(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, imm(b, DEBUG_ID));
}

void arm_mrc_frequency(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, imm(b, ARM_COUNTER_HERTZ));
}

void arm_mrrc_counter(Block *b, const ArmInsn *i)
{
    Val now = ir_helper(b, arm_helpers, ARM_counter, VAL_NONE, VAL_NONE, VAL_NONE);
    Val high = ir_trunc(b, TY_I32, ir_shr(b, now, imm64(b, 32)));

    set_reg(b, i, i->t, ir_trunc(b, TY_I32, now));
    set_reg(b, i, i->u, high);
}
