/* fused.c -- fused multiply-add: rounded once, also in single precision.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

static uint64_t next(void)
{
    static uint64_t seed = 88172645463325252ull;
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

static double number(int spread)
{
    union {
        uint64_t n;
        double d;
    } u = {(next() & 0x800fffffffffffff) |
           (uint64_t)(1023 + (int)(next() % 64) * spread / 64) << 52};
    return u.d;
}

static uint64_t bits(double d)
{
    union {
        double d;
        uint64_t n;
    } u = {d};
    return u.n;
}

int main(void)
{
    volatile double a = 1 + 0x1p-52, b = 1 - 0x1p-52;
    printf("%a %a\n", fma(a, b, -1), fma(a, a, -1));
    volatile float x = 1 + 0x1p-23f, y = 1 - 0x1p-23f;
    printf("%a %a\n", (double)fmaf(x, y, -1), (double)fmaf(x, x, -1));
    /* Rounded to double first, and then to float, this one would be wrong. */
    printf("%a\n", (double)fmaf(0x1.000002p0f, 0x1.000002p0f, 0x1p-60f));
    uint64_t sum = 0;
    for (int i = 0; i < 8000; i++) {
        double p = number(8), q = number(8), r = number(16);
        sum = (sum << 1 | sum >> 63) ^ bits(fma(p, q, r)) ^ bits(fma(-p, q, r));
        float f = (float)p, g = (float)q, h = (float)r;
        sum = (sum << 1 | sum >> 63) ^ bits((double)fmaf(f, g, h)) ^
              bits((double)fmaf(f, g, -h));
        h = -f * g;
        sum ^= bits((double)fmaf(f, g, h));
    }
    printf("%016llx\n", (unsigned long long)sum);
    printf("%g %g\n", fma(INFINITY, 1, 5), fma(0x1p-600, 0x1p-600, 0x1p-1074));
    return 0;
}
