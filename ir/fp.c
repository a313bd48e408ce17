/* fp.c -- floating-point arithmetic and comparison.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp.h"
#include "ir/fp_bits.h"
#include "ir/fp_fma.h"
#include "ir/fp_host.h"

static u64 finish2(u64 rule, u64 a, u64 b, unsigned bits, u64 result)
{
    if (!fp_is_nan(fp_format(bits), result))
        return result;
    return bits == 32 ? fp_nan2_32(rule, a, b) : fp_nan2_64(rule, a, b);
}

#define ARITHMETIC(name, kind)                                                         \
    u64 fp_##name(u64 rule, u64 a, u64 b, unsigned bits)                               \
    {                                                                                  \
        u64 result = bits == 32 ? host_##name##32(a, b) : host_##name##64(a, b);       \
                                                                                       \
        return finish2(rule | (kind), a, b, bits, result);                             \
    }
ARITHMETIC(add, 0)
ARITHMETIC(sub, 0)
ARITHMETIC(mul, 0)
ARITHMETIC(div, NAN_OF_DIV)
#undef ARITHMETIC

u64 fp_sqrt(u64 rule, u64 a, unsigned bits)
{
    u64 result = bits == 32 ? host_sqrt32(a, a) : host_sqrt64(a, a);

    return finish2(rule | NAN_OF_SQRT, a, a, bits, result);
}

u64 fp_fma_single(u64 rule, u64 a, u64 b, u64 c)
{
    u64 sign = fp_binary64.sign;
    u64 odd = fp_fma_to_odd(a, b, rule & FMA_NEG_ADDEND ? c ^ sign : c);

    if (fp_is_zero_times_infinity(&fp_binary64, a, b)) /* as in fp_fma */
        host_mul64(a, b);
    if (fp_is_nan(&fp_binary64, odd))
        return fp_nan3_64(rule | FMA_SINGLE, a, b, c);

    u64 result = host_widen(host_narrow(odd));
    return rule & FMA_NEG_RESULT ? result ^ sign : result;
}

static u64 fma_double(u64 a, u64 b, u64 c)
{
#ifdef __FMA__
    return host_fma64(a, b, c);
#else
    return fp_fma_soft(a, b, c);
#endif
}

/* For binary32 operands the product is exact in binary64. The sum is rounded to odd in
 * binary64, so that rounding it to binary32 afterwards is rounding once. */
static u64 fma_float(u64 a, u64 b, u64 c)
{
#ifdef __FMA__
    return host_fma32(a, b, c);
#else
    u64 wide_a = host_widen(a), wide_b = host_widen(b), wide_c = host_widen(c);

    return host_narrow(fp_fma_to_odd(wide_a, wide_b, wide_c));
#endif
}

u64 fp_fma(u64 rule, u64 a, u64 b, u64 c, unsigned bits)
{
    const FpFormat *f = fp_format(bits);
    u64 addend = rule & FMA_NEG_ADDEND ? c ^ f->sign : c;

    if (rule & FMA_SINGLE)
        return fp_fma_single(rule, a, b, c);

    u64 result = bits == 32 ? fma_float(a, b, addend) : fma_double(a, b, addend);
    if (fp_is_zero_times_infinity(f, a, b)) /* invalid here also if c is a NaN */
        bits == 32 ? host_mul32(a, b) : host_mul64(a, b);
    if (fp_is_nan(f, result))
        return bits == 32 ? fp_nan3_32(rule, a, b, c) : fp_nan3_64(rule, a, b, c);
    return rule & FMA_NEG_RESULT ? result ^ f->sign : result;
}

static HostOrder order(u64 fcond, u64 a, u64 b, unsigned from)
{
    if (from == 32) {
        float x = bits_float((u32)a), y = bits_float((u32)b);
        return fcond & FC_SIGNALS ? host_signalling32(x, y) : host_quiet32(x, y);
    }
    double x = bits_double(a), y = bits_double(b);
    return fcond & FC_SIGNALS ? host_signalling64(x, y) : host_quiet64(x, y);
}

u64 fp_compare(u64 fcond, u64 a, u64 b, unsigned from)
{
    HostOrder o = order(fcond, a, b, from);

    switch ((FCond)(fcond & FC_KIND)) {
    case FC_EQ: return o.zero && !o.parity;
    case FC_LT: return o.carry && !o.parity;
    case FC_LE: return (o.carry || o.zero) && !o.parity;
    case FC_UNORDERED: return o.parity;
    case FC_SIGNALS: break;
    }
    return 0;
}
