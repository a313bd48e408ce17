/* files.c -- calls on open files whose arguments differ from the host's.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/file/bundle_folders.h"
#include "runtime/linux/host.h"
#include "runtime/linux/file/memory_file.h"
#include "runtime/linux/file/positions.h"
#include "runtime/linux/syscall.h"

/* Positions in /proc/self/mem are guest addresses; in directories they are numbers for
 * the host's positions. */
static i64 seek(u64 fd, i64 offset, u64 whence)
{
    FdKind kind = fd_kind(fd);

    if (kind == FD_MEMORY)
        return memory_file_seek(fd, offset, whence);
    if (kind != FD_DIRECTORY)
        return sys_call3(__NR_lseek, fd, (u64)offset, whence);
    i64 wanted = offset;
    if (whence == SEEK_SET && offset >= 0 && offset <= 0x7fffffff)
        offset = (i64)position_to_host((u32)offset);
    if (whence == SEEK_SET && bundle_is_there() && bundle_folder_seek(fd, (u64)offset))
        return wanted;
    i64 at = sys_call3(__NR_lseek, fd, (u64)offset, whence);
    return sys_failed(at) ? at : (i64)position_to_guest((u64)at);
}

/* lseek whose result does not fit the guest's word fails, but the position has changed,
 * as in the kernel. */
i64 sys_lseek(Call *c)
{
    i64 at = seek(c->arg[0], (i64)c->arg[1], c->arg[2]);

    return at > 0x7fffffff && fd_kind(c->arg[0]) != FD_MEMORY ? -EOVERFLOW : at;
}

i64 sys_pread64(Call *c)
{
    const u64 *a = c->arg;

    if (fd_kind(a[0]) == FD_MEMORY)
        return memory_file_at(a[0], (u64)c->row->host, a[1], a[2], a[3]);
    return signal_call((u64)c->row->host, a[0], a[1], a[2], a[3], 0, 0);
}

i64 sys_llseek(Call *c)
{
    LoffCell *result = (LoffCell *)c->arg[3];
    i64 at = seek(c->arg[0], (i64)(c->arg[1] << 32 | c->arg[2]), c->arg[4]);

    if (sys_failed(at))
        return at;
    result->value = at;
    return 0;
}

/* preadv and its kin take the offset in two registers, the low word first in any byte
 * order. */
static i64 vector_at(Call *c, u64 number, u64 flags)
{
    const u64 *a = c->arg;

    return signal_call(number, a[0], a[1], a[2], a[3] | a[4] << 32, 0, flags);
}

i64 sys_preadv(Call *c)
{
    return vector_at(c, __NR_preadv, 0);
}

i64 sys_pwritev(Call *c)
{
    return vector_at(c, __NR_pwritev, 0);
}

i64 sys_preadv2(Call *c)
{
    return vector_at(c, __NR_preadv2, c->arg[5]);
}

i64 sys_pwritev2(Call *c)
{
    return vector_at(c, __NR_pwritev2, c->arg[5]);
}

i64 sys_sync_file_range2(Call *c)
{
    const u64 *a = c->arg;

    return sys_call6(__NR_sync_file_range, a[0], a[2], a[3], a[1], 0, 0);
}

i64 sys_fadvise64_64(Call *c)
{
    const u64 *a = c->arg;

    return sys_call6(__NR_fadvise64, a[0], a[2], a[3], a[1], 0, 0);
}

static i64 statfs64(Call *c, u64 number)
{
    u64 size = layout_size(c->abi->layout[LAYOUT_statfs64]());

    /* On ARM the structure is packed, but C libraries pass its size with padding. */
    if (c->arg[1] != size && c->arg[1] != ((size + 7) & ~7ull))
        return -EINVAL;
    return sys_call6(number, c->arg[0], c->arg[2], 0, 0, 0, 0);
}

i64 sys_statfs64(Call *c)
{
    return statfs64(c, __NR_statfs);
}

i64 sys_fstatfs64(Call *c)
{
    return statfs64(c, __NR_fstatfs);
}

/* Two times, or null: now. */
static i64 two_times(Call *c, LayoutId id, u32 address,
                     struct __kernel_timespec times[2])
{
    u32 size = layout_size(c->abi->layout[id]());

    return guest_get(c, id, address, &times[0]) &&
                   guest_get(c, id, address + size, &times[1])
               ? 0
               : -EFAULT;
}

static i64 set_times(Call *c, LayoutId id, u64 directory, u64 path, u32 address,
                     u64 flags)
{
    struct __kernel_timespec times[2];

    if (address && two_times(c, id, address, times))
        return -EFAULT;
    if (address && id == LAYOUT_timeval32)
        for (int i = 0; i < 2; i++) {
            if (times[i].tv_nsec < 0 || times[i].tv_nsec >= 1000000)
                return -EINVAL;
            times[i].tv_nsec *= 1000;
        }
    return sys_call6(__NR_utimensat, directory, path, address ? (u64)times : 0, flags,
                     0, 0);
}

/* timeval32 has the layout of timespec32, with microseconds. */
i64 sys_utimes(Call *c)
{
    return set_times(c, LAYOUT_timeval32, (u64)AT_FDCWD, c->arg[0], (u32)c->arg[1], 0);
}

i64 sys_futimesat(Call *c)
{
    return set_times(c, LAYOUT_timeval32, c->arg[0], c->arg[1], (u32)c->arg[2], 0);
}

i64 sys_utimensat(Call *c)
{
    return set_times(c, LAYOUT_timespec32, c->arg[0], c->arg[1], (u32)c->arg[2],
                     c->arg[3]);
}

i64 sys_utimensat_time64(Call *c)
{
    return set_times(c, LAYOUT_timespec64, c->arg[0], c->arg[1], (u32)c->arg[2],
                     c->arg[3]);
}
