/* bits.c -- counting, rotating, masking and swapping bits.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x << (n & 31) | x >> (-n & 31);
}

static uint32_t reverse(uint32_t x)
{
    x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
    x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
    x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
    return __builtin_bswap32(x);
}

typedef struct {
    unsigned a : 3, b : 7, c : 12;
    signed d : 5;
} Packed;

int main(void)
{
    static const uint32_t value[] = {0,          1,          0x80000000,
                                     0xffffffff, 0x00ff00f0, 0x12345678};
    for (unsigned i = 0; i < 6; i++) {
        uint32_t x = value[i];
        printf("%08x: pop %d parity %d", x, __builtin_popcount(x), __builtin_parity(x));
        printf(" ffs %d clz %d", __builtin_ffs((int)x), x ? __builtin_clz(x) : -1);
        printf(" ctz %d swap %08x", x ? __builtin_ctz(x) : -1, __builtin_bswap32(x));
        printf(" reverse %08x rotate %08x", reverse(x), rotate(x, i * 7));
        printf(" swap16 %04x\n", __builtin_bswap16((uint16_t)x));
    }
    Packed p = {0};
    for (unsigned i = 0; i < 1000; i++) {
        p.a += i;
        p.b ^= p.a * i;
        p.c += p.b << 2;
        p.d = (int)(p.c & 31) - 16;
    }
    printf("%u %u %u %d\n", p.a, p.b, p.c, p.d);
    uint64_t wide = 0x0123456789abcdef;
    printf("%llx %d %d\n", (unsigned long long)__builtin_bswap64(wide),
           __builtin_popcountll(wide), __builtin_clzll(wide));
    int shifted = -1000;
    for (int i = 0; i < 12; i++)
        printf("%d/%d ", shifted >> i, shifted / (1 << i));
    putchar('\n');
    return 0;
}
