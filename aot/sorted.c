/* sorted.c -- binary search.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/sorted.h"

u32 sorted_before(const void *items, u32 count, size_t size, SortedKey *key, u64 limit)
{
    u32 low = 0, high = count;

    while (low < high) {
        u32 middle = low + (high - low) / 2;
        if (key((const u8 *)items + middle * size) < limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
