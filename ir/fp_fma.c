/* fp_fma.c -- a * b + c of binary64, rounded to odd or without the host's help.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp_fma.h"
#include "ir/fp_bits.h"
#include "ir/fp_host.h"

__extension__ typedef unsigned __int128 u128;

enum { FRACTION_BITS = 52, BIAS = 1023, MIN_EXPONENT = -1022 };

static const u64 one_bits = 1023ull << 52, tiny_bits = 1ull << 52;
static const u64 max_bits = (0x7ffull << 52) - 1;

/* A number other than 0: sig * 2^exponent, negative if `negative` is set. */
typedef struct {
    u128 sig;
    int exponent;
    bool negative;
} Number;

/* Raises the flags by host operations that raise them, so that unmasked exceptions
 * trap. */
static void raise_flags(u32 flags)
{
    if (flags & MX_INVALID)
        host_div64(0, 0);
    if (flags & MX_OVERFLOW)
        host_mul64(max_bits, max_bits);
    if (flags & MX_UNDERFLOW)
        host_mul64(tiny_bits, tiny_bits);
    if (flags & MX_INEXACT)
        host_add64(one_bits, tiny_bits);
}

/* Unpacks a finite number other than 0; bit 52 of the result's sig is 1. */
static Number unpack(u64 a)
{
    int exponent = (int)(a >> FRACTION_BITS & 0x7ff);
    u64 sig = a & fp_binary64.fraction;

    if (exponent)
        sig |= 1ull << FRACTION_BITS;
    else
        exponent = 1;

    int shift = __builtin_clzll(sig) - (63 - FRACTION_BITS);
    return (Number){.sig = sig << shift,
                    .exponent = exponent - BIAS - FRACTION_BITS - shift,
                    .negative = a >> 63};
}

static Number shift_left(Number x, int n)
{
    x.sig <<= n;
    x.exponent -= n;
    return x;
}

/* Shifts right; if a 1 is shifted out, the last bit of the result becomes 1. */
static u128 shift_right_sticky(u128 sig, int n)
{
    if (n >= 128)
        return sig != 0;
    return sig >> n | (n && sig << (128 - n) != 0);
}

/* Adds x and y, whose highest 1 is bit 124 or 125. Only small summands lose bits, and
 * then the sum cannot cancel deeply. A sum of 0 has sig 0. */
static Number add(Number x, Number y)
{
    if (x.exponent < y.exponent) {
        Number other = x;
        x = y;
        y = other;
    }
    y.sig = shift_right_sticky(y.sig, x.exponent - y.exponent);
    if (x.negative == y.negative) {
        x.sig += y.sig;
    } else if (x.sig >= y.sig) {
        x.sig -= y.sig;
    } else {
        x.sig = y.sig - x.sig;
        x.negative = y.negative;
    }
    return x;
}

static Number multiply_add(u64 a, u64 b, u64 c)
{
    Number x = unpack(a), y = unpack(b);
    Number product = {x.sig * y.sig, x.exponent + y.exponent, x.negative != y.negative};

    product = shift_left(product, 20);
    if (fp_is_zero(&fp_binary64, c))
        return product;
    return add(product, shift_left(unpack(c), 72));
}

/* A Number's significand cut to the precision of binary64, and a summary of the bits
 * that were cut off. */
typedef struct {
    u64 sig;      /* 53 bits, or fewer below the normal range */
    int exponent; /* of the number, before rounding */
    u32 lost;     /* 0 none, 1 below half of the last place, 2 half, 3 above */
} Cut;

static int leading_zeros(u128 sig)
{
    u64 high = (u64)(sig >> 64);

    return high ? __builtin_clzll(high) : 64 + __builtin_clzll((u64)sig);
}

/* Cuts x to 53 bits, or to fewer where its exponent is below `least`, the smallest
 * normal exponent. */
static Cut cut_at(Number x, int least)
{
    x = shift_left(x, leading_zeros(x.sig));

    int exponent = x.exponent + 127;
    int denormal = exponent < least ? least - exponent : 0;
    /* Keeps two bits below the result's last place: the half, and a sticky bit for all
     * below it. */
    u64 sig = (u64)shift_right_sticky(x.sig, 127 - FRACTION_BITS - 2 + denormal);

    return (Cut){.sig = sig >> 2, .exponent = exponent, .lost = sig & 3};
}

/* Returns the bits of binary64 without the sign. An overflow gives a number greater
 * than the bits of infinity. Bit 52 of sig adds the 1 that the exponent field of a
 * normal number has more. */
static u64 pack(Cut cut)
{
    if (cut.exponent < MIN_EXPONENT)
        return cut.sig;
    return ((u64)(cut.exponent - MIN_EXPONENT) << FRACTION_BITS) + cut.sig;
}

static bool rounds_up(Cut cut, bool negative, u32 mxcsr)
{
    switch (mxcsr & MX_ROUND) {
    case MX_ROUND_UP: return cut.lost && !negative;
    case MX_ROUND_DOWN: return cut.lost && negative;
    case MX_ROUND_ZERO: return false;
    }
    return cut.lost == 3 || (cut.lost == 2 && cut.sig & 1);
}

/* Tininess is detected after rounding, as if exponents had no bound. */
static bool is_tiny(Number x, Cut cut, u32 mxcsr)
{
    if (cut.exponent != MIN_EXPONENT - 1)
        return cut.exponent < MIN_EXPONENT;

    Cut unbounded = cut_at(x, MIN_EXPONENT - 1);
    u64 sig = unbounded.sig + rounds_up(unbounded, x.negative, mxcsr);
    return !(sig >> (FRACTION_BITS + 1));
}

static u64 overflow(bool negative, u32 mxcsr)
{
    u32 away = negative ? MX_ROUND_DOWN : MX_ROUND_UP;

    raise_flags(MX_OVERFLOW | MX_INEXACT);
    if ((mxcsr & MX_ROUND) == 0 || (mxcsr & MX_ROUND) == away)
        return fp_binary64.exponent;
    return max_bits;
}

static u64 round_number(Number x)
{
    u32 mxcsr = host_mxcsr();
    u64 sign = x.negative ? fp_binary64.sign : 0;
    Cut cut = cut_at(x, MIN_EXPONENT);
    u64 magnitude = pack(cut) + rounds_up(cut, x.negative, mxcsr);

    if (magnitude >= fp_binary64.exponent)
        return sign | overflow(x.negative, mxcsr);
    if (is_tiny(x, cut, mxcsr)) {
        if (mxcsr & MX_FLUSH_TO_ZERO) {
            raise_flags(MX_UNDERFLOW | MX_INEXACT);
            return sign;
        }
        if (cut.lost)
            raise_flags(MX_UNDERFLOW);
    }
    if (cut.lost)
        raise_flags(MX_INEXACT);
    return sign | magnitude;
}

static u64 round_to_odd(Number x)
{
    u64 sign = x.negative ? fp_binary64.sign : 0;
    Cut cut = cut_at(x, MIN_EXPONENT);

    if (pack(cut) > max_bits)
        return sign | max_bits;
    return sign | pack(cut) | (cut.lost != 0);
}

static bool is_special(u64 a)
{
    return (a & fp_binary64.exponent) == fp_binary64.exponent;
}

/* Handles NaNs, infinities and zero products, for which a host multiplication and a
 * host addition are exact. */
static u64 special(u64 a, u64 b, u64 c)
{
    if (!is_special(a) && !is_special(b) && is_special(c))
        return host_add64(c, 0);
    return host_add64(host_mul64(a, b), c);
}

static u64 exact_zero(void)
{
    return (host_mxcsr() & MX_ROUND) == MX_ROUND_DOWN ? fp_binary64.sign : 0;
}

static u64 denormal_to_zero(u64 a)
{
    return a & fp_binary64.exponent ? a : a & fp_binary64.sign;
}

static u64 fma_with(u64 finish(Number), u64 a, u64 b, u64 c)
{
    if (host_mxcsr() & MX_DENORMALS_ARE_ZERO) {
        a = denormal_to_zero(a);
        b = denormal_to_zero(b);
        c = denormal_to_zero(c);
    }
    if (is_special(a) || is_special(b) || is_special(c) ||
        fp_is_zero(&fp_binary64, a) || fp_is_zero(&fp_binary64, b))
        return special(a, b, c);

    Number sum = multiply_add(a, b, c);
    return sum.sig ? finish(sum) : exact_zero();
}

u64 fp_fma_soft(u64 a, u64 b, u64 c)
{
    return fma_with(round_number, a, b, c);
}

u64 fp_fma_soft_to_odd(u64 a, u64 b, u64 c)
{
    return fma_with(round_to_odd, a, b, c);
}

u64 fp_fma_to_odd(u64 a, u64 b, u64 c)
{
#ifdef __FMA__
    u32 mode = host_mxcsr();

    host_set_mxcsr((mode & MX_DENORMALS_ARE_ZERO) | MX_MASKS | MX_ROUND_ZERO);
    u64 result = host_fma64(a, b, c);
    u32 flags = host_mxcsr();
    host_set_mxcsr(mode);
    raise_flags(flags & MX_INVALID);
    if (!(result & ~fp_binary64.sign) && !(flags & MX_INEXACT))
        return host_add64(host_mul64(a, b), c); /* the sign of 0 follows the mode */
    return result | !!(flags & MX_INEXACT);
#else
    return fp_fma_soft_to_odd(a, b, c);
#endif
}
