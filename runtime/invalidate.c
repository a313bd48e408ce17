/* invalidate.c -- guest code that changes.  Power ISA, Book II, 1.8. */
#include "runtime/invalidate.h"

#include "runtime/cache.h"
#include "runtime/image.h"
#include "runtime/pages.h"
#include "runtime/thread.h"

void invalidate_range(u32 address, u64 size)
{
    u32 first = address >> PAGE_SHIFT;
    u32 end = (u32)((address + size + GUEST_PAGE - 1) >> PAGE_SHIFT);

    if (!size || pages_have_none(first, end, PAGE_CODE))
        return;
    u32 start = first << PAGE_SHIFT;
    cache_invalidate(start, (u64)(end - first) << PAGE_SHIFT);
    if (image_invalidate(start, (u64)(end - first) << PAGE_SHIFT))
        thread_poll_on(thread_self(), PENDING_CHANGE);
    for (u32 page = first; page < end; page++)
        page_flags[page] &= (u8)~PAGE_CODE;
    pages_apply(first, end);
}

bool invalidate_fault(u32 address)
{
    u32 page = address >> PAGE_SHIFT;

    if ((page_flags[page] & (PAGE_CODE | PROT_WRITE)) != (PAGE_CODE | PROT_WRITE))
        return false;
    invalidate_range(address, 1);
    return true;
}

void rt_invalidate(u32 address, u32 size)
{
    Thread *t = thread_self();
    u32 first = address >> PAGE_SHIFT, last = (u32)(address + size - 1) >> PAGE_SHIFT;

    if (!size || last < first)
        return;
    cache_invalidate(address, size);
    if (!pages_have_none(first, last + 1, PAGE_CODE) && image_invalidate(address, size))
        thread_poll_on(t, PENDING_CHANGE);
    t->head.code_changed = 1;
}
