/* big_stack.c -- large and variable arrays on the stack.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <alloca.h>
#include <stdio.h>
#include <string.h>

__attribute__((noinline)) static unsigned large(unsigned seed)
{
    unsigned char area[4 << 20];
    memset(area, (int)seed, sizeof area);
    area[seed] = 1;
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof area; i += 4093)
        sum += area[i];
    return sum;
}

__attribute__((noinline)) static unsigned variable(unsigned n)
{
    unsigned row[n];
    for (unsigned i = 0; i < n; i++)
        row[i] = i * n;
    unsigned char *more = alloca(n * 3 + 1);
    memset(more, 2, n * 3 + 1);
    unsigned sum = n > 1 ? variable(n - 1) : 0;
    for (unsigned i = 0; i < n; i++)
        sum += row[i] + more[i];
    return sum;
}

int main(void)
{
    printf("%u %u\n", large(3), large(200));
    printf("%u\n", variable(500));
    return 0;
}
