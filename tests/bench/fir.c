/* fir.c -- a filter in float over 16-bit samples.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { TAPS = 32, SAMPLES = 2048 };

static float tap[TAPS], history[SAMPLES + TAPS];
static int16_t in[SAMPLES], out[SAMPLES];

NOINLINE static void filter(void)
{
    for (int i = 0; i < SAMPLES; i++)
        history[TAPS + i] = (float)in[i];
    for (int i = 0; i < SAMPLES; i++) {
        float sum = 0;
        for (int j = 0; j < TAPS; j++)
            sum += tap[j] * history[TAPS + i - j];
        out[i] = (int16_t)sum;
    }
    memcpy(history, history + SAMPLES, TAPS * sizeof *history);
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 13;
    /* Multiples of a small power of two: every sum is exact on all machines. */
    for (int i = 0; i < TAPS; i++)
        tap[i] = (float)(bench_random(&seed) % 64) / 2048;
    for (unsigned i = 0; i < count; i++) {
        for (int j = 0; j < SAMPLES; j++)
            in[j] = (int16_t)(bench_random(&seed) % 8192 - 4096);
        filter();
        for (int j = 0; j < SAMPLES; j += 16)
            sum = sum * 31 + (uint16_t)out[j];
    }
    return bench_result(sum);
}
