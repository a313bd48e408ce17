/* matrix_int.c -- product of integer matrices.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { SIZE = 64 };

static int32_t a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

NOINLINE static void multiply(void)
{
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            uint32_t sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += (uint32_t)a[i][k] * (uint32_t)b[k][j];
            c[i][j] = (int32_t)sum;
        }
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 3;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (int32_t)bench_random(&seed) % 1000;
            b[i][j] = (int32_t)bench_random(&seed) % 1000;
        }
    for (unsigned i = 0; i < count; i++) {
        multiply();
        sum = sum * 31 + (uint32_t)c[i % SIZE][i / SIZE % SIZE];
        a[i % SIZE][i % 7]++;
    }
    return bench_result(sum);
}
