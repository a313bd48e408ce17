/* division.c -- quotients and remainders of all sizes, of both signs, by all kinds of
 * numbers; where an ARM has none its C library's functions make them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

static uint32_t seed = 1;

/* Numbers of all lengths. */
static uint32_t next(void)
{
    seed = seed * 1664525u + 1013904223u;
    uint32_t x = seed;
    seed = seed * 1664525u + 1013904223u;
    return x >> (seed >> 27);
}

static const uint32_t edges[] = {0,          1,          2,          3,
                                 7,          255,        0x7fff,     0x8000,
                                 0xffff,     0x10000,    0x10001,    0x7fffffff,
                                 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};
enum { NUM_EDGES = sizeof edges / sizeof *edges };

static uint64_t sum;

static void add(uint32_t x)
{
    sum = sum * 1000003 + x;
}

__attribute__((noipa)) static void divide(uint32_t x, uint32_t y)
{
    int32_t a = (int32_t)x, b = (int32_t)y;

    if (y == 0)
        return;
    add(x / y);
    add(x % y);
    if (a == INT32_MIN && b == -1)
        return;
    add((uint32_t)(a / b));
    add((uint32_t)(a % b));
}

int main(void)
{
    for (int i = 0; i < NUM_EDGES; i++) {
        for (int k = 0; k < NUM_EDGES; k++)
            divide(edges[i], edges[k]);
        printf("%08x: %016llx\n", (unsigned)edges[i], (unsigned long long)sum);
    }
    for (int i = 0; i < 20000; i++) {
        uint32_t x = next(), y = next();
        divide(x, y);
        divide(x, edges[i % NUM_EDGES]);
        divide(x * y, y);
        divide(x * y - 1, y);
    }
    printf("all: %016llx\n", (unsigned long long)sum);
    return 0;
}
