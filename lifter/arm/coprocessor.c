/* coprocessor.c -- system registers of CP14 and CP15.  ARM ARM, B3.17, B8.1, C6.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/counter.h"
#include "lifter/arm/encodings/rows.h"

/* Of debug version 7.1, as Cortex-A15 has it. */
enum { DEBUG_ID = 0x3515f021 };

INSN(mrc_thread)
{
    set_reg(b, i, i->t, flag(b, SLOT(tpidruro)));
}

INSN(mrc_thread_rw)
{
    set_reg(b, i, i->t, flag(b, SLOT(tpidrurw)));
}

INSN(mcr_thread_rw)
{
    set_slot(b, i, SLOT(tpidrurw), reg(b, i, i->t));
}

INSN(mrc_zero)
{
    set_reg(b, i, i->t, imm(b, 0));
}

INSN(mrrc_zero)
{
    set_reg(b, i, i->t, imm(b, 0));
    set_reg(b, i, i->u, imm(b, 0));
}

INSN(mrc_no_flags)
{
    set_slot(b, i, SLOT(n), imm(b, 0));
    set_slot(b, i, SLOT(z), imm(b, 0));
    set_slot(b, i, SLOT(c), imm(b, 0));
    set_slot(b, i, SLOT(v), imm(b, 0));
}

INSN(mrc_debug_id)
{
    set_reg(b, i, i->t, imm(b, DEBUG_ID));
}

INSN(mrc_frequency)
{
    set_reg(b, i, i->t, imm(b, ARM_COUNTER_HERTZ));
}

INSN(mrrc_counter)
{
    Val now = ir_helper(b, arm_helpers, ARM_counter, VAL_NONE, VAL_NONE, VAL_NONE);
    Val high = ir_trunc(b, TY_I32, ir_shr(b, now, imm64(b, 32)));

    set_reg(b, i, i->t, ir_trunc(b, TY_I32, now));
    set_reg(b, i, i->u, high);
}

/* Of two registers that are written neither may be the other. */
FORM(different)
{
    (void)f;
    return i->t != i->u;
}

/* clang-format off */
/*
 * Chosen are Cortex-A15's registers as Linux 6.1 leaves them.  All others are undefined:
 *      CP15 c9   PMUSERENR.EN is 0: only it can be read
 *      CP15 c14  CNTKCTL allows the virtual counter, so its frequency, too; neither the
 *                physical counter nor timers (arch_counter_set_user_access)
 *      CP14      DBGDSCR.UDCCdis is 0, as after a reset: what finds a debugger and talks
 *                to it can be used, and there is none
 *      CP14 op 6 ThumbEE, op 7 Jazelle: not announced (AT_HWCAP), not there
 */
/* In A32 and in T32, which bars more registers. */
#define CP(name, picture, function, form, bars, t32_bars, operands, flags)                      \
    A32(name, "cccc " picture, function, form, bars, operands, flags),                          \
    T32(name, "1110 " picture, function, form, t32_bars, operands, flags)

const ArmRow arm_coprocessor_rows[] = {
    /* CP15: barriers, thread registers, PMUSERENR, CNTFRQ, CNTVCT. */
    CP("mcr",  "1110 0000 0111 tttt 1111 1001 0101", isb, none, "t", "T",
       "p15, #0, t, c7, c5, #4", GUARDS),
    CP("mcr",  "1110 0000 0111 tttt 1111 1001 1010", barrier, none, "t", "T",
       "p15, #0, t, c7, c10, #4", GUARDS),
    CP("mcr",  "1110 0000 0111 tttt 1111 1011 1010", barrier, none, "t", "T",
       "p15, #0, t, c7, c10, #5", GUARDS),
    CP("mrc",  "1110 0001 1101 tttt 1111 0111 0000", mrc_thread, none, "t", "T",
       "p15, #0, t, c13, c0, #3", SELECTS),
    CP("mrc",  "1110 0001 1101 tttt 1111 0101 0000", mrc_thread_rw, none, "t", "T",
       "p15, #0, t, c13, c0, #2", SELECTS),
    CP("mcr",  "1110 0000 1101 tttt 1111 0101 0000", mcr_thread_rw, none, "t", "T",
       "p15, #0, t, c13, c0, #2", SELECTS),
    CP("mrc",  "1110 0001 1001 tttt 1111 0001 1110", mrc_zero, none, "t", "T",
       "p15, #0, t, c9, c14, #0", SELECTS),
    CP("mrc",  "1110 0001 1110 tttt 1111 0001 0000", mrc_frequency, none, "t", "T",
       "p15, #0, t, c14, c0, #0", SELECTS),
    CP("mrrc", "1100 0101 uuuu tttt 1111 0001 1110", mrrc_counter, different, "tu", "TU",
       "p15, #1, t, u, c14", GUARDS),

    /* CP14: DBGDIDR, DBGDSCRint, DBGDTRRXint, DBGDTRTXint, DBGDRAR, DBGDSAR. */
    CP("mrc",  "1110 0001 0000 tttt 1110 0001 0000", mrc_debug_id, none, "t", "T",
       "p14, #0, t, c0, c0, #0", SELECTS),
    CP("mrc",  "1110 0001 0000 1111 1110 0001 0001", mrc_no_flags, none, "", "",
       "p14, #0, apsr_nzcv, c0, c1, #0", SELECTS | SETS_FLAGS),
    CP("mrc",  "1110 0001 0000 tttt 1110 0001 0001", mrc_zero, none, "t", "T",
       "p14, #0, t, c0, c1, #0", SELECTS),
    CP("mrc",  "1110 0001 0000 tttt 1110 0001 0101", mrc_zero, none, "t", "T",
       "p14, #0, t, c0, c5, #0", SELECTS),
    CP("mcr",  "1110 0000 0000 tttt 1110 0001 0101", nop, none, "t", "T",
       "p14, #0, t, c0, c5, #0", SELECTS),
    CP("mrc",  "1110 0001 0001 tttt 1110 0001 0000", mrc_zero, none, "t", "T",
       "p14, #0, t, c1, c0, #0", SELECTS),
    CP("mrc",  "1110 0001 0010 tttt 1110 0001 0000", mrc_zero, none, "t", "T",
       "p14, #0, t, c2, c0, #0", SELECTS),
    CP("mrrc", "1100 0101 uuuu tttt 1110 0000 0001", mrrc_zero, different, "tu", "TU",
       "p14, #0, t, u, c1", SELECTS),
    CP("mrrc", "1100 0101 uuuu tttt 1110 0000 0010", mrrc_zero, different, "tu", "TU",
       "p14, #0, t, u, c2", SELECTS),
    {0}
};
/* clang-format on */
