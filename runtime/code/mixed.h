/*
 * mixed.h -- decides which pages with code are write-protected, and which PAGE_CHECKED.
 *
 *      if (mixed_written(page))
 *          page_flags[page] |= PAGE_CHECKED;
 *
 * A page is write-protected while its code is translated, so a write to it costs a
 * fault. A page that is written again and again between runs of its code holds data,
 * too.  It becomes PAGE_CHECKED: its blocks compare their guest bytes when they are
 * entered, and writes cost nothing.  After MIXED_CHECKS entries of such blocks the page
 * is write-protected again, on trial, to see whether the writes have stopped.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_MIXED_H
#define RUNTIME_CODE_MIXED_H

#include "ir/base.h"

enum { MIXED_CHECKS = 1 << 16 };

/* Notes a write to a write-protected page, by its number, whose translations were in
 * use.  Returns true if the page is to become PAGE_CHECKED. */
bool mixed_written(u32 page);
/* Notes that MIXED_CHECKS entries were checked, the last on this page.  Returns true if
 * the page is to be write-protected again.  Each trial in vain doubles the page's time
 * to the next one, up to 64 times MIXED_CHECKS. */
bool mixed_is_over(u32 page);

#endif
