/*
 * pages.h -- a byte of flags for each of the guest's pages.
 *
 *      pages_set(first, end, PAGE_MAPPED | PROT_READ);
 *      pages_apply(first, end);
 *
 * A page's flags are PROT_READ, PROT_WRITE and PROT_EXEC as the guest sees them, and
 * the PAGE_... below.  Ranges are pages from number `first` up to and without `end`.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_PAGES_H
#define RUNTIME_MEMORY_PAGES_H

#include "runtime/memory/memory.h"

enum {
    PAGE_PROT = PROT_READ | PROT_WRITE | PROT_EXEC,
    PAGE_MAPPED = 8,
    /* the page's code is translated; the host write-protects the page */
    PAGE_CODE = 16,
    /* the page holds code and data: the guest may write it, and its blocks compare
       their guest bytes whenever they are entered (mixed.h) */
    PAGE_CHECKED = 32,
    PAGE_WATCHED = PAGE_CODE | PAGE_CHECKED,
    /* the page is mapped from a file, or was loaded with the program */
    PAGE_FILE = 64,
    PAGE_SHIFT = 12,
    NUM_PAGES = 1 << (32 - PAGE_SHIFT),
};

/* The flags of each page, by its number. */
extern u8 page_flags[NUM_PAGES];

/* Returns the host's PROT_... for a page of these flags; PROT_EXEC is never among them.
 */
static inline int page_host_protection(u8 flags)
{
    int protection = flags & PAGE_PROT ? PROT_READ : PROT_NONE;

    return (flags & PROT_WRITE) && !(flags & PAGE_CODE) ? protection | PROT_WRITE
                                                        : protection;
}

/* Gives the host pages the protection that their flags ask for (page_host_protection).
 * Returns 0 or a negated error number. */
i64 pages_apply(u32 first, u32 end);
/* Sets the flags of all of the pages to `flags`, in page_flags only: the host's
 * protection stays. pages_protect does the same but keeps PAGE_FILE. */
void pages_set(u32 first, u32 end, u8 flags);
void pages_protect(u32 first, u32 end, u8 flags);
/* pages_have returns true if each page has all of `flags`; pages_have_none, if no page
 * has any of them. */
bool pages_have(u32 first, u32 end, u8 flags);
bool pages_have_none(u32 first, u32 end, u8 flags);

/* Sets PAGE_CODE of the pages, whose code is about to be translated, and write-protects
 * them on the host; PAGE_CHECKED ones stay as they are. */
void pages_watch(u32 first, u32 end);

/* Address below which new mappings are sought, downwards; set with the first stack. */
extern u32 pages_map_top;
/* The break's lowest address. */
extern u32 pages_break_start;

#endif
