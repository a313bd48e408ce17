/* vector_float.c -- floating-point vector ops on lanes of f32, under the rules of
 * VEC_STANDARD. ARM ARM, A2.7.7 and A2.7.8. Sums and products are computed in f64,
 * which keeps all bits that rounding to f32 needs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp.h"
#include "ir/fp_bits.h"
#include "ir/fp_fma.h"
#include "ir/fp_host.h"
#include "ir/vector.h"

static const FpFormat *const f32 = &fp_binary32;

enum { TWO = 0x40000000, THREE = 0x40400000, DEFAULT_NAN = 0x7fc00000 };

/* Sets the host modes under which these ops run; returns the modes before. */
static u32 enter(void)
{
    u32 before = host_mxcsr();

    host_set_mxcsr(MX_MASKS);
    return before;
}

static void leave(u32 before)
{
    host_set_mxcsr(before | (host_mxcsr() & MX_FLAGS & ~(u32)MX_DENORMAL));
}

static void raise(u32 flags)
{
    host_set_mxcsr(host_mxcsr() | flags);
}

/* Replaces a denormal operand by 0. */
static u64 taken(u64 a)
{
    if (a & f32->exponent || fp_is_zero(f32, a))
        return a;
    *fp_events() |= FPE_DENORMAL;
    return a & f32->sign;
}

/* Rounds a result in f64, exact or rounded to odd, to f32. */
static u64 given(u64 wide)
{
    const u64 least_normal = (u64)(1023 - 126) << 52;
    u64 size = wide & ~fp_binary64.sign, narrow;

    if (fp_is_nan(&fp_binary64, wide))
        return DEFAULT_NAN;
    narrow = host_narrow(wide);
    if (!size || size >= least_normal)
        return narrow;
    raise(MX_UNDERFLOW);
    return narrow & f32->sign;
}

static u64 add(u64 a, u64 b)
{
    u64 x = host_widen(taken(a)), y = host_widen(taken(b));

    return given(host_add64(x, y));
}

static u64 subtract(u64 a, u64 b)
{
    u64 x = host_widen(taken(a)), y = host_widen(taken(b));

    return given(host_sub64(x, y));
}

static u64 multiply(u64 a, u64 b)
{
    u64 x = host_widen(taken(a)), y = host_widen(taken(b));

    return given(host_mul64(x, y));
}

static u64 multiply_add(u64 a, u64 b, u64 c)
{
    u64 x = taken(a), y = taken(b), z = host_widen(taken(c));

    if (fp_is_zero_times_infinity(f32, x, y)) {
        raise(MX_INVALID);
        return DEFAULT_NAN;
    }
    x = host_widen(x);
    y = host_widen(y);
    return given(fp_fma_to_odd(x, y, z));
}

#define OPERATION(name, operation, params, args)                                       \
    u64 name params                                                                    \
    {                                                                                  \
        u32 before = enter();                                                          \
        u64 result = operation args;                                                   \
                                                                                       \
        leave(before);                                                                 \
        return result;                                                                 \
    }
OPERATION(vf_add, add, (u64 a, u64 b), (a, b))
OPERATION(vf_sub, subtract, (u64 a, u64 b), (a, b))
OPERATION(vf_mul, multiply, (u64 a, u64 b), (a, b))
OPERATION(vf_fma, multiply_add, (u64 a, u64 b, u64 c), (a, b, c))

/* --- comparison --- */

/* Returns true if a or b is a NaN; raises invalid for a signalling NaN, or with
 * `signals` for any. */
static bool unordered(u64 a, u64 b, bool signals)
{
    bool nan = fp_is_nan(f32, a) || fp_is_nan(f32, b);

    if (fp_is_snan(f32, a) || fp_is_snan(f32, b) || (nan && signals))
        raise(MX_INVALID);
    return nan;
}

/* Maps an f32's bits to an integer in the order of the numbers, -0 before +0. */
static i64 rank(u64 a)
{
    return a & f32->sign ? -(i64)(a & ~f32->sign) - 1 : (i64)a;
}

static u64 extreme(u64 a, u64 b, bool greatest)
{
    u64 x = taken(a), y = taken(b);

    if (unordered(x, y, false))
        return DEFAULT_NAN;
    return (rank(x) > rank(y)) == greatest ? x : y;
}

u64 vf_min(u64 a, u64 b)
{
    return extreme(a, b, false);
}

u64 vf_max(u64 a, u64 b)
{
    return extreme(a, b, true);
}

static bool equal(u64 a, u64 b)
{
    return a == b || (fp_is_zero(f32, a) && fp_is_zero(f32, b));
}

u64 vf_equal(u64 a, u64 b)
{
    u64 x = taken(a), y = taken(b);

    return !unordered(x, y, false) && equal(x, y) ? ~0ull : 0;
}

u64 vf_greater(u64 a, u64 b)
{
    u64 x = taken(a), y = taken(b);
    bool holds = !unordered(x, y, true) && !equal(x, y) && rank(x) > rank(y);

    return holds ? ~0ull : 0;
}

u64 vf_greater_or_equal(u64 a, u64 b)
{
    u64 x = taken(a), y = taken(b);
    bool holds = !unordered(x, y, true) && (equal(x, y) || rank(x) > rank(y));

    return holds ? ~0ull : 0;
}

/* --- conversion --- */

/* Returns 2^n as f64. */
static u64 power(int n)
{
    return (u64)(1023 + n) << 52;
}

static u64 to_int(u64 imm, u64 a, unsigned n)
{
    u64 x = host_mul64(host_widen(taken(a)), power((int)n));

    return fp_to_int(ROUND_ZERO | (imm & VEC_SIGNED ? 0 : INT_UNSIGNED), x, 64, 32);
}
OPERATION(vf_to_int, to_int, (u64 imm, u64 a, unsigned n), (imm, a, n))

static u64 from_int(u64 imm, u64 a, unsigned n)
{
    u64 x = host_from_i64_64(imm & VEC_SIGNED ? sign_extend(a, 32) : a);

    return given(host_mul64(x, power(-(int)n)));
}
OPERATION(vf_from_int, from_int, (u64 imm, u64 a, unsigned n), (imm, a, n))

/* --- steps of Newton and Raphson --- */

/* Multiplies for a step instruction, where infinity * 0 is 0. */
static u64 step_product(u64 a, u64 b)
{
    return fp_is_zero_times_infinity(f32, a, b) ? 0 : multiply(a, b);
}

static u64 reciprocal_step(u64 a, u64 b)
{
    return subtract(TWO, step_product(taken(a), taken(b)));
}
OPERATION(vf_reciprocal_step, reciprocal_step, (u64 a, u64 b), (a, b))

static u64 root_step(u64 a, u64 b)
{
    u64 difference = subtract(THREE, step_product(taken(a), taken(b)));

    return given(host_mul64(host_widen(difference), power(-1)));
}
OPERATION(vf_root_step, root_step, (u64 a, u64 b), (a, b))

/* --- estimates: nine bits, the first of them 1 --- */

/* Estimates 1 / x for x in [1/2, 1), given in 512ths; the result is in 256ths. */
static u64 reciprocal_256ths(u64 x)
{
    u64 middle = 2 * x + 1; /* in 1024ths */

    return (2 * 256 * 1024 + middle) / (2 * middle);
}

/* Estimates 1 / sqrt(x): the nearest number in 256ths for (x + 1/2) / units. */
static u64 root_256ths(u64 x, u64 units)
{
    u64 s = 256;

    for (u64 step = 128; step; step /= 2) {
        /* s + step - 1/2 <= 256 / sqrt(...), doubled and squared */
        u64 twice = 2 * (s + step) - 1;

        if (twice * twice * (2 * x + 1) <= 4 * 256 * 256 * 2 * units)
            s += step;
    }
    return s;
}

u64 lane_reciprocal_estimate(u64 a)
{
    return a >> 31 ? reciprocal_256ths(a >> 23) << 23 : 0xffffffff;
}

u64 lane_root_estimate(u64 a)
{
    if (a >> 31)
        return root_256ths(a >> 24, 256) << 23;
    return a >> 30 ? root_256ths(a >> 23, 512) << 23 : 0xffffffff;
}

static u64 make_estimate(u64 sign, u64 exponent, u64 s)
{
    return sign | exponent << 23 | (s & 255) << 15;
}

static u64 divided_by_zero(u64 sign)
{
    raise(MX_ZERO_DIVIDE);
    return sign | f32->exponent;
}

u64 vf_reciprocal_estimate(u64 a)
{
    u64 x = taken(a), sign = x & f32->sign, exponent = x >> 23 & 0xff;

    if (unordered(x, x, false))
        return DEFAULT_NAN;
    if (fp_is_zero(f32, x))
        return divided_by_zero(sign);
    if (fp_is_infinity(f32, x))
        return sign;
    if (exponent >= 253) {
        raise(MX_UNDERFLOW);
        return sign;
    }
    return make_estimate(sign, 253 - exponent,
                         reciprocal_256ths(256 | (x >> 15 & 255)));
}

u64 vf_root_estimate(u64 a)
{
    u64 x = taken(a), sign = x & f32->sign, exponent = x >> 23 & 0xff;
    u64 top = 256 | (x >> 15 & 255);

    if (unordered(x, x, false))
        return DEFAULT_NAN;
    if (fp_is_zero(f32, x))
        return divided_by_zero(sign);
    if (sign) {
        raise(MX_INVALID);
        return DEFAULT_NAN;
    }
    if (fp_is_infinity(f32, x))
        return 0;
    return make_estimate(0, (380 - exponent) / 2,
                         exponent & 1 ? root_256ths(top >> 1, 512)
                                      : root_256ths(top >> 1, 256));
}
