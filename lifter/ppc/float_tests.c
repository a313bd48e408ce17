/* float_tests.c -- tests for software divide and square root.  Book I, 4.6.6.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp_bits.h"
#include "lifter/ppc/fpscr.h"

#define HELPER(name, ...) u64 ppc_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/ppc/helpers.def"

enum { ESTIMATE_IS_GOOD = 8, RANGE_TROUBLE = 4, EXPONENT_TROUBLE = 2 };

/* Denormals have the exponent of the least normal number here, as in the manual. */
static int exponent_of(u64 a)
{
    return (int)(a >> 52 & 0x7ff) - 1023;
}

static bool is_special(u64 a)
{
    return (a & fp_binary64.exponent) == fp_binary64.exponent;
}

static bool is_denormal(u64 a)
{
    return !(a & fp_binary64.exponent) && a & fp_binary64.fraction;
}

static bool divides_at_limits(u64 a, u64 b)
{
    int difference = exponent_of(a) - exponent_of(b);

    if (exponent_of(b) <= -1022 || exponent_of(b) >= 1021)
        return true;
    if (fp_is_zero(&fp_binary64, a))
        return false;
    return difference >= 1023 || difference <= -1021 || exponent_of(a) <= -970;
}

u64 ppc_ftdiv(void *state, u64 a, u64 b, u64 c)
{
    const FpFormat *f = &fp_binary64;
    u64 field = ESTIMATE_IS_GOOD;

    (void)state, (void)c;
    if (is_special(a) || is_special(b) || fp_is_zero(f, b) || divides_at_limits(a, b))
        field |= EXPONENT_TROUBLE;
    if (fp_is_infinity(f, a) || fp_is_zero(f, b) || fp_is_infinity(f, b) ||
        is_denormal(b))
        field |= RANGE_TROUBLE;
    return field;
}

u64 ppc_ftsqrt(void *state, u64 a, u64 b, u64 c)
{
    const FpFormat *f = &fp_binary64;
    u64 field = ESTIMATE_IS_GOOD;

    (void)state, (void)b, (void)c;
    if (fp_is_zero(f, a) || is_special(a) || a >> 63 || exponent_of(a) <= -970)
        field |= EXPONENT_TROUBLE;
    if (fp_is_zero(f, a) || fp_is_infinity(f, a) || is_denormal(a))
        field |= RANGE_TROUBLE;
    return field;
}
