/* descriptors.c -- descriptors from which the kernel lets a program read numbers:
 * eventfd, timerfd, inotify and their like.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/descriptors.h"

#include "runtime/linux/file/bundle_late.h"
#include "runtime/linux/host.h"
#include "runtime/linux/file/memory_file.h"
#include "runtime/linux/net/netlink.h"
#include "runtime/linux/syscall.h"

#include <string.h>

u8 fd_kinds[MAX_KNOWN_FDS];

i64 fd_made(i64 fd, FdKind kind)
{
    if (fd < 0 || fd >= MAX_KNOWN_FDS)
        return fd;
    if (fd_kinds[fd] == FD_LATE && kind != FD_LATE)
        bundle_late_forget(fd);
    fd_kinds[fd] = (u8)kind;
    return fd;
}

static i64 duplicate(Call *c, u64 number)
{
    const u64 *a = c->arg;

    return fd_made(sys_call3(number, a[0], a[1], a[2]), fd_kind(a[0]));
}

i64 sys_dup(Call *c)
{
    return duplicate(c, __NR_dup);
}

i64 sys_dup2(Call *c)
{
    return duplicate(c, __NR_dup2);
}

i64 sys_dup3(Call *c)
{
    return duplicate(c, __NR_dup3);
}

i64 sys_close(Call *c)
{
    fd_made((i64)c->arg[0], FD_BYTES);
    return sys_call1(__NR_close, c->arg[0]);
}

i64 sys_close_range(Call *c)
{
    const u64 *a = c->arg;
    i64 result = sys_call3(__NR_close_range, a[0], a[1], a[2]);

    for (u64 fd = a[0]; !result && !a[2] && fd <= a[1] && fd < MAX_KNOWN_FDS; fd++)
        fd_made((i64)fd, FD_BYTES);
    return result;
}

i64 sys_eventfd2(Call *c)
{
    return fd_made(sys_call2(__NR_eventfd2, c->arg[0], c->arg[1]), FD_COUNTER);
}

i64 sys_timerfd_create(Call *c)
{
    return fd_made(sys_call2(__NR_timerfd_create, c->arg[0], c->arg[1]), FD_COUNTER);
}

i64 sys_inotify_init1(Call *c)
{
    return fd_made(sys_call1(__NR_inotify_init1, c->arg[0]), FD_INOTIFY);
}

/* Reverses the bytes of each number at `bytes`, if guest and host differ in byte
 * order. */
static void swap(const Call *c, u8 *bytes, u32 size)
{
    layout_write(bytes, size, c->abi->big_endian, layout_read(bytes, size, false));
}

/* An inotify event: words for watch, mask, cookie and the length of the name that
 * follows. */
static void swap_events(const Call *c, u8 *bytes, u64 size)
{
    enum { EVENT = 16, LENGTH = 12 };

    for (u64 at = 0; at + EVENT <= size;) {
        u32 name = (u32)layout_read(bytes + at + LENGTH, 4, false);
        for (int i = 0; i < 4; i++)
            swap(c, bytes + at + 4 * i, 4);
        at += EVENT + name;
    }
}

static void swap_signals(const Call *c, u8 *bytes, u64 size)
{
    layout_turn_all(c->abi->layout[LAYOUT_signalfd_siginfo](), c->abi->big_endian,
                    bytes, size);
}

/* What a read gave. */
static void turn_read(Call *c, FdKind kind, u8 *bytes, u64 size)
{
    switch (kind) {
    case FD_BYTES:
    case FD_MEMORY:
    case FD_LATE:
    case FD_DIRECTORY: break;
    case FD_COUNTER:
        if (size == 8)
            swap(c, bytes, 8);
        break;
    case FD_INOTIFY: swap_events(c, bytes, size); break;
    case FD_NETLINK: netlink_to_guest(c, bytes, size); break;
    case FD_SIGNAL: swap_signals(c, bytes, size); break;
    }
}

/* What a write gives. */
static void turn_write(Call *c, FdKind kind, u8 *bytes, u64 size)
{
    if (kind == FD_COUNTER && size >= 8)
        swap(c, bytes, 8);
    if (kind == FD_NETLINK)
        netlink_to_host(c, bytes, size);
}

i64 sys_read(Call *c)
{
    const u64 *a = c->arg;
    FdKind kind = fd_kind(a[0]);

    if (kind == FD_MEMORY)
        return memory_file_move(a[0], __NR_read, a[1], a[2]);
    i64 got = signal_call(__NR_read, a[0], a[1], a[2], 0, 0, 0);

    if (kind == FD_DIRECTORY && got >= 0) /* one that only the bundle has */
        return -EISDIR;
    if (got > 0)
        turn_read(c, kind, (u8 *)a[1], (u64)got);
    return got;
}

/* An upper bound of what any of these descriptors transfers at a time. */
enum { MAX_TURNED = 1 << 20 };

static bool is_read_turned(FdKind kind)
{
    return kind != FD_BYTES && kind != FD_DIRECTORY && kind != FD_LATE;
}

static bool is_written_turned(FdKind kind)
{
    return kind == FD_COUNTER || kind == FD_NETLINK;
}

i64 sys_write(Call *c)
{
    const u64 *a = c->arg;
    FdKind kind = fd_kind(a[0]);
    u64 size = a[2] < MAX_TURNED ? a[2] : MAX_TURNED, from = a[1];

    if (kind == FD_MEMORY)
        return memory_file_move(a[0], __NR_write, a[1], a[2]);
    if (is_written_turned(kind)) {
        const u8 *guest = guest_readable((u32)c->raw[1], size);
        if (!guest)
            return -EFAULT;
        u8 *copy = call_room(c, size);
        memcpy(copy, guest, size);
        turn_write(c, kind, copy, size);
        from = (u64)copy;
    }
    return signal_call(__NR_write, a[0], from, from == a[1] ? a[2] : size, 0, 0, 0);
}

/* Returns the bytes of all buffers together, at most MAX_TURNED. */
static u64 total_of(const struct iovec *part, u64 count)
{
    u64 size = 0;

    for (u64 i = 0; i < count; i++)
        size += part[i].iov_len;
    return size < MAX_TURNED ? size : MAX_TURNED;
}

static bool copy_parts(const struct iovec *part, u64 count, u8 *whole, u64 size,
                       bool out)
{
    for (u64 i = 0; i < count && size; i++) {
        u64 piece = part[i].iov_len < size ? part[i].iov_len : size;
        u32 address = (u32)((u8 *)part[i].iov_base - memory_base);
        u8 *guest =
            out ? guest_writable(address, piece) : (u8 *)guest_readable(address, piece);
        if (!guest)
            return false;
        memcpy(out ? guest : whole, out ? whole : guest, piece);
        whole += piece, size -= piece;
    }
    return true;
}

i64 sys_readv(Call *c)
{
    const u64 *a = c->arg;
    FdKind kind = fd_kind(a[0]);
    const struct iovec *parts = (const struct iovec *)a[1];

    if (!is_read_turned(kind))
        return signal_call(__NR_readv, a[0], a[1], a[2], 0, 0, 0);
    u64 size = total_of(parts, a[2]);
    u8 *whole = call_room(c, size);
    i64 got = kind == FD_MEMORY
                  ? memory_file_move(a[0], __NR_read, (u64)whole, size)
                  : signal_call(__NR_read, a[0], (u64)whole, size, 0, 0, 0);
    if (got <= 0)
        return got;
    turn_read(c, kind, whole, (u64)got);
    return copy_parts(parts, a[2], whole, (u64)got, true) ? got : -EFAULT;
}

i64 sys_writev(Call *c)
{
    const u64 *a = c->arg;
    FdKind kind = fd_kind(a[0]);
    const struct iovec *parts = (const struct iovec *)a[1];

    if (!is_written_turned(kind) && kind != FD_MEMORY)
        return signal_call(__NR_writev, a[0], a[1], a[2], 0, 0, 0);
    u64 size = total_of(parts, a[2]);
    u8 *whole = call_room(c, size);
    if (!copy_parts(parts, a[2], whole, size, false))
        return -EFAULT;
    turn_write(c, kind, whole, size);
    if (kind == FD_MEMORY)
        return memory_file_move(a[0], __NR_write, (u64)whole, size);
    return signal_call(__NR_write, a[0], (u64)whole, size, 0, 0, 0);
}

/* Serves signalfd and signalfd4; the older one has no flags. */
i64 sys_signalfd4(Call *c)
{
    const u64 *a = c->arg;

    if (a[2] != sizeof(u64))
        return -EINVAL;
    i64 fd = sys_call4(__NR_signalfd4, a[0], a[1], sizeof(u64), a[3]);
    return fd_made(fd, FD_SIGNAL);
}
