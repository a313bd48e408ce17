/* mixed.c -- pages that hold code and data.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/mixed.h"

#include "runtime/memory/pages.h"

/* PATIENCE: faulting writes to a page before its blocks are checked.  Each further one
 * doubles the number of checks till protection is tried again, at most MOST_DOUBLINGS
 * times. */
enum { PATIENCE = 8, MOST_DOUBLINGS = 6 };

/* By page: the number of faulting writes, at most PATIENCE + MOST_DOUBLINGS. */
static u8 writes[NUM_PAGES];
/* By page: how many more calls of mixed_is_over return false. */
static u8 waits[NUM_PAGES];

bool mixed_written(u32 page)
{
    if (writes[page] < PATIENCE + MOST_DOUBLINGS)
        writes[page]++;
    if (writes[page] < PATIENCE)
        return false;
    waits[page] = (u8)((1 << (writes[page] - PATIENCE)) - 1);
    return true;
}

bool mixed_is_over(u32 page)
{
    if (!waits[page])
        return true;
    waits[page]--;
    return false;
}
