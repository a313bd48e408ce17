/* memory_file.c -- /proc/self/mem: the host's file, with positions converted to guest
 * addresses.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/memory_file.h"

#include "runtime/code/invalidate.h"
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/host.h"
#include "runtime/base/sys.h"

enum { SEEK_TO = 0, SEEK_BY = 1 };

i64 memory_file_open(u64 flags)
{
    i64 fd = sys_call4(__NR_openat, (u64)AT_FDCWD, (u64) "/proc/self/mem", flags, 0);

    if (fd >= 0)
        sys_call3(__NR_lseek, (u64)fd, (u64)memory_base, SEEK_TO);
    return fd_made(fd, FD_MEMORY);
}

i64 memory_file_seek(u64 fd, i64 offset, u64 whence)
{
    if (whence == SEEK_TO)
        offset += (i64)(u64)memory_base;
    else if (whence != SEEK_BY)
        return -EINVAL;
    i64 at = sys_call3(__NR_lseek, fd, (u64)offset, whence);
    return sys_failed(at) ? at : at - (i64)(u64)memory_base;
}

/* Returns how many bytes from the start of the range on the guest has mapped; the host
 * has mapped more. */
static u64 mapped(u64 address, u64 size)
{
    u64 at = address, end = address + size;

    if (address >> 32 || size > 1ull << 32)
        return 0;
    while (at < end && at < 1ull << 32 && memory_ok((u32)at, 1, 0))
        at = (at | (GUEST_PAGE - 1)) + 1;
    return (at < end ? at : end) - address;
}

i64 memory_file_at(u64 fd, u64 number, u64 buffer, u64 size, u64 offset)
{
    u64 there = mapped(offset, size);

    if (size && !there)
        return -EIO;
    if (number == __NR_pwrite64)
        invalidate_range((u32)offset, there);
    return sys_call4(number, fd, buffer, there, (u64)memory_base + offset);
}

i64 memory_file_move(u64 fd, u64 number, u64 buffer, u64 size)
{
    i64 at = memory_file_seek(fd, 0, SEEK_BY);
    u64 same = number == __NR_read ? __NR_pread64 : __NR_pwrite64;

    if (at < 0)
        return at;
    i64 done = memory_file_at(fd, same, buffer, size, (u64)at);
    if (done > 0)
        memory_file_seek(fd, done, SEEK_BY);
    return done;
}
