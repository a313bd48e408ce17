/* fma.c -- the fused multiply-add that generated code calls on hosts without the
 * instruction. The caller replaces a NaN result by the one that the guest's rule gives.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp.h"

#if RUNTIME_LEVEL < 3
double fma(double a, double b, double c);
float fmaf(float a, float b, float c);

double fma(double a, double b, double c)
{
    return bits_double(
        fp_fma(NAN_DEFAULT, double_bits(a), double_bits(b), double_bits(c), 64));
}

float fmaf(float a, float b, float c)
{
    u64 bits = fp_fma(NAN_DEFAULT, float_bits(a), float_bits(b), float_bits(c), 32);

    return bits_float((u32)bits);
}
#else
typedef int nothing; /* the host has the instruction */
#endif
