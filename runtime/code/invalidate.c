/* invalidate.c -- guest code that changes.  Power ISA, Book II, 1.8. */
#include "runtime/code/invalidate.h"

#include "runtime/code/cache.h"
#include "runtime/code/image.h"
#include "runtime/memory/pages.h"
#include "runtime/thread.h"
#include "runtime/world.h"

void invalidate_range(u32 address, u64 size)
{
    u32 first = address >> PAGE_SHIFT;
    u32 end = (u32)((address + size + GUEST_PAGE - 1) >> PAGE_SHIFT);

    lock_take(&lock_code);
    if (size && !pages_have_none(first, end, PAGE_CODE)) {
        u32 start = first << PAGE_SHIFT;
        cache_invalidate(start, (u64)(end - first) << PAGE_SHIFT);
        if (image_invalidate(start, (u64)(end - first) << PAGE_SHIFT))
            world_change();
        for (u32 page = first; page < end; page++)
            page_flags[page] &= (u8)~PAGE_CODE;
        pages_apply(first, end);
    }
    lock_drop(&lock_code);
}

/* Where others run, one of them may have been faster. */
bool invalidate_fault(u32 address)
{
    u32 page = address >> PAGE_SHIFT;

    if (lock_is_mine(&lock_code))
        return false;
    lock_take(&lock_code);
    bool was_code = page_flags[page] & PAGE_CODE;
    bool writable = page_flags[page] & PROT_WRITE;
    if (was_code && writable)
        invalidate_range(address, 1);
    lock_drop(&lock_code);
    return writable && (was_code || lock_needed);
}

void rt_invalidate(u32 address, u32 size)
{
    Thread *t = thread_self();
    u32 first = address >> PAGE_SHIFT, last = (u32)(address + size - 1) >> PAGE_SHIFT;

    if (!size || last < first)
        return;
    lock_take(&lock_code);
    cache_invalidate(address, size);
    if (!pages_have_none(first, last + 1, PAGE_CODE) && image_invalidate(address, size))
        world_change();
    lock_drop(&lock_code);
    t->head.code_changed = 1;
}
