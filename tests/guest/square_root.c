/* square_root.c -- sqrt in all rounding modes: correct, inexact where it is, and on the
 * PowerPC with FPRF, FR and FI of an fsqrt.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

static int wrong;

static void expect(int holds, const char *what, double x, int mode)
{
    if (!holds && wrong++ < 10)
        printf("%016llx in mode %d: %s\n", (unsigned long long)bits_of(x), mode, what);
}

static const int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};

/* What sqrt gives and leaves in FPSCR. */
static double root_and_status(volatile double x, uint32_t *status)
{
    volatile double root = sqrt(x);
    double fpscr = 0;

#ifdef __PPC__
    __asm__ volatile("mffs %0" : "=d"(fpscr) : "m"(root));
#endif
    *status = (uint32_t)bits_of(fpscr);
    return root;
}

/* Is root the one the mode asks for?  How far its square is from x is exact. */
static int is_correct(double root, double x, double error, int mode)
{
    double above = nextafter(root, INFINITY), below = nextafter(root, 0);
    double last_place = above - root;

    switch (modes[mode]) {
    case FE_TONEAREST: return -error <= root * last_place && error <= root * last_place;
    case FE_UPWARD: return error >= 0 && fma(below, below, -x) < 0;
    default: return error <= 0 && fma(above, above, -x) > 0;
    }
}

static void check(double x, int mode)
{
    uint32_t status;

    fesetround(modes[mode]);
    feclearexcept(FE_ALL_EXCEPT);
    double root = root_and_status(x, &status);
    int raised = fetestexcept(FE_ALL_EXCEPT);
    fesetround(FE_TONEAREST);
    double error = fma(root, root, -x);
    expect(is_correct(root, x, error, mode), "not the root", x, mode);
    expect(raised == (error ? FE_INEXACT : 0), "the wrong exceptions", x, mode);
#ifdef __PPC__
    unsigned class = status >> 12 & 31, fi = status >> 17 & 1, fr = status >> 18 & 1;
    expect(class == 4, "not of a positive normal number", x, mode);
    expect(fi == (error != 0), "the wrong FI", x, mode);
    expect(fr == (error > 0), "the wrong FR", x, mode);
#endif
}

static void check_all(double x)
{
    for (int mode = 0; mode < 4; mode++)
        check(x, mode);
}

static void show(double x)
{
    feclearexcept(FE_ALL_EXCEPT);
    volatile double argument = x, root = sqrt(argument);
    printf("sqrt(%a) = %a, %#x\n", x, root != root ? 0 : root,
           fetestexcept(FE_INVALID) ? 1 : 0);
}

int main(void)
{
    uint64_t seed = 88172645463325252;
    for (int i = 0; i < 400; i++) {
        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        uint64_t bits = seed >> 12;
        check_all(from_bits((seed % 1600 + 200) << 52 | bits));
        double root = ldexp((double)(bits >> 26 | 1 << 25), (int)(seed % 100) - 50);
        check_all(root * root);
        check_all(nextafter(root * root, INFINITY));
        check_all(nextafter(root * root, 0));
    }
    for (int i = 0; i < 20; i++)
        for (int power = 0; power < 3; power++) {
            check_all(from_bits(((uint64_t)(1022 + power) << 52) + i));
            check_all(from_bits(((uint64_t)(1022 + power) << 52) - i - 1));
        }
    show(0), show(-0.0), show(-1), show(INFINITY), show(NAN);
    show(from_bits(1)), show(from_bits((1ull << 52) - 1)), show(from_bits(1ull << 52));
    printf("%d wrong\n", wrong);
    return 0;
}
