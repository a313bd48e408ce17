/*
 * sort.h -- sorting where there is no C library.
 *
 *      sort(row, count, sizeof *row, by_address);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_SORT_H
#define RUNTIME_BASE_SORT_H

#include "ir/base.h"

/* Sorts `count` items of `size` bytes each, as qsort(3) does; `order` returns a number
 * below, above or equal to 0, as *a is to come before, after or anywhere beside *b.
 * Takes count * log(count) steps of any items, and no memory. */
void sort(void *items, u32 count, size_t size,
          int (*order)(const void *a, const void *b));

#endif
