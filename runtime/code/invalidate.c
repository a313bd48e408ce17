/* invalidate.c -- guest code that changes.  Power ISA, Book II, 1.8.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/invalidate.h"

#include "runtime/code/cache.h"
#include "runtime/code/image.h"
#include "runtime/code/mapped_file.h"
#include "runtime/code/mixed.h"
#include "runtime/memory/pages.h"
#include "runtime/profile/profile.h"
#include "runtime/stats.h"
#include "runtime/thread.h"
#include "runtime/world.h"

static u32 end_page(u32 address, u64 size)
{
    return (u32)((address + size + GUEST_PAGE - 1) >> PAGE_SHIFT);
}

/* Invalidates all translations of guest pages [first, end).  Returns true if there were
 * any. */
static bool forget(u32 first, u32 end)
{
    u32 start = first << PAGE_SHIFT;
    u64 size = (u64)(end - first) << PAGE_SHIFT;
    bool blocks = cache_invalidate(start, size),
         functions = image_invalidate(start, size);

    if (functions)
        world_change();
    return blocks || functions;
}

void invalidate_range(u32 address, u64 size)
{
    u32 first = address >> PAGE_SHIFT, end = end_page(address, size);

    lock_take(&lock_code);
    mapped_file_changed();
    if (size && !pages_have_none(first, end, PAGE_WATCHED)) {
        if (profile_on)
            profile_forget(first << PAGE_SHIFT, (u64)(end - first) << PAGE_SHIFT);
        forget(first, end);
        for (u32 page = first; page < end; page++)
            page_flags[page] &= (u8)~PAGE_WATCHED;
        pages_apply(first, end);
    }
    lock_drop(&lock_code);
}

static void let_write(u32 page)
{
    bool check = forget(page, page + 1) && mixed_written(page);

    page_flags[page] &= (u8)~PAGE_CODE;
    stats_add(STATS_PAGES_WRITTEN, 1);
    if (check) {
        page_flags[page] |= PAGE_CHECKED;
        stats_add(STATS_PAGES_CHECKED, 1);
    }
    pages_apply(page, page + 1);
}

void invalidate_write(u32 address, u64 size)
{
    lock_take(&lock_code);
    for (u32 page = address >> PAGE_SHIFT; size && page < end_page(address, size);
         page++)
        if (page_flags[page] & PAGE_CODE)
            let_write(page);
    lock_drop(&lock_code);
}

/* Another thread may have lifted the page's protection since this one faulted: with
 * several threads, a fault on a writable page is then ours, too, and the store is tried
 * again. */
bool invalidate_fault(u32 address)
{
    u32 page = address >> PAGE_SHIFT;

    if (lock_is_mine(&lock_code))
        return false;
    lock_take(&lock_code);
    bool was_code = page_flags[page] & PAGE_CODE;
    bool writable = page_flags[page] & PROT_WRITE;
    if (was_code && writable)
        let_write(page);
    lock_drop(&lock_code);
    return writable && (was_code || lock_needed);
}

void invalidate_announced(u32 address, u32 size)
{
    u32 first = address >> PAGE_SHIFT, last = (u32)(address + size - 1) >> PAGE_SHIFT;

    if (!size || last < first)
        return;
    lock_take(&lock_code);
    cache_invalidate(address, size);
    if (!pages_have_none(first, last + 1, PAGE_CODE) && image_invalidate(address, size))
        world_change();
    lock_drop(&lock_code);
}

void rt_invalidate(u32 address, u32 size)
{
    invalidate_announced(address, size);
    thread_self()->head.code_changed = 1;
}
