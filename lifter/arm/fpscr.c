/* fpscr.c -- reading and writing the floating-point status.  ARM ARM, B4.1.58.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/fpscr.h"
#include "ir/fp.h"
#include "lifter/host_status.h"

#define HELPER(name, ...) u64 arm_helper_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/arm/helpers.def"

static const FlagPair host_flags[] = {
    {MX_INVALID, FPSCR_IOC},   {MX_ZERO_DIVIDE, FPSCR_DZC}, {MX_OVERFLOW, FPSCR_OFC},
    {MX_UNDERFLOW, FPSCR_UFC}, {MX_INEXACT, FPSCR_IXC},
};

static u32 host_modes(u32 fpscr)
{
    static const u16 rounding[] = {[RMODE_NEAREST] = 0,
                                   [RMODE_UP] = MX_ROUND_UP,
                                   [RMODE_DOWN] = MX_ROUND_DOWN,
                                   [RMODE_ZERO] = MX_ROUND_ZERO};
    u32 modes = MX_MASKS | rounding[(fpscr & FPSCR_RMODE) >> FPSCR_RMODE_SHIFT];

    return fpscr & FPSCR_FZ ? modes | MX_FLUSH_TO_ZERO | MX_DENORMALS_ARE_ZERO : modes;
}

u32 arm_fpscr_read(ArmCpu *cpu)
{
    cpu->fpscr |=
        flags_translate(host_flags, ARRAY_LEN(host_flags), host_status_take());
    if (*fp_events() & FPE_DENORMAL)
        cpu->fpscr |= FPSCR_IDC;
    if (cpu->qc[0] | cpu->qc[1])
        cpu->fpscr |= FPSCR_QC;
    return cpu->fpscr | cpu->fpn << 31 | cpu->fpz << 30 | cpu->fpc << 29 |
           cpu->fpv << 28;
}

/* The bits that would enable traps stay 0, as on processors that have none. */
bool arm_fpscr_write(ArmCpu *cpu, u32 fpscr)
{
    if (fpscr & (FPSCR_LEN | FPSCR_STRIDE))
        return false;
    cpu->fpn = fpscr >> 31;
    cpu->fpz = fpscr >> 30 & 1;
    cpu->fpc = fpscr >> 29 & 1;
    cpu->fpv = fpscr >> 28 & 1;
    cpu->fpscr = fpscr & (FPSCR_QC | FPSCR_MODES | FPSCR_FLAGS);
    cpu->qc[0] = cpu->qc[1] = 0; /* the slot has it */
    host_status_set(host_modes(fpscr));
    *fp_events() = (fpscr & FPSCR_DN ? FPE_DEFAULT_NAN : 0) |
                   (fpscr & FPSCR_RMODE ? FPE_DIRECTED : 0);
    return true;
}

u64 arm_helper_fpscr(void *state, u64 a, u64 b, u64 c)
{
    (void)a, (void)b, (void)c;
    return arm_fpscr_read(state);
}

u64 arm_helper_set_fpscr(void *state, u64 a, u64 b, u64 c)
{
    (void)b, (void)c;
    return !arm_fpscr_write(state, (u32)a);
}
