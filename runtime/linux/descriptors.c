/* descriptors.c -- descriptors whose content the kernel writes as numbers. */
#include "runtime/linux/descriptors.h"

#include "runtime/linux/host.h"
#include "runtime/linux/syscall.h"

/* Above these, and after execve, they are taken for plain. */
enum { MAX_KNOWN = 1024 };
static u8 kinds[MAX_KNOWN];

FdKind fd_kind(u64 fd)
{
    return fd < MAX_KNOWN ? kinds[fd] : FD_BYTES;
}

i64 fd_made(i64 fd, FdKind kind)
{
    if (fd >= 0 && fd < MAX_KNOWN)
        kinds[fd] = (u8)kind;
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

    for (u64 fd = a[0]; !result && !a[2] && fd <= a[1] && fd < MAX_KNOWN; fd++)
        kinds[fd] = FD_BYTES;
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

/* Turn the numbers at `bytes` around, if guest and host differ in their order. */
static void swap(const Call *c, u8 *bytes, u32 size)
{
    layout_write(bytes, size, c->abi->big_endian, layout_read(bytes, size, false));
}

/* Words for watch, mask, cookie and the length of the name that follows. */
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

i64 sys_read(Call *c)
{
    const u64 *a = c->arg;
    i64 got = signal_call(__NR_read, a[0], a[1], a[2], 0, 0, 0);

    switch (fd_kind(a[0])) {
    case FD_BYTES: break;
    case FD_COUNTER:
        if (got == 8)
            swap(c, (u8 *)a[1], 8);
        break;
    case FD_INOTIFY:
        if (got > 0)
            swap_events(c, (u8 *)a[1], (u64)got);
        break;
    }
    return got;
}

i64 sys_write(Call *c)
{
    const u64 *a = c->arg;
    u64 from = a[1];

    if (fd_kind(a[0]) == FD_COUNTER && a[2] >= 8) {
        const u8 *guest = guest_readable((u32)c->raw[1], 8);
        if (!guest)
            return -EFAULT;
        u64 *number = call_room(c, 8);
        *number = layout_read(guest, 8, c->abi->big_endian);
        from = (u64)number;
    }
    return signal_call(__NR_write, a[0], from, from == a[1] ? a[2] : sizeof(u64), 0, 0,
                       0);
}
