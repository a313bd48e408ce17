/* neon_blend.c -- pixels laid over others by their alpha; with ARM's NEON intrinsics.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "bench.h"

enum { PIXELS = 4096 };

static uint8_t over[PIXELS * 4], under[PIXELS * 4], out[PIXELS * 4];

#ifdef __ARM_NEON
#include <arm_neon.h>

static uint8x8_t mix(uint8x8_t x, uint8x8_t y, uint8x8_t alpha)
{
    uint16x8_t sum = vmull_u8(x, alpha);

    sum = vmlal_u8(sum, y, vmvn_u8(alpha));
    return vrshrn_n_u16(vsraq_n_u16(sum, sum, 8), 8);
}

NOINLINE static void blend(void)
{
    for (int i = 0; i < PIXELS; i += 8) {
        uint8x8x4_t x = vld4_u8(over + 4 * i), y = vld4_u8(under + 4 * i), z;

        for (int k = 0; k < 3; k++)
            z.val[k] = mix(x.val[k], y.val[k], x.val[3]);
        z.val[3] = vqadd_u8(x.val[3], y.val[3]);
        vst4_u8(out + 4 * i, z);
    }
}
#else
static uint8_t mix(unsigned x, unsigned y, unsigned alpha)
{
    unsigned sum = x * alpha + y * (255 - alpha);

    return (uint8_t)((sum + (sum >> 8) + 128) >> 8);
}

NOINLINE static void blend(void)
{
    for (int i = 0; i < PIXELS; i++) {
        const uint8_t *x = over + 4 * i, *y = under + 4 * i;
        uint8_t *z = out + 4 * i;
        unsigned alpha = x[3] + y[3];

        for (int k = 0; k < 3; k++)
            z[k] = mix(x[k], y[k], x[3]);
        z[3] = (uint8_t)(alpha < 255 ? alpha : 255);
    }
}
#endif

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 17;

    for (int i = 0; i < PIXELS * 4; i++) {
        over[i] = (uint8_t)bench_random(&seed);
        under[i] = (uint8_t)bench_random(&seed);
    }
    for (unsigned i = 0; i < count; i++) {
        over[i % sizeof(over)] += (uint8_t)i;
        blend();
        sum = sum * 31 + out[i % sizeof(out)];
        memcpy(under, out, sizeof(under) / 4);
    }
    return bench_result(sum);
}
