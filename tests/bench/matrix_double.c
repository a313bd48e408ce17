/* matrix_double.c -- product of matrices in double.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { SIZE = 64 };

static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];

NOINLINE static void multiply(void)
{
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            double sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    double sum = 0;
    uint32_t seed = 17;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (double)(bench_random(&seed) % 256) / 16;
            b[i][j] = (double)(bench_random(&seed) % 256) / 16;
        }
    for (unsigned i = 0; i < count; i++) {
        multiply();
        sum += (double)c[i % SIZE][i / SIZE % SIZE];
    }
    return bench_result_float(sum);
}
