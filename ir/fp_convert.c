/* fp_convert.c -- between floating-point formats, and to and from integers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp.h"
#include "ir/fp_bits.h"
#include "ir/fp_host.h"

u64 fp_widen(u64 a)
{
    return host_widen(a);
}

u64 fp_narrow(u64 a)
{
    return host_narrow(a);
}

u64 fp_expand(u64 a)
{
    u64 sign = (a & 1u << 31) << 32, exponent = a >> 23 & 0xff, fraction = a & 0x7fffff;

    if (exponent == 0xff)
        return sign | fp_binary64.exponent | fraction << 29;
    if (exponent)
        return sign | (exponent + 1023 - 127) << 52 | fraction << 29;
    if (!fraction)
        return sign;

    /* Normalises a binary32 denormal: its highest 1 becomes bit 52, which adds 1 to the
     * exponent field. */
    unsigned shift = (unsigned)__builtin_clzll(fraction) - 11;
    return sign | (((u64)(1023 - 149 + 52 - 1 - shift) << 52) + (fraction << shift));
}

u64 fp_compact(u64 a)
{
    u64 sign = a >> 32 & 1u << 31, exponent = a >> 52 & 0x7ff;
    u64 fraction = (a & fp_binary64.fraction) | 1ull << 52;

    if (exponent > 1023 - 127 || fp_is_zero(&fp_binary64, a))
        return (a >> 32 & 0xc0000000) | (a >> 29 & 0x3fffffff);
    if (exponent < 1023 - 149)
        return sign;
    return sign | fraction >> (29 + 1023 - 126 - exponent);
}

/* Rounds to the nearest integer, halves away from zero. */
static u64 round_away(unsigned exact, u64 a, unsigned bits)
{
    const FpFormat *f = fp_format(bits);
    u64 sign = a & f->sign, cut = host_round(HOST_ZERO | exact, a, bits);

    if (fp_is_nan(f, a) || fp_is_infinity(f, a) || cut == a)
        return cut;
    if (bits == 32) {
        if ((host_sub32(a, cut) & ~f->sign) < float_bits(0.5f))
            return cut;
        return host_add32(cut, sign | float_bits(1.0f));
    }
    if ((host_sub64(a, cut) & ~f->sign) < double_bits(0.5))
        return cut;
    return host_add64(cut, sign | double_bits(1.0));
}

u64 fp_round(u64 round, u64 a, unsigned bits)
{
    unsigned exact = round & ROUND_EXACT ? HOST_EXACT : 0;

    switch ((Round)(round & ROUND_MODE)) {
    case ROUND_CURRENT: return host_round(HOST_CURRENT | exact, a, bits);
    case ROUND_NEAREST: return host_round(HOST_NEAREST | exact, a, bits);
    case ROUND_ZERO: return host_round(HOST_ZERO | exact, a, bits);
    case ROUND_UP: return host_round(HOST_UP | exact, a, bits);
    case ROUND_DOWN: return host_round(HOST_DOWN | exact, a, bits);
    case ROUND_AWAY: return round_away(exact, a, bits);
    case ROUND_MODE:
    case ROUND_EXACT: break;
    }
    return a;
}

/* Raises the host's exception before anything is written: if it traps, the conversion
 * has not happened. */
static u64 refuse(u32 events, u64 result)
{
    host_div64(0, 0);
    *fp_events() |= FPE_CONVERT | events;
    return result;
}

static u64 truncate_unsigned(u64 a)
{
    u64 half = (u64)(1023 + 63) << 52;

    if (a < half || a >> 63)
        return host_to_i64(a);
    return host_to_i64(host_sub64(a, half)) ^ 1ull << 63;
}

/* Where the integral number a lies: below the least value of the integer type, above
 * its greatest, or within. */
typedef enum { BELOW, ABOVE, WITHIN } Range;

static Range range_of(bool is_unsigned, u64 a, unsigned bits)
{
    u64 size = a & ~fp_binary64.sign;
    u64 limit = (u64)(1023 + bits - !is_unsigned) << 52;

    if (a >> 63)
        return size > (is_unsigned ? 0 : limit) ? BELOW : WITHIN;
    return size >= limit ? ABOVE : WITHIN;
}

static u64 convert(u64 to_int, u64 a, unsigned bits)
{
    bool is_unsigned = to_int & INT_UNSIGNED;
    u64 most = ~0ull >> (64 - bits + !is_unsigned), least = is_unsigned ? 0 : ~most;
    u64 integral = fp_round((to_int & ROUND_MODE) | ROUND_EXACT, a, 64);

    switch (range_of(is_unsigned, integral, bits)) {
    case BELOW: return refuse(0, least);
    case ABOVE: return refuse(0, most);
    case WITHIN: break;
    }
    if (integral != a && !(to_int & ROUND_EXACT))
        fp_round(ROUND_ZERO, a, 64); /* for its exception */
    return is_unsigned ? truncate_unsigned(integral) : host_to_i64(integral);
}

/* Returns true if a is a denormal and the host's mode treats denormals as 0. */
static bool counts_as_zero(const FpFormat *f, u64 a)
{
    return !(a & f->exponent) && host_mxcsr() & MX_DENORMALS_ARE_ZERO;
}

u64 fp_to_int(u64 to_int, u64 a, unsigned from, unsigned bits)
{
    u64 mask = ~0ull >> (64 - bits);

    if (counts_as_zero(fp_format(from), a))
        return 0;
    if (from == 32)
        a = fp_expand((u32)a);
    if (!fp_is_nan(&fp_binary64, a))
        return convert(to_int, a, bits) & mask;
    return refuse(
        fp_is_snan(&fp_binary64, a) ? FPE_SNAN : 0,
        (to_int & INT_NAN_MIN) && !(to_int & INT_UNSIGNED) ? 1ull << (bits - 1) : 0);
}

u64 fp_from_signed(u64 a, unsigned from, unsigned bits)
{
    if (from == 32)
        a = sign_extend(a, 32);
    return bits == 32 ? host_from_i64_32(a) : host_from_i64_64(a);
}

u64 fp_from_unsigned(u64 a, unsigned from, unsigned bits)
{
    if (from == 32)
        a = (u32)a;
    if (!(a >> 63))
        return fp_from_signed(a, 64, bits);

    /* Values from 2^63 on are halved before a signed conversion. The bit that is lost
     * is kept as a sticky bit far below the last place, so that rounding stays right.
     */
    u64 half = fp_from_signed(a >> 1 | (a & 1), 64, bits);
    return bits == 32 ? host_add32(half, half) : host_add64(half, half);
}
