/* fpscr_last.c -- what the last operation left in FPSCR.  Book I, 4.2.2, 4.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp_bits.h"
#include "ir/fp_host.h"
#include "lifter/ppc/fpscr.h"

/* Do the last operation again, in the host's present mode. */
static u64 again(const PpcCpu *cpu)
{
    u64 a = cpu->last_a, b = cpu->last_b, c = cpu->last_c;
    u64 how = (cpu->last_op & LAST_HOW) >> LAST_HOW_SHIFT, one = 1023ull << 52;

    switch ((LastKind)(cpu->last_op & LAST_KIND)) {
    case LAST_ADD: return fp_add(NAN_PPC, a, b, 64);
    case LAST_SUB: return fp_sub(NAN_PPC, a, b, 64);
    case LAST_MUL: return fp_mul(NAN_PPC, a, b, 64);
    case LAST_DIV: return fp_div(NAN_PPC, a, b, 64);
    case LAST_FMA: return fp_fma(NAN_PPC | how, a, b, c, 64);
    case LAST_SQRT: return fp_sqrt(NAN_PPC, a, 64);
    case LAST_RECIPROCAL: return fp_div(NAN_PPC, one, a, 64);
    case LAST_RECIPROCAL_SQRT: return fp_div(NAN_PPC, one, fp_sqrt(NAN_PPC, a, 64), 64);
    case LAST_TO_INT32: return fp_to_int(how, a, 64, 32);
    case LAST_TO_INT64: return fp_to_int(how, a, 64, 64);
    case LAST_FROM_SIGNED:
        return cpu->last_op & LAST_SINGLE ? fp_widen(fp_from_signed(a, 64, 32))
                                          : fp_from_signed(a, 64, 64);
    case LAST_FROM_UNSIGNED:
        return cpu->last_op & LAST_SINGLE ? fp_widen(fp_from_unsigned(a, 64, 32))
                                          : fp_from_unsigned(a, 64, 64);
    case LAST_TO_INTEGRAL: return fp_round(how, a, 64);
    case LAST_NONE:
    case LAST_FRSP: break;
    }
    return a;
}

typedef struct {
    u64 result;
    u32 flags;
} LastOutcome;

static LastOutcome run(const PpcCpu *cpu, u32 rounding)
{
    LastOutcome o;

    host_set_mxcsr(MX_MASKS | rounding);
    o.result = again(cpu);
    if (cpu->last_op & LAST_SINGLE)
        o.result = fp_widen(fp_narrow(o.result));
    o.flags = host_mxcsr() & MX_FLAGS;
    return o;
}

/* The result flags, C and FPCC, of a number: table 4.2. */
static u32 class_of(u64 a, bool single)
{
    u64 size = a & ~fp_binary64.sign;
    u64 normal = (single ? 1023ull - 126 : 1) << 52;
    bool negative = a >> 63;

    if (size > fp_binary64.exponent)
        return 0x11;
    if (size == fp_binary64.exponent)
        return negative ? 0x09 : 0x05;
    if (!size)
        return negative ? 0x12 : 0x02;
    if (size < normal)
        return negative ? 0x18 : 0x14;
    return negative ? 0x08 : 0x04;
}

static bool is_to_int(u32 last_op)
{
    return (last_op & LAST_KIND) == LAST_TO_INT32 ||
           (last_op & LAST_KIND) == LAST_TO_INT64;
}

/* No result then, and so no class of it. */
static bool has_trapped(const PpcCpu *cpu, u32 flags)
{
    return (flags & MX_INVALID && cpu->fpscr & FPSCR_VE) ||
           (flags & MX_ZERO_DIVIDE && cpu->fpscr & FPSCR_ZE);
}

/* The operation raised nothing, and may be done again in the modes it ran in. */
static LastStatus exact_status(const PpcCpu *cpu)
{
    LastStatus s = {0, FPSCR_FR | FPSCR_FI};
    u64 result;

    if (is_to_int(cpu->last_op))
        return s;
    result = again(cpu);
    if (cpu->last_op & LAST_SINGLE)
        result = fp_widen(fp_narrow(result));
    s.defined |= FPSCR_FPRF;
    s.bits = class_of(result, cpu->last_op & LAST_SINGLE) << FPSCR_FPRF_SHIFT;
    return s;
}

/* FR and FI, of the operation rounded towards zero and as asked for. */
static u32 rounding_of(LastOutcome cut, LastOutcome o)
{
    if (!(cut.flags & MX_INEXACT) || o.flags & MX_INVALID)
        return 0;
    return cut.result == o.result ? FPSCR_FI : FPSCR_FI | FPSCR_FR;
}

RoundedResult ppc_last_rounded(const PpcCpu *cpu)
{
    u32 mxcsr = host_mxcsr();
    LastOutcome cut = run(cpu, MX_ROUND_ZERO), o = run(cpu, mxcsr & MX_ROUND);

    host_set_mxcsr(mxcsr);
    return (RoundedResult){o.result, rounding_of(cut, o)};
}

/*
 * Rounded towards zero, the operation tells what rounding did; and PowerPC's
 * underflow, which is before rounding, can then be seen too.
 */
static LastStatus operation_status(const PpcCpu *cpu, u32 mxcsr)
{
    LastOutcome cut = run(cpu, MX_ROUND_ZERO), o = run(cpu, mxcsr & MX_ROUND);
    u32 kind = cpu->last_op & LAST_KIND;
    LastStatus s = {rounding_of(cut, o), FPSCR_FR | FPSCR_FI};

    if (cut.flags & MX_UNDERFLOW)
        s.bits |= FPSCR_UX;
    if (o.flags & MX_INVALID && (kind == LAST_FRSP || kind == LAST_TO_INTEGRAL))
        *fp_events() |= FPE_SNAN;
    if (!is_to_int(cpu->last_op) && !has_trapped(cpu, o.flags)) {
        s.defined |= FPSCR_FPRF;
        s.bits |= class_of(o.result, cpu->last_op & LAST_SINGLE) << FPSCR_FPRF_SHIFT;
    }
    return s;
}

/* FPCC of a compare.  Signalling NaNs are not given to the host: it may trap. */
static u32 order_of(u64 x, u64 y, bool signalling)
{
    if (signalling || fp_compare(FC_UNORDERED, x, y, 64))
        return 1;
    if (fp_compare(FC_EQ, x, y, 64))
        return 2;
    return fp_compare(FC_LT, x, y, 64) ? 8 : 4;
}

/* A compare sets FPCC and leaves the rest of FPRF; only fcmpo minds quiet NaNs. */
static LastStatus compare_status(const PpcCpu *cpu)
{
    u64 x = cpu->last_x, y = cpu->last_y;
    bool signalling = fp_is_snan(&fp_binary64, x) || fp_is_snan(&fp_binary64, y);
    u32 fpcc = order_of(x, y, signalling);
    LastStatus s = {fpcc << FPSCR_FPRF_SHIFT, FPSCR_FPCC};

    if (signalling)
        s.bits |= FPSCR_VXSNAN;
    if (fpcc & 1 && cpu->last_op & LAST_FCMPO && !(signalling && cpu->fpscr & FPSCR_VE))
        s.bits |= FPSCR_VXVC;
    return s;
}

LastStatus ppc_last_status(const PpcCpu *cpu, u32 mxcsr)
{
    LastStatus s = {0, 0};

    if (cpu->last_op & LAST_KIND)
        s = mxcsr & MX_FLAGS ? operation_status(cpu, mxcsr) : exact_status(cpu);
    if (cpu->last_op & LAST_COMPARES) {
        LastStatus compare = compare_status(cpu);
        s.bits = (s.bits & ~compare.defined) | compare.bits;
        s.defined |= compare.defined;
    }
    return s;
}
