/* fib.c -- recursive calls.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

NOINLINE static unsigned fib(unsigned n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum = sum * 31 + fib(20 + (i & 1));
    return bench_result(sum);
}
