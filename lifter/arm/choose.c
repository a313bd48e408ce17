/* choose.c -- the greater or the less of two numbers, as IEEE 754-2008 has it: maxNum.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "ir/fp_bits.h"
#include "lifter/arm/arm.h"

#define HELPER(name, ...) u64 arm_helper_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/arm/helpers.def"

static u64 least_of(const FpFormat *f, u64 a, u64 b, unsigned bits)
{
    if (fp_is_zero(f, a) && fp_is_zero(f, b))
        return a | b;
    return fp_compare(FC_LT, a, b, bits) ? a : b;
}

static u64 most_of(const FpFormat *f, u64 a, u64 b, unsigned bits)
{
    if (fp_is_zero(f, a) && fp_is_zero(f, b))
        return a & b;
    return fp_compare(FC_LT, a, b, bits) ? b : a;
}

/* c: 1 if a and b are f64, and 2 for the least of them.  A quiet NaN gives way to a
 * number. The result is multiplied by 1, as the host flushes denormals then, if it is
 * to. */
u64 arm_helper_choose(void *state, u64 a, u64 b, u64 c)
{
    unsigned bits = c & 1 ? 64 : 32;
    const FpFormat *f = fp_format(bits);
    u64 one = c & 1 ? double_bits(1.0) : float_bits(1.0f), chosen;
    bool a_is_nan = fp_is_nan(f, a), b_is_nan = fp_is_nan(f, b);

    (void)state;
    if (fp_is_snan(f, a) || fp_is_snan(f, b) || (a_is_nan && b_is_nan))
        return fp_add(NAN_ARM, a, b, bits);
    if (a_is_nan || b_is_nan)
        chosen = a_is_nan ? b : a;
    else
        chosen = c & 2 ? least_of(f, a, b, bits) : most_of(f, a, b, bits);
    return fp_mul(NAN_ARM, chosen, one, bits);
}
