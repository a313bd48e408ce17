/*
 * float_adjust.c -- what an enabled overflow or underflow leaves in the target: the
 * result with another exponent, which fits.  Power ISA, Book I, 4.4.3.1 and 4.4.4.1.
 *
 * The operation is done once more on operands that are multiplied by powers of two, so
 * that its result is the one asked for: no rounding differs from that of a result with
 * an exponent without limits.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "ir/fp_bits.h"
#include "lifter/ppc/fpscr.h"

enum {
    EXPONENT_SHIFT = 52,
    EXPONENT_MAX = 0x7ff,
    EXPONENT_BIAS = 1023,
    SINGLE_MIN = EXPONENT_BIAS - 126, /* of the least normal single, as a double */
    ADJUST_DOUBLE = 1536,
    ADJUST_SINGLE = 192,
};

static int biased_exponent(u64 x)
{
    return (int)(x >> EXPONENT_SHIFT & EXPONENT_MAX);
}

/* A denormal number as a fraction with its top bit, and an exponent below 1. */
static int normalise(u64 *fraction)
{
    int shift = __builtin_clzll(*fraction) - (63 - EXPONENT_SHIFT);

    *fraction = *fraction << shift & fp_binary64.fraction;
    return 1 - shift;
}

/*
 * x times 2 to the power of `by`; what would be less than all normal numbers is the
 * least of them, nearly.  That is an addend so much smaller than the other that only
 * its sign counts.
 */
static u64 scale(u64 x, int by)
{
    u64 fraction = x & fp_binary64.fraction;
    int exponent = biased_exponent(x);

    if (exponent == EXPONENT_MAX || fp_is_zero(&fp_binary64, x))
        return x;
    if (!exponent)
        exponent = normalise(&fraction);
    exponent += by;
    if (exponent < 1)
        exponent = 1;
    if (exponent >= EXPONENT_MAX)
        exponent = EXPONENT_MAX - 1;
    return (x & fp_binary64.sign) | (u64)exponent << EXPONENT_SHIFT | fraction;
}

/* The power of two that x is a number from 1 to 2 of. */
static int power_of(u64 x)
{
    u64 fraction = x & fp_binary64.fraction;
    int exponent = biased_exponent(x);

    if (!exponent && fraction)
        exponent = normalise(&fraction);
    return exponent - EXPONENT_BIAS;
}

/* Makes the last operation's result 2 to the power of `by` times what it was.  Returns
 * by how much the result must still be multiplied. */
static int scale_operands(PpcCpu *cpu, int by)
{
    u64 *a = &cpu->last_a, *b = &cpu->last_b, *c = &cpu->last_c;
    int power = power_of(*a);

    switch ((LastKind)(cpu->last_op & LAST_KIND)) {
    case LAST_ADD:
    case LAST_SUB: *a = scale(*a, by), *b = scale(*b, by); return 0;
    case LAST_MUL: *a = scale(*a, by / 2), *b = scale(*b, by / 2); return 0;
    case LAST_DIV: *a = scale(*a, by / 2), *b = scale(*b, -by / 2); return 0;
    case LAST_FMA:
        *a = scale(*a, -power), *b = scale(*b, power + by), *c = scale(*c, by);
        return 0;
    case LAST_SQRT: *a = scale(*a, 2 * by); return 0;
    case LAST_RECIPROCAL: *a = scale(*a, -by); return 0;
    case LAST_RECIPROCAL_SQRT: *a = scale(*a, -2 * by); return 0;
    case LAST_FRSP: *a = scale(*a, -power); return power + by;
    case LAST_TO_INT32:
    case LAST_TO_INT64:
    case LAST_FROM_SIGNED:
    case LAST_FROM_UNSIGNED:
    case LAST_TO_INTEGRAL:
    case LAST_NONE: break;
    }
    return 0;
}

/* Is a result, rounded or not, below the normal numbers?  An exact one raises nothing
 * on the host while its exception is masked. */
static bool is_tiny(u64 result, bool single)
{
    return !fp_is_zero(&fp_binary64, result) &&
           biased_exponent(result) < (single ? SINGLE_MIN : 1);
}

/* Arithmetic and frsp; integers are no results with an exponent. */
static bool rounds_to_range(u32 last_op)
{
    u32 kind = last_op & LAST_KIND;

    return kind > LAST_NONE && kind <= LAST_FRSP;
}

u32 ppc_adjust_exponent(PpcCpu *cpu, u32 last_op, u32 alone, u64 *result)
{
    bool single = last_op & LAST_SINGLE;
    int by = single ? ADJUST_SINGLE : ADJUST_DOUBLE;

    if (!rounds_to_range(last_op))
        return alone;
    if (alone & FPSCR_UE && is_tiny(*result, single))
        alone |= FPSCR_UX;
    if (alone & FPSCR_OX && alone & FPSCR_OE)
        by = -by;
    else if (!(alone & FPSCR_UX && alone & FPSCR_UE))
        return alone;
    cpu->last_op = last_op;
    int left = scale_operands(cpu, by);
    RoundedResult again = ppc_last_rounded(cpu);
    cpu->last_op = LAST_NONE;
    *result = scale(again.result, left);
    alone &= ~(u32)(FPSCR_XX | FPSCR_FR | FPSCR_FI | FPSCR_FPRF);
    alone |= again.rounding | (again.rounding ? FPSCR_XX : 0);
    return alone | (*result & fp_binary64.sign ? FPRF_NEGATIVE : FPRF_POSITIVE);
}
