/* mixed.c -- pages that hold code and data.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/mixed.h"

#include "runtime/memory/pages.h"

/* How many writes a page takes before it is checked; the longest wait is
 * 2^MOST_DOUBLINGS times MIXED_CHECKS entries. */
enum { PATIENCE = 8, MOST_DOUBLINGS = 6 };

static u8 writes[NUM_PAGES]; /* up to PATIENCE + MOST_DOUBLINGS */
static u8 waits[NUM_PAGES];  /* calls of mixed_is_over still to say no to */

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
