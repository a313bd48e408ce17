/* memory.c -- guest memory and what the guest may do with each page of it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/memory/memory.h"

#include <string.h>

#include "runtime/abi.h"
#include "runtime/lock.h"
#include "runtime/memory/pages.h"
#include "runtime/program.h"
#include "runtime/base/sys.h"

u8 *memory_base;
void (*memory_changing)(u32 address, u64 size);
void (*memory_writing)(u32 address, u64 size);
u8 page_flags[NUM_PAGES];

void memory_init(void)
{
    u64 size = (1ull << 32) + 2ull * GUARD_SIZE;
    i64 range = sys_map(size, PROT_NONE);

    if (sys_failed(range))
        program_no_memory("the guest's address space", size, range);
    memory_base = (u8 *)range + GUARD_SIZE;
}

i64 pages_apply(u32 first, u32 end)
{
    while (first < end) {
        int protection = page_host_protection(page_flags[first]);
        u32 run = first + 1;
        while (run < end && page_host_protection(page_flags[run]) == protection)
            run++;
        i64 result = sys_call3(__NR_mprotect, (u64)memory_at(first << PAGE_SHIFT),
                               (u64)(run - first) << PAGE_SHIFT, (u64)protection);
        if (result)
            return result;
        first = run;
    }
    return 0;
}

void pages_set(u32 first, u32 end, u8 flags)
{
    memset(page_flags + first, flags, end - first);
}

void pages_protect(u32 first, u32 end, u8 flags)
{
    for (u32 page = first; page < end; page++)
        page_flags[page] = flags | (page_flags[page] & PAGE_FILE);
}

bool pages_have(u32 first, u32 end, u8 flags)
{
    for (; first < end; first++)
        if ((page_flags[first] & flags) != flags)
            return false;
    return true;
}

bool pages_have_none(u32 first, u32 end, u8 flags)
{
    for (; first < end; first++)
        if (page_flags[first] & flags)
            return false;
    return true;
}

void pages_watch(u32 first, u32 end)
{
    for (u32 page = first; page < end; page++) {
        if (page_flags[page] & PAGE_WATCHED)
            continue;
        page_flags[page] |= PAGE_CODE;
        if (page_flags[page] & PROT_WRITE)
            pages_apply(page, page + 1);
    }
}

static u32 end_page(u32 address, u64 size)
{
    return (u32)((address + size + GUEST_PAGE - 1) >> PAGE_SHIFT);
}

bool memory_ok(u32 address, u64 size, int protection)
{
    u32 page = address >> PAGE_SHIFT;

    if (address + size > 1ull << 32)
        return false;
    for (u32 end = end_page(address, size); page < end; page++) {
        u8 flags = page_flags[page];
        if (!(flags & PAGE_MAPPED) ||
            ((protection & PROT_WRITE) && !(flags & PROT_WRITE)))
            return false;
        if ((protection & PROT_READ) && !(flags & PAGE_PROT))
            return false;
        if ((protection & PROT_EXEC) && !(flags & PROT_EXEC))
            return false;
    }
    return true;
}

i64 memory_string_length(u32 address)
{
    for (u64 at = address;; at++) {
        if ((at == address || at % GUEST_PAGE == 0) &&
            (at >> 32 || !memory_ok((u32)at, 1, PROT_READ)))
            return -1;
        if (!*memory_at((u32)at))
            return (i64)(at - address);
    }
}

bool memory_prepare_write(u32 address, u64 size)
{
    if (!memory_ok(address, size, PROT_WRITE))
        return false;
    u32 first = address >> PAGE_SHIFT, end = end_page(address, size);
    if (size && !pages_have_none(first, end, PAGE_CODE))
        memory_writing(address, size);
    return true;
}

static bool eight_are(u64 page, u64 mask, u64 flags)
{
    u64 eight;

    __builtin_memcpy(&eight, page_flags + page, sizeof eight);
    return (eight & mask) == flags;
}

/* Returns the first page, from `page` on, whose flags in `mask` differ from `flags`.
 * Most of the million pages are alike, so eight are compared at a time. */
static u64 run_end(u64 page, u8 mask, u8 flags)
{
    const u64 each = 0x0101010101010101, masks = each * mask, all = each * flags;

    while (page < NUM_PAGES && page % 8 && (page_flags[page] & mask) == flags)
        page++;
    if (page % 8)
        return page;
    while (page < NUM_PAGES && eight_are(page, masks, all))
        page += 8;
    while (page < NUM_PAGES && (page_flags[page] & mask) == flags)
        page++;
    return page;
}

static bool next_range(u64 from, MemoryRange *range)
{
    const u8 alike = (u8) ~(PAGE_WATCHED | PAGE_FILE);
    u64 page = run_end((from + GUEST_PAGE - 1) >> PAGE_SHIFT, PAGE_MAPPED, 0);

    if (page >= NUM_PAGES)
        return false;
    u8 flags = page_flags[page] & alike;
    range->start = (u32)(page << PAGE_SHIFT);
    range->protection = flags & PAGE_PROT;
    range->end = run_end(page, alike, flags) << PAGE_SHIFT;
    return true;
}

bool memory_next_range(u64 from, MemoryRange *range)
{
    lock_take(&lock_code);
    bool found = next_range(from, range);
    lock_drop(&lock_code);
    return found;
}
