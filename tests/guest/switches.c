/* switches.c -- jump tables: dense, with holes, negative, sparse, nested, 64-bit; of
 * long cases, and of many.
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

/* A case of some hundred instructions. */
#define LONG(n, a, b)                                                                  \
    case n:                                                                            \
        for (unsigned i = 0; i < m; i++) {                                             \
            x = x * a + (x >> b) + word[(x + n) & 7];                                  \
            word[x & 7] ^= x << (b / 2);                                               \
            y = (y ^ x) * (b + n) - word[(y >> 3) & 7] / a;                            \
            word[y & 7] += y % (a + 2) + (x ^ n) * b;                                  \
            x = (x << 7 | x >> 25) - y * word[(y + b) & 7] % (n + 19);                 \
            word[(x ^ y) & 7] -= word[n & 7] * (x | 1) + (y >> a % 31);                \
        }                                                                              \
        break;

NOINLINE static unsigned far_apart(unsigned n, unsigned m)
{
    unsigned word[8] = {3, 1, 4, 1, 5, 9, 2, 6}, x = n, y = m;

    switch (n) {
        LONG(0, 3, 5)
        LONG(1, 5, 7)
        LONG(2, 7, 9)
        LONG(3, 11, 3)
        LONG(4, 13, 11)
        LONG(5, 17, 13)
        LONG(6, 19, 15)
        LONG(7, 23, 17)
        LONG(8, 29, 19)
        LONG(9, 31, 21)
        LONG(10, 37, 23)
        LONG(11, 41, 25)
    }
    for (int i = 0; i < 8; i++)
        x ^= word[i] + y;
    return x;
}

#define CASE(n)                                                                        \
    case n:                                                                            \
        x = (x * ((n)*2u + 1)) ^ (x >> ((n) % 29));                                    \
        __asm__ volatile("" : "+r"(x)); /* keeps the case by itself */                 \
        break;
#define CASES4(n) CASE(n) CASE((n) + 1) CASE((n) + 2) CASE((n) + 3)
#define CASES16(n) CASES4(n) CASES4((n) + 4) CASES4((n) + 8) CASES4((n) + 12)
#define CASES64(n) CASES16(n) CASES16((n) + 16) CASES16((n) + 32) CASES16((n) + 48)
#define CASES256(n) CASES64(n) CASES64((n) + 64) CASES64((n) + 128) CASES64((n) + 192)

NOINLINE static unsigned many(unsigned n, unsigned x)
{
    switch (n) {
        CASES256(0)
        CASES256(256)
        CASES256(512)
        CASES256(768)
    }
    return x;
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
    for (unsigned i = 0; i < 14; i++)
        printf("%u ", far_apart(i, i + 3));
    unsigned sum = 0;
    for (unsigned i = 0; i < 1100; i++)
        sum = sum * 31 + many(i * 7 % 1100, sum + i);
    printf("%u\n", sum);
    return 0;
}
