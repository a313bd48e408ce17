/* rounding.c -- the four rounding modes in arithmetic, conversion and libm.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

static uint64_t bits(double d)
{
    union {
        double d;
        uint64_t n;
    } u = {d};
    return u.n;
}

static unsigned bits32(float f)
{
    union {
        float f;
        uint32_t n;
    } u = {f};
    return (unsigned)u.n;
}

int main(void)
{
    static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};
    volatile double one = 1, three = 3, tenth = 0.1, tiny = 1e-300, huge = 1e300;
    volatile float onef = 1, threef = 3;
    volatile int64_t wide = 0x20000000000001;
    for (int i = 0; i < 4; i++) {
        fesetround(modes[i]);
        printf("mode %d:", fegetround() == modes[i]);
        printf(" %016llx", (unsigned long long)bits(one / three));
        printf(" %016llx", (unsigned long long)bits(-one / three));
        printf(" %016llx", (unsigned long long)bits(tenth * three - one));
        printf(" %016llx", (unsigned long long)bits(tiny * tiny));
        printf(" %016llx", (unsigned long long)bits(huge * -huge));
        printf(" %08x", bits32(onef / threef));
        printf(" %08x", bits32((float)tenth));
        printf(" %016llx\n", (unsigned long long)bits((double)wide));
        static volatile const double value[] = {2.5, -2.5, 3.5, -0.3, 0.7, 1e15 + 0.5};
        for (int j = 0; j < 6; j++)
            printf("%g/%ld/%g/%g ", rint(value[j]), lrint(value[j] / 1e6),
                   floor(value[j]), round(value[j]));
        printf("%.17g\n", sqrt(2 * one));
    }
    return 0;
}
