/* quicksort.c -- a quick sort of integers, written out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { LENGTH = 10000 };

static int32_t data[LENGTH];

static void swap(int32_t *a, int32_t *b)
{
    int32_t old = *a;
    *a = *b;
    *b = old;
}

NOINLINE static void sort(int32_t *low, int32_t *high)
{
    while (high - low > 1) {
        int32_t pivot = low[(high - low) / 2];
        int32_t *left = low, *right = high - 1;
        while (left <= right) {
            while (*left < pivot)
                left++;
            while (*right > pivot)
                right--;
            if (left <= right)
                swap(left++, right--);
        }
        sort(low, right + 1);
        low = left;
    }
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 1;
    for (unsigned i = 0; i < count; i++) {
        for (int j = 0; j < LENGTH; j++)
            data[j] = (int32_t)bench_random(&seed) - 0x800000;
        sort(data, data + LENGTH);
        for (int j = 0; j < LENGTH; j += 7)
            sum = sum * 31 + (uint32_t)data[j];
    }
    return bench_result(sum);
}
