/* mapping_calls.c -- calls that change the guest's memory map.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/file/bundle_late.h"
#include "runtime/linux/syscall.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/profile/profile.h"
#include "runtime/program.h"

i64 sys_brk(Call *c)
{
    return memory_brk((u32)c->arg[0]);
}

/* A file of the bundle: its pages in this program's own file are mapped, so that
 * nothing is copied; or those of its memfd. */
static i64 map_bundled(Call *c, u32 entry, u64 offset)
{
    const u64 *a = c->arg;
    u32 address = (u32)a[0];
    int protection = (int)a[2], flags = (int)a[3], fd = (int)a[4];
    bool taken = false;
    u64 there;
    const void *pages =
        (flags & MAP_TYPE) == MAP_PRIVATE ? bundle_pages(entry, offset, &there) : NULL;

    if (pages) {
        i64 at = memory_map_pages(address, a[1], protection, flags, fd, offset, pages,
                                  there, &taken);
        if (taken || at < 0)
            return at;
        address = (u32)at;
        flags = (flags & ~MAP_FIXED_NOREPLACE) | MAP_FIXED;
    }
    bundle_late_fill(fd);
    return memory_map(address, a[1], protection, flags, fd, offset);
}

static i64 map_any(Call *c, u64 offset)
{
    const u64 *a = c->arg;
    bool may_be = bundle_is_there() && !(a[3] & MAP_ANONYMOUS);
    u32 bundled = may_be ? bundle_late_of((i32)a[4]) : BUNDLE_NONE;

    if (bundled != BUNDLE_NONE)
        return map_bundled(c, bundled, offset);
    return memory_map((u32)a[0], a[1], (int)a[2], (int)a[3], (int)a[4], offset);
}

static i64 map(Call *c, u64 offset)
{
    const u64 *a = c->arg;

    if (offset % GUEST_PAGE)
        return -EINVAL;
    i64 at = map_any(c, offset);
    if (profile_on && !sys_failed(at) && a[2] & PROT_EXEC && !(a[3] & MAP_ANONYMOUS))
        profile_mapped((u32)at);
    return at;
}

i64 sys_mmap(Call *c)
{
    return map(c, c->arg[5]);
}

i64 sys_mmap2(Call *c)
{
    return map(c, c->arg[5] * GUEST_PAGE);
}

i64 sys_munmap(Call *c)
{
    return memory_unmap((u32)c->arg[0], c->arg[1]);
}

/* PROT_GROWSDOWN extends the range down to the lowest page of the stack, all of which
 * is mapped. */
i64 sys_mprotect(Call *c)
{
    const u64 known = PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM;
    u64 down = c->arg[2] & PROT_GROWSDOWN, protection = c->arg[2] & ~down;
    u32 start = (u32)c->arg[0], low = guest_program.stack_low;
    u64 size = c->arg[1];

    if (size && protection & ~known)
        return -EINVAL;
    if (down && start % GUEST_PAGE == 0 && start >= low &&
        start < guest_program.stack_top) {
        size += start - low;
        start = low;
    }
    return memory_protect(start, size, (int)protection);
}

i64 sys_mremap(Call *c)
{
    const u64 *a = c->arg;

    return memory_remap((u32)a[0], a[1], a[2], (int)a[3], (u32)a[4]);
}

/* Makes a call on a range of pages that changes neither mappings nor protection. */
static i64 on_pages(Call *c, u64 number, u64 last)
{
    u32 address = (u32)c->arg[0];
    u64 size = (c->arg[1] + GUEST_PAGE - 1) & ~(u64)(GUEST_PAGE - 1);

    if (address % GUEST_PAGE)
        return -EINVAL;
    if (!memory_ok(address, size, 0))
        return -ENOMEM;
    return sys_call6(number, (u64)memory_at(address), size, last, 0, 0, 0);
}

i64 sys_madvise(Call *c)
{
    int advice = (int)c->arg[2];

    if (advice == MADV_DONTNEED || advice == MADV_FREE || advice == MADV_REMOVE)
        guest_prepare((u32)c->arg[0], c->arg[1]);
    return on_pages(c, __NR_madvise, (u64)(i64)advice);
}

i64 sys_msync(Call *c)
{
    return on_pages(c, __NR_msync, c->arg[2]);
}

i64 sys_mincore(Call *c)
{
    u8 *vector =
        guest_writable((u32)c->arg[2], (c->arg[1] + GUEST_PAGE - 1) / GUEST_PAGE);

    return vector ? on_pages(c, __NR_mincore, (u64)vector) : -EFAULT;
}

/* mlock and its kin widen their range to whole pages. */
static i64 lock(Call *c, u64 number, u64 flags)
{
    u64 start = c->arg[0] & ~(u64)(GUEST_PAGE - 1);

    c->arg[1] += c->arg[0] - start;
    c->arg[0] = start;
    return on_pages(c, number, flags);
}

i64 sys_mlock(Call *c)
{
    return lock(c, __NR_mlock, 0);
}

i64 sys_mlock2(Call *c)
{
    return lock(c, __NR_mlock2, c->arg[2]);
}

i64 sys_munlock(Call *c)
{
    return lock(c, __NR_munlock, 0);
}

static i64 on_all(u64 number)
{
    MemoryRange range;

    for (u64 at = 0; memory_next_range(at, &range); at = range.end) {
        i64 result =
            sys_call2(number, (u64)memory_at(range.start), range.end - range.start);
        if (result)
            return result;
    }
    return 0;
}

/* mlockall locks only the guest's pages: this process has 4 GiB of address space
 * without memory. */
i64 sys_mlockall(Call *c)
{
    u64 flags = c->arg[0];

    if (flags == 0 || flags & ~(u64)(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT))
        return -EINVAL;
    return flags & MCL_CURRENT ? on_all(__NR_mlock) : 0;
}

i64 sys_munlockall(Call *c)
{
    (void)c;
    return on_all(__NR_munlock);
}
