/* convert.c -- integers, floats and doubles into each other; denormals.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

static const double value[] = {0,          -0.0,          1,
                               -1,         1.5,           -1.5,
                               2147483647, -2147483648.0, 4294967295.0,
                               0.1,        123456789.987, 9.2e18,
                               1e-310,     5e-324};
enum { COUNT = sizeof value / sizeof *value };

__attribute__((noinline)) static void show(double d)
{
    printf("%a float %a", d, (double)(float)d);
    if (fabs(d) < 2147483648.5 && d < 2147483648.0)
        printf(" int %d", (int)d);
    if (d > -1 && d < 4294967296.0)
        printf(" unsigned %u", (unsigned)d);
    printf(" long %lld", (long long)d);
    if (d > -1)
        printf(" ulong %llu", (unsigned long long)d);
    printf(" parts %d %g\n", ilogb(d == 0 ? 1 : d), copysign(1, d));
}

__attribute__((noinline)) static double from(int n, unsigned u, long long l,
                                             unsigned long long ul)
{
    return (double)n + (double)u / 2 + (double)l / 4 + (double)ul / 8;
}

__attribute__((noinline)) static float from_float(int n, unsigned u, long long l)
{
    return (float)n + (float)u + (float)l;
}

int main(void)
{
    for (int i = 0; i < COUNT; i++)
        show(value[i]);
    printf("%a\n", from(INT_MIN, UINT_MAX, LLONG_MIN, ULLONG_MAX));
    printf("%a\n", from(-7, 7, -123456789012345, 9007199254740993));
    printf("%a\n", (double)from_float(16777217, 4294967295u, 0x7fffffbfffffffff));
    volatile float small = FLT_MIN;
    for (int i = 0; i < 24; i++)
        small /= 2;
    printf("%a\n", (double)small);
    volatile double tiny = DBL_MIN, sum = 0;
    for (int i = 0; i < 52; i++) {
        tiny /= 2;
        sum += tiny;
    }
    printf("%a %a %d\n", tiny, sum, fpclassify(sum) == FP_SUBNORMAL);
    int exponent;
    double fraction = frexp(5e-324, &exponent);
    printf("%a %d %a\n", fraction, exponent, ldexp(0.75, -1073));
    double whole;
    fraction = modf(-3.75, &whole);
    printf("%a %a %a\n", fraction, whole, fmod(1e300, 7));
    printf("%a %a\n", nextafter(1, 2), (double)nextafterf(0, -1));
    return 0;
}
