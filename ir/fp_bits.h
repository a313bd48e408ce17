/*
 * fp_bits.h -- binary32 and binary64 taken apart.
 *
 *      if (fp_is_nan(&fp_binary32, bits)) ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_FP_BITS_H
#define IR_FP_BITS_H

#include "ir/base.h"

typedef struct {
    u64 sign;     /* masks of the fields */
    u64 exponent; /* as a number also infinity */
    u64 fraction;
    u64 quiet; /* top bit of the fraction: tells quiet from signalling NaNs */
} FpFormat;

static const FpFormat fp_binary32 = {1u << 31, 0x7f800000, 0x007fffff, 0x00400000};
static const FpFormat fp_binary64 = {1ull << 63, 0x7ffull << 52, (1ull << 52) - 1,
                                     1ull << 51};

static inline const FpFormat *fp_format(unsigned bits)
{
    return bits == 32 ? &fp_binary32 : &fp_binary64;
}

static inline bool fp_is_nan(const FpFormat *f, u64 a)
{
    return (a & ~f->sign) > f->exponent;
}

static inline bool fp_is_snan(const FpFormat *f, u64 a)
{
    return fp_is_nan(f, a) && !(a & f->quiet);
}

static inline bool fp_is_infinity(const FpFormat *f, u64 a)
{
    return (a & ~f->sign) == f->exponent;
}

static inline bool fp_is_zero(const FpFormat *f, u64 a)
{
    return !(a & ~f->sign);
}

static inline bool fp_is_zero_times_infinity(const FpFormat *f, u64 a, u64 b)
{
    return (fp_is_zero(f, a) && fp_is_infinity(f, b)) ||
           (fp_is_infinity(f, a) && fp_is_zero(f, b));
}

static inline u64 fp_default_nan(const FpFormat *f)
{
    return f->exponent | f->quiet;
}

#endif
