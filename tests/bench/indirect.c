/* indirect.c -- calls through a table of functions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

typedef uint32_t Step(uint32_t, uint32_t);

static uint32_t step_add(uint32_t x, uint32_t y)
{
    return x + y;
}
static uint32_t step_xor(uint32_t x, uint32_t y)
{
    return x ^ (y << 1);
}
static uint32_t step_mul(uint32_t x, uint32_t y)
{
    return x * (y | 1);
}
static uint32_t step_rotate(uint32_t x, uint32_t y)
{
    return (x << 7 | x >> 25) + y;
}

static Step *volatile steps[] = {step_add, step_xor, step_mul, step_rotate};

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 1, seed = 5;
    for (unsigned i = 0; i < count; i++)
        for (unsigned j = 0; j < 10000; j++) {
            seed = seed * 1664525u + 1013904223u;
            sum = steps[seed >> 30](sum, j);
        }
    return bench_result(sum);
}
