/* mapping.c -- the guest's mmap, munmap, mprotect, mremap and brk.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/lock.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/base/sys.h"

u32 pages_map_top = 0xb8000000;
u32 pages_break_start;

static u32 break_now;

/* The lowest address that a mapping gets if the guest asks for none. */
#define LOWEST_FOUND 0x8000u

bool memory_read_implies_exec;
const MemoryKept *memory_kept;
u32 memory_num_kept;
u32 (*memory_placing)(u64 size, int protection, int fd);
void (*memory_changed)(u32 address, u64 size);

static int implied(int protection)
{
    return memory_read_implies_exec && protection & PROT_READ ? protection | PROT_EXEC
                                                              : protection;
}

static u64 round_up(u64 size)
{
    return (size + GUEST_PAGE - 1) & -(u64)GUEST_PAGE;
}

static bool in_bounds(u32 address, u64 size)
{
    return address >= GUEST_LOWEST && address + size <= GUEST_HIGHEST;
}

static bool is_free(u32 address, u64 size)
{
    return in_bounds(address, size) &&
           pages_have_none(address >> PAGE_SHIFT, (u32)((address + size) >> PAGE_SHIFT),
                           PAGE_MAPPED);
}

static bool is_kept(u32 address, u64 size)
{
    for (u32 i = 0; i < memory_num_kept; i++)
        if (memory_kept[i].start < address + size && address < memory_kept[i].end)
            return true;
    return false;
}

/* Returns the highest free range of pages that ends at or below `top` and is in none of
 * the first `num_kept` ranges of memory_kept; 0: there is none. */
static u32 find_below(u32 top, u32 bottom, u64 size, u32 num_kept)
{
    u32 wanted = (u32)(size >> PAGE_SHIFT), found = 0;

    for (u32 page = top >> PAGE_SHIFT; page > bottom >> PAGE_SHIFT; page--) {
        const MemoryKept *kept = &memory_kept[num_kept - 1];
        while (num_kept && kept->start >> PAGE_SHIFT >= page)
            num_kept--, kept--;
        if (num_kept && kept->end >> PAGE_SHIFT >= page) {
            found = 0;
            page = (kept->start >> PAGE_SHIFT) + 1;
            continue;
        }
        found = page_flags[page - 1] & PAGE_MAPPED ? 0 : found + 1;
        if (found == wanted)
            return (page - 1) << PAGE_SHIFT;
    }
    return 0;
}

static u32 find_sparing(u64 size, u32 num_kept)
{
    u32 at = find_below(pages_map_top, LOWEST_FOUND, size, num_kept);

    return at ? at : find_below(GUEST_HIGHEST, pages_map_top, size, num_kept);
}

static u32 find_free(u64 size)
{
    u32 at = find_sparing(size, memory_num_kept);

    return at || !memory_num_kept ? at : find_sparing(size, 0);
}

/* Reserves host address space without memory. */
static i64 reserve(u32 address, u64 size)
{
    i64 got =
        sys_call6(__NR_mmap, (u64)memory_at(address), size, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, ~0ull, 0);

    pages_set(address >> PAGE_SHIFT, (u32)((address + size) >> PAGE_SHIFT), 0);
    return sys_failed(got) ? got : 0;
}

static i64 place(u32 address, u64 size, int protection, int flags, int fd)
{
    if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
        if (address % GUEST_PAGE)
            return -EINVAL;
        if (!in_bounds(address, size))
            return address < GUEST_LOWEST ? -EPERM : -ENOMEM;
        if ((flags & MAP_FIXED_NOREPLACE) && !is_free(address, size))
            return -EEXIST;
        return address;
    }
    address &= -(u32)GUEST_PAGE;
    u32 wanted = memory_placing ? memory_placing(size, protection, fd) : 0;
    if (wanted)
        return wanted;
    if (address && is_free(address, size) && !is_kept(address, size))
        return address;
    address = find_free(size);
    return address ? (i64)address : -ENOMEM;
}

static i64 map(u32 address, u64 size, int protection, int flags, int fd, u64 offset)
{
    const int ours = MAP_FIXED_NOREPLACE | MAP_GROWSDOWN | MAP_32BIT | MAP_HUGETLB;
    u8 of_file = flags & MAP_ANONYMOUS ? 0 : PAGE_FILE;
    u8 page = (u8)((implied(protection) & PAGE_PROT) | PAGE_MAPPED | of_file);

    if (!size)
        return -EINVAL;
    size = round_up(size);
    if (size > GUEST_HIGHEST - GUEST_LOWEST)
        return -ENOMEM;
    i64 at = place(address, size, protection, flags, flags & MAP_ANONYMOUS ? -1 : fd);
    if (at < 0)
        return at;
    memory_changing((u32)at, size);
    i64 got = sys_call6(__NR_mmap, (u64)memory_at((u32)at), size,
                        (u64)page_host_protection(page),
                        (u64)((flags & ~ours) | MAP_FIXED), (u64)(i64)fd, offset);
    if (sys_failed(got))
        return got;
    pages_set((u32)at >> PAGE_SHIFT, (u32)(((u64)at + size) >> PAGE_SHIFT), page);
    return at;
}

static i64 unmap(u32 address, u64 size)
{
    size = round_up(size);
    if (address % GUEST_PAGE || !size || address + size > 1ull << 32)
        return -EINVAL;
    if (!in_bounds(address, size))
        return 0;
    memory_changing(address, size);
    return reserve(address, size);
}

static i64 protect(u32 address, u64 size, int protection)
{
    u32 first = address >> PAGE_SHIFT, end, page;

    size = round_up(size);
    if (address % GUEST_PAGE)
        return -EINVAL;
    if (address + size > 1ull << 32)
        return -ENOMEM;
    memory_changing(address, size);
    end = (u32)((address + size) >> PAGE_SHIFT);
    for (page = first; page < end && (page_flags[page] & PAGE_MAPPED); page++)
        ;
    u32 mapped = page;
    if (mapped > first) {
        i64 result = sys_call3(__NR_mprotect, (u64)memory_at(address),
                               (u64)(mapped - first) << PAGE_SHIFT,
                               (u64)page_host_protection((u8)(protection & PAGE_PROT)));
        if (result)
            return result;
        pages_protect(first, mapped,
                      (u8)((implied(protection) & PAGE_PROT) | PAGE_MAPPED));
    }
    return mapped == end ? 0 : -ENOMEM;
}

static i64 grow_in_place(u32 address, u64 old_size, u64 new_size, u8 flags)
{
    u32 tail = (u32)(address + old_size);
    u64 more = new_size - old_size;

    if (!is_free(tail, more))
        return -ENOMEM;
    lock_take(&lock_host_map); /* or another mapping might get into the gap */
    sys_call2(__NR_munmap, (u64)memory_at(tail), more);
    i64 got = sys_call4(__NR_mremap, (u64)memory_at(address), old_size, new_size, 0);
    if (sys_failed(got))
        reserve(tail, more);
    lock_drop(&lock_host_map);
    if (sys_failed(got))
        return got;
    pages_set(tail >> PAGE_SHIFT, (u32)((tail + more) >> PAGE_SHIFT), flags);
    return address;
}

static i64 move(u32 address, u64 old_size, u64 new_size, int flags, u32 to, u8 page)
{
    int host_flags = (flags & MREMAP_DONTUNMAP) | MREMAP_MAYMOVE | MREMAP_FIXED;
    bool keep = (flags & MREMAP_DONTUNMAP) || old_size == 0;

    memory_changing(to, new_size);
    lock_take(&lock_host_map);
    i64 got = sys_call6(__NR_mremap, (u64)memory_at(address), old_size, new_size,
                        (u64)host_flags, (u64)memory_at(to), 0);
    if (!sys_failed(got) && !keep)
        reserve(address, old_size);
    lock_drop(&lock_host_map);
    if (sys_failed(got))
        return got;
    pages_set(to >> PAGE_SHIFT, (u32)((to + new_size) >> PAGE_SHIFT), page);
    return to;
}

static i64 remap(u32 address, u64 old_size, u64 new_size, int flags, u32 new_address)
{
    const int known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
    u32 first = address >> PAGE_SHIFT;

    old_size = round_up(old_size);
    new_size = round_up(new_size);
    if (address % GUEST_PAGE || !new_size || (flags & ~known) ||
        ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && !(flags & MREMAP_MAYMOVE)))
        return -EINVAL;
    if (!in_bounds(address, old_size) || !(page_flags[first] & PAGE_MAPPED) ||
        !pages_have(first, (u32)((address + old_size) >> PAGE_SHIFT), PAGE_MAPPED))
        return -EFAULT;
    if (new_size > GUEST_HIGHEST - GUEST_LOWEST)
        return -ENOMEM;
    u8 page = page_flags[first] & (u8)~PAGE_WATCHED;
    memory_changing(address, old_size);
    if (flags & MREMAP_FIXED) {
        if (new_address % GUEST_PAGE || !in_bounds(new_address, new_size) ||
            (new_address < address + old_size && address < new_address + new_size))
            return -EINVAL;
        return move(address, old_size, new_size, flags, new_address, page);
    }
    if (!(flags & MREMAP_DONTUNMAP) && new_size <= old_size && old_size) {
        if (new_size < old_size)
            unmap((u32)(address + new_size), old_size - new_size);
        return address;
    }
    if (!(flags & MREMAP_DONTUNMAP) && old_size) {
        i64 got = grow_in_place(address, old_size, new_size, page);
        if (got >= 0 || !(flags & MREMAP_MAYMOVE))
            return got;
    }
    u32 to = find_free(new_size);
    return to ? move(address, old_size, new_size, flags, to, page) : -ENOMEM;
}

static u32 set_break(u32 wanted)
{
    if (!break_now)
        break_now = pages_break_start;
    if (wanted < pages_break_start)
        return break_now;
    u64 old_end = round_up(break_now), new_end = round_up(wanted);
    if (new_end < old_end)
        unmap((u32)new_end, old_end - new_end);
    if (new_end > old_end) {
        if (!is_free((u32)old_end, new_end - old_end) ||
            map((u32)old_end, new_end - old_end, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) < 0)
            return break_now;
    }
    break_now = wanted;
    return break_now;
}

/* Tells memory_changed of a call that is over.  `at` is its result. */
static void tell_change(i64 at, u32 address, u64 size)
{
    if (memory_changed && at >= 0 && size)
        memory_changed(address, round_up(size));
}

i64 memory_map(u32 address, u64 size, int protection, int flags, int fd, u64 offset)
{
    lock_take(&lock_code);
    i64 result = map(address, size, protection, flags, fd, offset);
    tell_change(result, (u32)result, size);
    lock_drop(&lock_code);
    return result;
}

/* Maps pages of this process at a guest address that is mapped already, with the
 * protection that its page has.  They stay where they are, too.  Returns 0 or a negated
 * error number; then nothing may be mapped there. */
static i64 map_again(u32 address, const void *pages, u64 size)
{
    u32 first = address >> PAGE_SHIFT;
    i64 got = sys_call6(__NR_mremap, (u64)pages, size, size,
                        MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP,
                        (u64)memory_at(address), 0);

    return sys_failed(got) ? got
                           : pages_apply(first, first + (u32)(size >> PAGE_SHIFT));
}

i64 memory_map_pages(u32 address, u64 size, int protection, int flags, int fd,
                     u64 offset, const void *pages, u64 there, bool *taken)
{
    static bool refused; /* the kernel is older than 5.13 */

    *taken = false;
    lock_take(&lock_code);
    i64 result = map(address, size, protection, flags, fd, offset);
    if (result >= 0 && !refused) {
        *taken = !map_again((u32)result, pages, size < there ? round_up(size) : there);
        refused = !*taken;
        if (refused)
            result = map((u32)result, size, protection,
                         (flags & ~MAP_FIXED_NOREPLACE) | MAP_FIXED, fd, offset);
    }
    tell_change(*taken ? result : -1, (u32)result, size);
    lock_drop(&lock_code);
    return result;
}

i64 memory_unmap(u32 address, u64 size)
{
    lock_take(&lock_code);
    i64 result = unmap(address, size);
    lock_drop(&lock_code);
    return result;
}

i64 memory_protect(u32 address, u64 size, int protection)
{
    lock_take(&lock_code);
    i64 result = protect(address, size, protection);
    tell_change(result, address, size);
    lock_drop(&lock_code);
    return result;
}

i64 memory_remap(u32 address, u64 old_size, u64 new_size, int flags, u32 new_address)
{
    lock_take(&lock_code);
    i64 result = remap(address, old_size, new_size, flags, new_address);
    tell_change(result, (u32)result, new_size);
    lock_drop(&lock_code);
    return result;
}

u32 memory_brk(u32 wanted)
{
    lock_take(&lock_code);
    u32 result = set_break(wanted);
    lock_drop(&lock_code);
    return result;
}
