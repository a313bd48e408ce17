/* arith64.c -- 64-bit arithmetic on pairs of registers, and division's edges.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <inttypes.h>
#include <stdio.h>

static const uint64_t value[] = {0,
                                 1,
                                 7,
                                 0x7fffffff,
                                 0x80000000,
                                 0xffffffff,
                                 0x100000000,
                                 0x123456789abcdef0,
                                 0x7fffffffffffffff,
                                 0x8000000000000000,
                                 0xfffffffffffffff9,
                                 0xffffffffffffffff};
enum { COUNT = sizeof value / sizeof *value };

static uint64_t mix(uint64_t sum, uint64_t x)
{
    return (sum << 5 | sum >> 59) ^ x * 0x9e3779b97f4a7c15;
}

__attribute__((noinline)) static uint64_t pair(uint64_t a, uint64_t b)
{
    uint64_t sum = mix(a + b, a - b);
    sum = mix(sum, a * b);
    sum = mix(sum, (uint64_t)((int64_t)a < (int64_t)b) << 1 | (a < b));
    if (b) {
        sum = mix(sum, a / b);
        sum = mix(sum, a % b);
        if (!(a == 1ull << 63 && b == ~0ull)) {
            sum = mix(sum, (uint64_t)((int64_t)a / (int64_t)b));
            sum = mix(sum, (uint64_t)((int64_t)a % (int64_t)b));
        }
    }
    sum = mix(sum, a << (b & 63));
    sum = mix(sum, a >> (b & 63));
    return mix(sum, (uint64_t)((int64_t)a >> (b & 63)));
}

int main(void)
{
    for (int i = 0; i < COUNT; i++) {
        uint64_t sum = 0;
        for (int j = 0; j < COUNT; j++)
            sum = mix(sum, pair(value[i], value[j]));
        printf("%016" PRIx64 " %016" PRIx64 "\n", value[i], sum);
    }
    int64_t wide = (int64_t)INT32_MIN * INT32_MIN;
    printf("%" PRId64 " %d\n", wide, __builtin_mul_overflow_p(wide, 2, (int64_t)0));
    int32_t out;
    printf("%d ", __builtin_add_overflow(INT32_MAX, (int)(value[1]), &out));
    printf("%d ", __builtin_sub_overflow(INT32_MIN, (int)(value[1]), &out));
    printf("%d\n", __builtin_mul_overflow(65536, (int)(value[2]), &out));
    return 0;
}
