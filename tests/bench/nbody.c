/* nbody.c -- planets: divisions and square roots in double.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"
#include <math.h>

enum { BODIES = 5 };

typedef struct {
    double x[3], v[3], mass;
} Body;

static Body body[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 39.4784},
    {{4.8414, -1.1603, -0.1036}, {0.6063, 2.8119, -0.0252}, 0.0376},
    {{8.3433, 4.1247, -0.4035}, {-1.0107, 1.8256, 0.0084}, 0.0112},
    {{12.8943, -15.1111, -0.2233}, {1.0827, 0.8687, -0.0108}, 0.0017},
    {{15.3796, -25.9193, 0.1792}, {0.9790, 0.5946, -0.0347}, 0.0020},
};

NOINLINE static void advance(double dt)
{
    for (int i = 0; i < BODIES; i++)
        for (int j = i + 1; j < BODIES; j++) {
            double d[3], square = 0;
            for (int k = 0; k < 3; k++) {
                d[k] = body[i].x[k] - body[j].x[k];
                square += d[k] * d[k];
            }
            double magnitude = dt / (square * sqrt(square));
            for (int k = 0; k < 3; k++) {
                body[i].v[k] -= d[k] * body[j].mass * magnitude;
                body[j].v[k] += d[k] * body[i].mass * magnitude;
            }
        }
    for (int i = 0; i < BODIES; i++)
        for (int k = 0; k < 3; k++)
            body[i].x[k] += dt * body[i].v[k];
}

static double energy(void)
{
    double sum = 0;
    for (int i = 0; i < BODIES; i++) {
        for (int k = 0; k < 3; k++)
            sum += 0.5 * body[i].mass * body[i].v[k] * body[i].v[k];
        for (int j = i + 1; j < BODIES; j++) {
            double square = 0;
            for (int k = 0; k < 3; k++)
                square += (body[i].x[k] - body[j].x[k]) * (body[i].x[k] - body[j].x[k]);
            sum -= body[i].mass * body[j].mass / sqrt(square);
        }
    }
    return sum;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    for (unsigned i = 0; i < count; i++)
        for (int j = 0; j < 1000; j++)
            advance(0.0001);
    return bench_result_float(energy());
}
