/* mandelbrot.c -- multiplications and compares in double.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { SIDE = 64, STEPS = 100 };

NOINLINE static int escapes(double cx, double cy)
{
    double x = 0, y = 0;
    int i = 0;
    for (; i < STEPS && x * x + y * y < 4; i++) {
        double next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
    }
    return i;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    double sum = 0;
    for (unsigned i = 0; i < count; i++)
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++)
                sum += escapes(3.0 * x / SIDE - 2.01, 2.1 * y / SIDE - 1.04);
    return bench_result_float(sum);
}
