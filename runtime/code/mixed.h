/*
 * mixed.h -- which pages with code are write-protected, and which are PAGE_CHECKED.
 *
 *      if (mixed_written(page))
 *          page_flags[page] |= PAGE_CHECKED;
 *
 * A page is write-protected while code on it runs, and each write there costs a fault.
 * One that is written again and again between runs of its code holds data, too: then
 * its blocks compare their code when they are entered, and writes cost nothing.  After
 * MIXED_CHECKS entries of such blocks it is tried whether the writes have stopped.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_MIXED_H
#define RUNTIME_CODE_MIXED_H

#include "ir/base.h"

enum { MIXED_CHECKS = 1 << 16 };

/* A write-protected page with translations is written.  True: it is to be checked. */
bool mixed_written(u32 page);
/* MIXED_CHECKS entries were checked, the last on this page.  True: it is to be
 * protected again.  Each time this was in vain the page waits twice as long. */
bool mixed_is_over(u32 page);

#endif
