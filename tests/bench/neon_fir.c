/* neon_fir.c -- a filter in float, four samples at a time; with ARM's NEON intrinsics.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "bench.h"

enum { TAPS = 32, SAMPLES = 2048 };

static float tap[TAPS], in[SAMPLES + TAPS], out[SAMPLES];

#ifdef __ARM_NEON
#include <arm_neon.h>

NOINLINE static void filter(void)
{
    for (int i = 0; i < SAMPLES; i += 8) {
        float32x4_t low = vdupq_n_f32(0), high = vdupq_n_f32(0);

        for (int j = 0; j < TAPS; j++) {
            low = vmlaq_n_f32(low, vld1q_f32(in + i + j), tap[j]);
            high = vmlaq_n_f32(high, vld1q_f32(in + i + j + 4), tap[j]);
        }
        vst1q_f32(out + i, low);
        vst1q_f32(out + i + 4, high);
    }
}
#else
NOINLINE static void filter(void)
{
    for (int i = 0; i < SAMPLES; i++) {
        float sum = 0;

        for (int j = 0; j < TAPS; j++)
            sum += tap[j] * in[i + j];
        out[i] = sum;
    }
}
#endif

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 13;

    /* Multiples of a small power of two: every sum is exact on all machines. */
    for (int i = 0; i < TAPS; i++)
        tap[i] = (float)(bench_random(&seed) % 64) / 2048;
    for (unsigned i = 0; i < count; i++) {
        for (int j = 0; j < SAMPLES + TAPS; j++)
            in[j] = (float)(int)(bench_random(&seed) % 8192) - 4096;
        filter();
        for (int j = 0; j < SAMPLES; j += 16)
            sum = sum * 31 + (uint32_t)(int)out[j];
    }
    return bench_result(sum);
}
