/*
 * fp_bits.h -- the fields of binary32 and binary64 numbers, and what they tell.
 *
 *      if (fp_is_nan(&fp_binary32, bits)) ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_FP_BITS_H
#define IR_FP_BITS_H

#include "ir/base.h"

/* The layout of a format: masks of its fields. */
typedef struct {
    u64 sign;     /* the sign bit */
    u64 exponent; /* the exponent's bits; also the bit pattern of +infinity */
    u64 fraction;
    u64 quiet; /* the fraction's top bit: set in quiet NaNs, clear in signalling NaNs */
} FpFormat;

static const FpFormat fp_binary32 = {1u << 31, 0x7f800000, 0x007fffff, 0x00400000};
static const FpFormat fp_binary64 = {1ull << 63, 0x7ffull << 52, (1ull << 52) - 1,
                                     1ull << 51};

/* Returns the format of 32 or 64 bits. */
static inline const FpFormat *fp_format(unsigned bits)
{
    return bits == 32 ? &fp_binary32 : &fp_binary64;
}

/* The tests below take a bit pattern `a` of format `f` without bits above it. */
static inline bool fp_is_nan(const FpFormat *f, u64 a)
{
    return (a & ~f->sign) > f->exponent;
}

/* Returns true if `a` is a signalling NaN. */
static inline bool fp_is_snan(const FpFormat *f, u64 a)
{
    return fp_is_nan(f, a) && !(a & f->quiet);
}

/* Returns true if `a` is an infinity of either sign. */
static inline bool fp_is_infinity(const FpFormat *f, u64 a)
{
    return (a & ~f->sign) == f->exponent;
}

/* Returns true if `a` is a zero of either sign. */
static inline bool fp_is_zero(const FpFormat *f, u64 a)
{
    return !(a & ~f->sign);
}

/* Returns true if one of a and b is a zero and the other an infinity. */
static inline bool fp_is_zero_times_infinity(const FpFormat *f, u64 a, u64 b)
{
    return (fp_is_zero(f, a) && fp_is_infinity(f, b)) ||
           (fp_is_infinity(f, a) && fp_is_zero(f, b));
}

/* Returns the default NaN: positive, quiet, payload 0. */
static inline u64 fp_default_nan(const FpFormat *f)
{
    return f->exponent | f->quiet;
}

#endif
