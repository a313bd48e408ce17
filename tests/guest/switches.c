/* switches.c -- jump tables: dense, with holes, negative, sparse, nested, 64-bit.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

#define NOINLINE __attribute__((noinline))

NOINLINE static int dense(int n)
{
    switch (n) {
    case 0: return 17;
    case 1: return n + 3;
    case 2: return n * n;
    case 3: return -n;
    case 4: return 1000;
    case 5: return n << 4;
    case 6: return n ^ 0x55;
    case 7: return 7;
    case 8: return n / 3;
    default: return -1;
    }
}

NOINLINE static const char *holes(int n)
{
    switch (n) {
    case -5: return "minus five";
    case -4:
    case -3: return "about three";
    case -1: return "minus one";
    case 2: return "two";
    case 3: return "three";
    case 6: return "six";
    case 9: return "nine";
    }
    return "none";
}

NOINLINE static int sparse(unsigned n)
{
    switch (n) {
    case 1: return 1;
    case 100: return 2;
    case 10000: return 3;
    case 1000000: return 4;
    case 0x80000000u: return 5;
    case 0xffffffffu: return 6;
    }
    return 0;
}

NOINLINE static int wide(unsigned long long n)
{
    switch (n) {
    case 0x100000000ull: return 1;
    case 0x100000001ull: return 2;
    case 0x100000002ull: return 3;
    case 0x100000003ull: return 4;
    case 0x100000004ull: return 5;
    case 0x100000005ull: return 6;
    }
    return 0;
}

NOINLINE static int fall(int n, int m)
{
    int sum = 0;
    switch (n & 7) {
    case 7: sum += m; /* fall through */
    case 6: sum += 6; /* fall through */
    case 5:
        switch (m & 3) {
        case 0: sum += 100; break;
        case 1: sum += 200; break;
        case 2: sum -= 1; break;
        case 3: return sum;
        }             /* fall through */
    case 4: sum *= 3; /* fall through */
    case 3: sum++; break;
    case 2: do {
        case 1: sum += 2;
        case 0: sum += m;
        } while (sum < 20);
    }
    return sum;
}

int main(void)
{
    for (int i = -2; i < 11; i++)
        printf("%d ", dense(i));
    putchar('\n');
    for (int i = -7; i < 11; i++)
        printf("%s,", holes(i));
    putchar('\n');
    static const unsigned keys[] = {0, 1, 99, 100, 10000, 1000000, 0x80000000u, ~0u};
    for (int i = 0; i < 8; i++)
        printf("%d ", sparse(keys[i]));
    for (unsigned long long i = 0xfffffffeull; i < 0x100000008ull; i++)
        printf("%d ", wide(i));
    printf("%d\n", wide(3));
    for (int i = 0; i < 8; i++)
        for (int j = 1; j < 5; j++)
            printf("%d ", fall(i, j));
    putchar('\n');
    return 0;
}
