/*
 * pages.h -- a byte for each of the guest's pages.
 *
 * PROT_READ, PROT_WRITE and PROT_EXEC as the guest has them, and:
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_PAGES_H
#define RUNTIME_MEMORY_PAGES_H

#include "runtime/memory/memory.h"

enum {
    PAGE_PROT = PROT_READ | PROT_WRITE | PROT_EXEC,
    PAGE_MAPPED = 8,
    PAGE_CODE = 16, /* there are translations of what is in it; the host write-protects
                       it */
    PAGE_CHECKED = 32, /* code and data: the guest may write it, and its translations
                          compare the code whenever they are entered (mixed.h) */
    PAGE_WATCHED = PAGE_CODE | PAGE_CHECKED,
    PAGE_SHIFT = 12,
    NUM_PAGES = 1 << (32 - PAGE_SHIFT),
};

extern u8 page_flags[NUM_PAGES];

/* The host's protection for a page of these flags: never PROT_EXEC. */
static inline int page_host_protection(u8 flags)
{
    int protection = flags & PAGE_PROT ? PROT_READ : PROT_NONE;

    return (flags & PROT_WRITE) && !(flags & PAGE_CODE) ? protection | PROT_WRITE
                                                        : protection;
}

/* Give the host pages from `first` up to `end` the protection of their flags. */
i64 pages_apply(u32 first, u32 end);
/* The same new flags for all of them, in the table only. */
void pages_set(u32 first, u32 end, u8 flags);
/* Do all of them have all of these flags? */
bool pages_have(u32 first, u32 end, u8 flags);
bool pages_have_none(u32 first, u32 end, u8 flags);

/* Code of these pages is about to be translated: write-protects those that are not
 * PAGE_CHECKED. */
void pages_watch(u32 first, u32 end);

/* Where new mappings are sought, downwards; set by the loader. */
extern u32 pages_map_top;
/* The break's lowest address. */
extern u32 pages_break_start;

#endif
