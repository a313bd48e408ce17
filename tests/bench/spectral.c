/* spectral.c -- spectral norm: integers to double, and divisions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"
#include <math.h>

enum { SIZE = 100 };

static double u[SIZE], v[SIZE], w[SIZE];

NOINLINE static double element(int i, int j)
{
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void times(const double *in, double *out)
{
    for (int i = 0; i < SIZE; i++) {
        out[i] = 0;
        for (int j = 0; j < SIZE; j++)
            out[i] += element(i, j) * in[j];
    }
}

static void times_transposed(const double *in, double *out)
{
    for (int i = 0; i < SIZE; i++) {
        out[i] = 0;
        for (int j = 0; j < SIZE; j++)
            out[i] += element(j, i) * in[j];
    }
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    double uv = 0, vv = 0;
    for (unsigned i = 0; i < count; i++) {
        for (int j = 0; j < SIZE; j++)
            u[j] = 1;
        for (int j = 0; j < 4; j++) {
            times(u, w), times_transposed(w, v);
            times(v, w), times_transposed(w, u);
        }
        for (int j = 0; j < SIZE; j++)
            uv += u[j] * v[j], vv += v[j] * v[j];
    }
    return bench_result_float(sqrt(uv / vv));
}
