/* fpscr.c -- reading and writing the floating-point status.  Book I, 4.2.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/fpscr.h"
#include "lifter/host_status.h"

#define HELPER(name, ...) u64 ppc_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/ppc/helpers.def"

/* From the host's and our flags to those of FPSCR. */
static const FlagPair host_flags[] = {
    {MX_ZERO_DIVIDE, FPSCR_ZX},
    {MX_OVERFLOW, FPSCR_OX},
    {MX_UNDERFLOW, FPSCR_UX},
    {MX_INEXACT, FPSCR_XX},
};

static const FlagPair event_flags[] = {
    {FPE_SNAN, FPSCR_VXSNAN},    {FPE_INF_SUB, FPSCR_VXISI}, {FPE_INF_DIV, FPSCR_VXIDI},
    {FPE_ZERO_DIV, FPSCR_VXZDZ}, {FPE_INF_MUL, FPSCR_VXIMZ}, {FPE_SQRT, FPSCR_VXSQRT},
    {FPE_CONVERT, FPSCR_VXCVI},
};

static const FlagPair enables[] = {
    {FPSCR_VE, MX_INVALID},   {FPSCR_ZE, MX_ZERO_DIVIDE}, {FPSCR_OE, MX_OVERFLOW},
    {FPSCR_UE, MX_UNDERFLOW}, {FPSCR_XE, MX_INEXACT},
};

#define TRANSLATE(pairs, from) flags_translate(pairs, ARRAY_LEN(pairs), from)

/* VX and FEX follow from the others. */
static u32 with_summaries(u32 fpscr)
{
    u32 enabled;

    fpscr &= ~(u32)(FPSCR_VX | FPSCR_FEX);
    if (fpscr & FPSCR_INVALID)
        fpscr |= FPSCR_VX;
    enabled = fpscr >> 22 & fpscr & FPSCR_ENABLES; /* VX OX UX ZX XX over VE ... XE */
    return enabled ? fpscr | FPSCR_FEX : fpscr;
}

/*
 * The kind of an invalid operation nothing else accounts for: a compare or a
 * frsp that is no longer the last.  fcmpo of quiet NaNs is by far the likeliest.
 */
static u32 guess_invalid(const PpcCpu *cpu)
{
    u64 quiet = 1ull << 51, x = cpu->last_x, y = cpu->last_y;
    bool x_is_nan = x << 1 > 0x7ffull << 53, y_is_nan = y << 1 > 0x7ffull << 53;

    if ((x_is_nan && !(x & quiet)) || (y_is_nan && !(y & quiet)))
        return FPSCR_VXSNAN;
    return FPSCR_VXVC;
}

/* Bring the slot up to date; afterwards nothing is deferred. */
static u32 harvest(PpcCpu *cpu)
{
    u32 mxcsr = host_mxcsr(), old = cpu->fpscr;

    if (!cpu->last_op && !(mxcsr & MX_FLAGS) && !*fp_events())
        return old;
    u32 found = TRANSLATE(host_flags, mxcsr);

    if (cpu->last_op) {
        LastStatus last = ppc_last_status(cpu, mxcsr);
        found |= last.bits & FPSCR_EXCEPTIONS;
        cpu->fpscr = (cpu->fpscr & ~last.defined) | (last.bits & last.defined);
    }
    if (*fp_events())
        found |= TRANSLATE(event_flags, *fp_events());
    if (mxcsr & MX_INVALID && !(found & FPSCR_INVALID))
        found |= guess_invalid(cpu);
    if (found & ~old)
        found |= FPSCR_FX;
    cpu->fpscr = with_summaries(cpu->fpscr | found);
    cpu->last_op = LAST_NONE;
    *fp_events() = 0;
    host_set_mxcsr(mxcsr & ~(u32)MX_FLAGS);
    return cpu->fpscr;
}

/* The host's modes from ours: RN counts nearest, zero, up, down, the host's field
 * nearest, down, up, zero. */
static u32 host_modes(const PpcCpu *cpu)
{
    u32 mask = cpu->fp_traps_off ? FPSCR_ALTERING : FPSCR_ENABLES;
    u32 enabled = cpu->fpscr & mask;
    u32 traps = enabled ? TRANSLATE(enables, enabled) : 0;
    u32 rounding = -cpu->fpscr & FPSCR_RN;

    return (MX_MASKS & ~(traps << MX_MASK_SHIFT)) | rounding << MX_ROUND_SHIFT;
}

static void set_host_modes(const PpcCpu *cpu)
{
    host_status_set(host_modes(cpu) | (host_mxcsr() & MX_FLAGS));
}

/* All is set: what is deferred does not matter any more. */
static void overwrite(PpcCpu *cpu, u32 fpscr)
{
    cpu->fpscr = with_summaries(fpscr);
    cpu->last_op = LAST_NONE;
    *fp_events() = 0;
    host_status_set(host_modes(cpu));
}

u32 ppc_fpscr_read(PpcCpu *cpu)
{
    return harvest(cpu);
}

void ppc_fpscr_write(PpcCpu *cpu, u32 fpscr)
{
    overwrite(cpu, fpscr);
}

void ppc_fpscr_set_traps(PpcCpu *cpu, bool on)
{
    harvest(cpu); /* what a flag is of is known only while its exception is masked */
    cpu->fp_traps_off = !on;
    set_host_modes(cpu);
}

bool ppc_fpscr_alters(const PpcCpu *cpu)
{
    return cpu->fp_traps_off && cpu->fpscr & FPSCR_ALTERING;
}

u64 ppc_fpscr(void *state, u64 a, u64 b, u64 c)
{
    (void)a, (void)b, (void)c;
    return harvest(state);
}

static void set_bits(PpcCpu *cpu, u32 bits, u32 mask, bool makes_fx)
{
    u32 old = harvest(cpu), fpscr = (old & ~mask) | (bits & mask);

    if (makes_fx && fpscr & ~old & FPSCR_EXCEPTIONS)
        fpscr |= FPSCR_FX;
    cpu->fpscr = with_summaries(fpscr);
    set_host_modes(cpu);
}

/*
 * Set the bits of mask b as in a.  c: the exceptions that become set make FX (not
 * so for mtfsf and mtfsfi).  Gives 1 if an enabled exception is there now, and
 * traps; and if results are to be altered from now on.
 */
u64 ppc_set_fpscr(void *state, u64 a, u64 b, u64 c)
{
    PpcCpu *cpu = state;
    u32 bits = (u32)a, mask = (u32)b & ~(u32)(FPSCR_FEX | FPSCR_VX);

    if (mask == ~(u32)(FPSCR_FEX | FPSCR_VX | FPSCR_RESERVED))
        overwrite(cpu, bits & mask);
    else if (mask & ~(u32)FPSCR_CONTROL || (cpu->fpscr ^ bits) & mask)
        set_bits(cpu, bits, mask, c != 0);
    return cpu->fp_traps_off ? ppc_fpscr_alters(cpu) : !!(cpu->fpscr & FPSCR_FEX);
}

u64 ppc_set_rounding(void *state, u64 a, u64 b, u64 c)
{
    PpcCpu *cpu = state;

    (void)b, (void)c;
    if (!((cpu->fpscr ^ a) & FPSCR_RN))
        return 0;
    if (cpu->last_op) /* FR and FI depend on the mode it ran in */
        harvest(cpu);
    cpu->fpscr = (cpu->fpscr & ~(u32)FPSCR_RN) | ((u32)a & FPSCR_RN);
    set_host_modes(cpu);
    return 0;
}
