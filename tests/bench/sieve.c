/* sieve.c -- prime numbers: byte stores with a stride.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { LIMIT = 100000 };

static unsigned char composite[LIMIT];

NOINLINE static unsigned sieve(unsigned from)
{
    unsigned primes = 0;
    memset(composite, 0, sizeof composite);
    for (unsigned i = 2; i < LIMIT; i++) {
        if (composite[i])
            continue;
        primes += i >= from;
        for (unsigned j = 2 * i; j < LIMIT; j += i)
            composite[j] = 1;
    }
    return primes;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum = sum * 31 + sieve(i % 1000);
    return bench_result(sum);
}
