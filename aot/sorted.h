/*
 * sorted.h -- searches arrays that are sorted by a number.
 *
 *      u32 n = sorted_before(row, num_rows, sizeof *row, row_address, 0x1001);
 *      last = n ? &row[n - 1] : NULL;           -- the last at or below 0x1000
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_SORTED_H
#define AOT_SORTED_H

#include "ir/base.h"

/* Returns the number that an item is sorted by. */
typedef u64 SortedKey(const void *item);

/* Returns how many of `count` items, of `size` bytes each and in ascending order, have
 * a key below `limit`. */
u32 sorted_before(const void *items, u32 count, size_t size, SortedKey *key, u64 limit);

#endif
