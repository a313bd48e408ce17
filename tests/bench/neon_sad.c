/* neon_sad.c -- the block of an image most like another; with ARM's NEON intrinsics.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { SIZE = 64, BLOCK = 16 };

static uint8_t image[SIZE * SIZE], block[BLOCK * BLOCK];

#ifdef __ARM_NEON
#include <arm_neon.h>

static unsigned difference(const uint8_t *at)
{
    uint16x8_t sum = vdupq_n_u16(0);

    for (int y = 0; y < BLOCK; y++) {
        uint8x16_t a = vld1q_u8(at + y * SIZE), b = vld1q_u8(block + y * BLOCK);

        sum = vabal_u8(sum, vget_low_u8(a), vget_low_u8(b));
        sum = vabal_u8(sum, vget_high_u8(a), vget_high_u8(b));
    }
    uint32x4_t words = vpaddlq_u16(sum);
    uint32x2_t half = vadd_u32(vget_low_u32(words), vget_high_u32(words));
    return vget_lane_u32(vpadd_u32(half, half), 0);
}
#else
static unsigned difference(const uint8_t *at)
{
    unsigned sum = 0;

    for (int y = 0; y < BLOCK; y++)
        for (int x = 0; x < BLOCK; x++)
            sum += (unsigned)abs(at[y * SIZE + x] - block[y * BLOCK + x]);
    return sum;
}
#endif

NOINLINE static uint32_t search(void)
{
    unsigned least = ~0u, found = 0;

    for (int y = 0; y <= SIZE - BLOCK; y++)
        for (int x = 0; x <= SIZE - BLOCK; x++) {
            unsigned now = difference(image + y * SIZE + x);

            if (now < least) {
                least = now;
                found = (unsigned)(y * SIZE + x);
            }
        }
    return least * 31 + found;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 19;

    for (int i = 0; i < SIZE * SIZE; i++)
        image[i] = (uint8_t)bench_random(&seed);
    for (unsigned i = 0; i < count; i++) {
        for (int k = 0; k < BLOCK * BLOCK; k++)
            block[k] = (uint8_t)bench_random(&seed);
        sum = sum * 31 + search();
    }
    return bench_result(sum);
}
