/* tail_calls.c -- calls in tail position, and functions that share their ends.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

#define NOINLINE __attribute__((noinline))

NOINLINE static unsigned bounce(unsigned n, unsigned sum);

NOINLINE static unsigned other(unsigned n, unsigned sum)
{
    return n == 0 ? sum : bounce(n - 1, sum * 3 + 1);
}

NOINLINE static unsigned bounce(unsigned n, unsigned sum)
{
    return n == 0 ? sum : other(n - 1, sum ^ n);
}

typedef unsigned Next(unsigned, unsigned);
static Next *volatile table[2] = {bounce, other};

NOINLINE static unsigned through(unsigned n, unsigned sum)
{
    return table[n & 1](n, sum);
}

NOINLINE static double many(int a, double b, long long c, float d, int *e, double f,
                            int g)
{
    return a + b + (double)c + (double)d + *e + f + g;
}

NOINLINE static double forward(int a, double b)
{
    static int n = 5;
    return many(a, b, a * 1000000007LL, 1.5f, &n, b * 2, -a);
}

int main(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < 200; i++)
        sum += bounce(i * 10, i) ^ through(i, i);
    printf("%u %u\n", sum, bounce(30000, 1));
    printf("%.3f\n", forward(3, 0.25));
    return 0;
}
