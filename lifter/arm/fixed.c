/* fixed.c -- numbers with a fixed point, bit by bit.  ARM ARM, A2.7.7: FPToFixed,
 * FixedToFP.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp_bits.h"
#include "lifter/arm/fpscr.h"

#define HELPER(name, ...) u64 arm_helper_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/arm/helpers.def"

/* As vfp_convert.c packs it. */
typedef struct {
    unsigned fraction, size;
    bool is_unsigned, is_double;
} Kind;

static Kind kind_of(u64 how)
{
    return (Kind){how & 0xff, how >> 8 & 0xff, how >> 16 & 1, how >> 17 & 1};
}

/* (-1)^sign * whole * 2^exponent */
typedef struct {
    bool sign;
    u64 whole;
    int exponent;
} Exact;

static Exact unpack(u64 bits, bool is_double)
{
    unsigned width = is_double ? 52 : 23;
    int field = (int)(bits >> width & (is_double ? 0x7ff : 0xff));
    u64 fraction = bits & ((1ull << width) - 1);
    int bias = (is_double ? 1023 : 127) + (int)width;
    bool sign = bits >> (is_double ? 63 : 31) & 1;

    if (field == 0)
        return (Exact){sign, fraction, 1 - bias};
    return (Exact){sign, fraction | 1ull << width, field - bias};
}

enum { TOO_LARGE = 62 }; /* more bits than any size has */

/* Towards zero; *rest: something was cut off. */
static u64 truncate(Exact x, bool *rest)
{
    *rest = false;
    if (x.whole == 0)
        return 0;
    if (x.exponent >= 0) {
        int room = __builtin_clzll(x.whole) - 2;

        return x.exponent > room ? 1ull << TOO_LARGE : x.whole << x.exponent;
    }
    if (x.exponent <= -64) {
        *rest = true;
        return 0;
    }
    *rest = (x.whole & ((1ull << -x.exponent) - 1)) != 0;
    return x.whole >> -x.exponent;
}

static i64 saturate(Kind kind, i64 n)
{
    i64 top =
        kind.is_unsigned ? ((i64)1 << kind.size) - 1 : ((i64)1 << (kind.size - 1)) - 1;
    i64 bottom = kind.is_unsigned ? 0 : -top - 1;

    return n > top ? top : n < bottom ? bottom : n;
}

/* Bits of a float to bits of a number, extended. */
u64 arm_helper_to_fixed(void *state, u64 a, u64 b, u64 c)
{
    Kind kind = kind_of(b);
    ArmCpu *cpu = state;
    Exact x = unpack(a, kind.is_double);
    bool subnormal = x.whole >> (kind.is_double ? 52 : 23) == 0, rest;

    (void)c;
    if (fp_is_nan(fp_format(kind.is_double ? 64 : 32), a)) {
        cpu->fpscr |= FPSCR_IOC;
        return 0;
    }
    if (subnormal && x.whole && cpu->fpscr & FPSCR_FZ) {
        cpu->fpscr |= FPSCR_IDC;
        return 0;
    }
    x.exponent += (int)kind.fraction;
    i64 n = (i64)truncate(x, &rest);
    n = x.sign ? -n : n;
    i64 result = saturate(kind, n);
    if (result != n)
        cpu->fpscr |= FPSCR_IOC;
    else if (rest)
        cpu->fpscr |= FPSCR_IXC;
    return (u64)result;
}

/* To nearest, whatever the mode. */
static u64 round_to(u64 whole, unsigned drop, bool *inexact)
{
    u64 half = 1ull << (drop - 1), rest = whole & (2 * half - 1);

    *inexact = rest != 0;
    whole >>= drop;
    return whole + (rest > half || (rest == half && whole & 1));
}

u64 arm_helper_from_fixed(void *state, u64 a, u64 b, u64 c)
{
    Kind kind = kind_of(b);
    ArmCpu *cpu = state;
    unsigned width = kind.is_double ? 52 : 23;
    u64 n =
        kind.is_unsigned ? a & ((1ull << kind.size) - 1) : sign_extend(a, kind.size);
    bool sign = n >> 63, inexact = false;
    u64 whole = sign ? -n : n;

    (void)c;
    if (!whole)
        return 0;
    unsigned top = 63 - (unsigned)__builtin_clzll(whole);
    if (top > width)
        whole = round_to(whole, top - width, &inexact);
    else
        whole <<= width - top;
    if (inexact)
        cpu->fpscr |= FPSCR_IXC;
    /* The leading one adds 1 to the exponent, and so does what rounding carries. */
    u64 exponent = top - kind.fraction + (kind.is_double ? 1022u : 126u);
    return (u64)sign << (kind.is_double ? 63 : 31) | ((exponent << width) + whole);
}
