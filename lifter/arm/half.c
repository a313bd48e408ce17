/* half.c -- half-precision numbers.  ARM ARM, A2.7.5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/half.h"
#include "lifter/arm/fpscr.h"

#define HELPER(name, ...) u64 arm_helper_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/arm/helpers.def"

enum {
    HALF_WIDTH = 10,
    SINGLE_WIDTH = 23,
    CUT = SINGLE_WIDTH - HALF_WIDTH,
    BIAS_DIFFERENCE = 127 - 15,
    HALF_INFINITY = 0x7c00,
    HALF_QUIET = 0x200,
    HALF_LARGEST = 0x7bff,
    ALTERNATIVE_LARGEST = 0x7fff, /* it has neither infinities nor NaNs */
};
#define SINGLE_INFINITY 0x7f800000u
#define SINGLE_QUIET 0x00400000u

u32 half_widen(u32 half, u32 modes, u32 *flags)
{
    u32 sign = (half & 0x8000) << 16, exponent = half >> HALF_WIDTH & 31;
    u32 fraction = half & 0x3ff;

    if (exponent == 31 && !(modes & FPSCR_AHP)) {
        if (fraction && !(fraction & HALF_QUIET))
            *flags |= FPSCR_IOC;
        if (fraction && modes & FPSCR_DN)
            return SINGLE_INFINITY | SINGLE_QUIET;
        u32 quiet = fraction ? SINGLE_QUIET : 0;
        return sign | SINGLE_INFINITY | quiet | fraction << CUT;
    }
    if (exponent == 0) {
        if (fraction == 0)
            return sign;
        u32 shift = (u32)__builtin_clz(fraction) - (31 - HALF_WIDTH);
        fraction = fraction << shift & 0x3ff;
        exponent = 1 - shift;
    }
    return sign | (exponent + BIAS_DIFFERENCE) << SINGLE_WIDTH | fraction << CUT;
}

static u32 narrow_nan(u32 sign, u32 fraction, u32 modes, u32 *flags)
{
    if (!(fraction & SINGLE_QUIET) || modes & FPSCR_AHP)
        *flags |= FPSCR_IOC;
    if (modes & FPSCR_AHP)
        return sign;
    if (modes & FPSCR_DN)
        return HALF_INFINITY | HALF_QUIET;
    return sign | HALF_INFINITY | HALF_QUIET | fraction >> CUT;
}

static u32 overflow(u32 sign, u32 modes, u32 *flags)
{
    u32 mode = (modes & FPSCR_RMODE) >> FPSCR_RMODE_SHIFT;

    if (modes & FPSCR_AHP) {
        *flags |= FPSCR_IOC;
        return sign | ALTERNATIVE_LARGEST;
    }
    *flags |= FPSCR_OFC | FPSCR_IXC;
    if (mode == RMODE_NEAREST || mode == (sign ? RMODE_DOWN : RMODE_UP))
        return sign | HALF_INFINITY;
    return sign | HALF_LARGEST;
}

static bool rounds_up(u32 sign, u64 kept, u64 rest, u64 half, u32 modes)
{
    switch ((RMode)((modes & FPSCR_RMODE) >> FPSCR_RMODE_SHIFT)) {
    case RMODE_NEAREST: return rest > half || (rest == half && kept & 1);
    case RMODE_UP: return rest && !sign;
    case RMODE_DOWN: return rest && sign;
    case RMODE_ZERO: break;
    }
    return false;
}

/* whole * 2^(exponent - 23), not 0.  Tiny results are found before rounding. */
static u32 narrow_number(u32 sign, u64 whole, i32 exponent, u32 modes, u32 *flags)
{
    i32 biased = exponent < -14 ? 0 : exponent + 15;
    i32 drop = exponent < -14 ? CUT - 14 - exponent : CUT;

    if (drop > 40)
        drop = 40; /* all of it, and less than half of the last place */
    u64 kept = whole >> drop, half = 1ull << (drop - 1), rest = whole & (2 * half - 1);
    u32 result = (u32)(kept + rounds_up(sign, kept, rest, half, modes));
    if (biased > 0)
        result += (u32)(biased - 1) << HALF_WIDTH;
    if (result >= (modes & FPSCR_AHP ? 0x8000 : HALF_INFINITY))
        return overflow(sign, modes, flags);
    if (rest)
        *flags |= exponent < -14 ? FPSCR_UFC | FPSCR_IXC : FPSCR_IXC;
    return sign | result;
}

u32 half_narrow(u32 single, u32 modes, u32 *flags)
{
    u32 sign = single >> 16 & 0x8000, exponent = single >> SINGLE_WIDTH & 0xff;
    u32 fraction = single & 0x7fffff;

    if (exponent == 0xff && fraction)
        return narrow_nan(sign, fraction, modes, flags);
    if (exponent == 0xff && modes & FPSCR_AHP)
        return overflow(sign, modes, flags);
    if (exponent == 0xff)
        return sign | HALF_INFINITY;
    if (exponent == 0 && fraction == 0)
        return sign;
    if (exponent == 0 && modes & FPSCR_FZ) {
        *flags |= FPSCR_IDC;
        return sign;
    }
    if (exponent == 0)
        return narrow_number(sign, fraction, -126, modes, flags);
    return narrow_number(sign, fraction | 1u << SINGLE_WIDTH, (i32)exponent - 127,
                         modes, flags);
}

u64 arm_helper_from_half(void *state, u64 a, u64 b, u64 c)
{
    ArmCpu *cpu = state;

    (void)b, (void)c;
    return half_widen((u32)a, cpu->fpscr, &cpu->fpscr);
}

/* The standard FPSCR value, of which but one mode is fixed. */
static u32 standard_modes(const ArmCpu *cpu)
{
    return (cpu->fpscr & FPSCR_AHP) | FPSCR_FZ | FPSCR_DN;
}

u64 arm_helper_standard_from_half(void *state, u64 a, u64 b, u64 c)
{
    ArmCpu *cpu = state;

    (void)b, (void)c;
    return half_widen((u32)a, standard_modes(cpu), &cpu->fpscr);
}

u64 arm_helper_standard_to_half(void *state, u64 a, u64 b, u64 c)
{
    ArmCpu *cpu = state;

    (void)b, (void)c;
    return half_narrow((u32)a, standard_modes(cpu), &cpu->fpscr);
}

u64 arm_helper_to_half(void *state, u64 a, u64 b, u64 c)
{
    ArmCpu *cpu = state;

    (void)b, (void)c;
    return half_narrow((u32)a, cpu->fpscr, &cpu->fpscr);
}
