/* poll.c -- waiting for descriptors: poll, select, epoll.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/signal/wait_mask.h"
#include "runtime/base/sys.h"

#include <string.h>

enum { GUEST_POLLFD = 8, MAX_FDS = 1 << 20, GUEST_EPOLL_EVENT = 16 };

static struct pollfd *pollfds_in(Call *c, const u8 *from, u32 count)
{
    struct pollfd *host = call_room(c, sizeof(struct pollfd) * (count + 1ull));
    bool big = c->abi->big_endian;

    for (u32 i = 0; i < count; i++, from += GUEST_POLLFD) {
        host[i].fd = (int)guest_load32(c, from);
        host[i].events = (short)layout_read(from + 4, 2, big);
    }
    return host;
}

static i64 poll_with(Call *c, u64 number, u64 timeout, const u64 *mask)
{
    u32 count = (u32)c->arg[1];

    if (count > MAX_FDS)
        return -EINVAL;
    u8 *fds = guest_writable((u32)c->arg[0], (u64)GUEST_POLLFD * count);
    if (!fds)
        return -EFAULT;
    struct pollfd *host = pollfds_in(c, fds, count);
    u64 a[6] = {(u64)host, count, timeout, (u64)mask, sizeof(*mask)};
    i64 result = wait_call(c, mask, number, a);
    for (u32 i = 0; result >= 0 && i < count; i++)
        layout_write(fds + GUEST_POLLFD * i + 6, 2, c->abi->big_endian,
                     (u16)host[i].revents);
    return result;
}

i64 sys_poll(Call *c)
{
    return poll_with(c, __NR_poll, c->arg[2], NULL);
}

i64 sys_ppoll(Call *c)
{
    if (c->arg[3] && c->arg[4] != sizeof(u64))
        return -EINVAL;
    return poll_with(c, __NR_ppoll, c->arg[2], (const u64 *)c->arg[3]);
}

/* Sets of descriptors are rows of 32-bit words in the guest's order. */
typedef struct {
    u32 address[3];
    u8 *host[3];
    u32 words;
} FdSets;

static i64 fd_sets_in(Call *c, FdSets *sets)
{
    i32 count = (i32)c->arg[0];

    if (count < 0)
        return -EINVAL;
    sets->words = ((count > MAX_FDS ? MAX_FDS : (u32)count) + 31) / 32;
    for (int i = 0; i < 3; i++) {
        sets->address[i] = (u32)c->arg[i + 1];
        sets->host[i] = NULL;
        if (!sets->address[i])
            continue;
        const u8 *from = guest_writable(sets->address[i], 4ull * sets->words);
        if (!from)
            return -EFAULT;
        sets->host[i] = call_room(c, 4ull * sets->words + 8);
        for (u32 w = 0; w < sets->words; w++)
            layout_write(sets->host[i] + 4 * w, 4, false,
                         guest_load32(c, from + 4 * w));
    }
    return 0;
}

static void fd_sets_out(Call *c, const FdSets *sets)
{
    for (int i = 0; i < 3; i++)
        for (u32 w = 0; sets->host[i] && w < sets->words; w++)
            guest_store32(c, memory_at(sets->address[i]) + 4 * w,
                          (u32)layout_read(sets->host[i] + 4 * w, 4, false));
}

static i64 select_with(Call *c, u64 number, const u64 *mask)
{
    u64 mask_argument[2] = {(u64)mask, sizeof(*mask)};
    FdSets sets;
    i64 result = fd_sets_in(c, &sets);

    if (result)
        return result;
    u64 a[6] = {c->arg[0],         (u64)sets.host[0], (u64)sets.host[1],
                (u64)sets.host[2], c->arg[4],         (u64)mask_argument};
    if (number == __NR_select)
        a[5] = 0;
    result = wait_call(c, mask, number, a);
    if (result >= 0)
        fd_sets_out(c, &sets);
    return result;
}

i64 sys_select(Call *c)
{
    return select_with(c, __NR_select, NULL);
}

i64 sys_pselect6(Call *c)
{
    u64 mask;
    i64 has_mask = mask_argument(c, (u32)c->arg[5], &mask);

    return has_mask < 0 ? has_mask
                        : select_with(c, __NR_pselect6, has_mask ? &mask : NULL);
}

/* epoll_event of both guests: a word, a hole of four bytes, 64 bits of data. */
i64 sys_epoll_ctl(Call *c)
{
    const u8 *from = guest_readable((u32)c->arg[3], GUEST_EPOLL_EVENT);
    struct epoll_event event = {0};

    if (c->arg[1] != EPOLL_CTL_DEL) {
        if (!from)
            return -EFAULT;
        event.events = guest_load32(c, from);
        event.data = layout_read(from + 8, 8, c->abi->big_endian);
    }
    return sys_call6(__NR_epoll_ctl, c->arg[0], c->arg[1], c->arg[2], (u64)&event, 0,
                     0);
}

static i64 epoll_with(Call *c, u64 number, const u64 *mask)
{
    i32 count = (i32)c->arg[2];

    if (count <= 0 || count > MAX_FDS)
        return -EINVAL;
    u8 *to = guest_writable((u32)c->arg[1], (u64)GUEST_EPOLL_EVENT * (u32)count);
    if (!to)
        return -EFAULT;
    struct epoll_event *event = call_room(c, sizeof(*event) * (u64)count);
    u64 a[6] = {c->arg[0], (u64)event, (u64)count, c->arg[3], (u64)mask, sizeof(*mask)};
    i64 result = wait_call(c, mask, number, a);
    for (i64 i = 0; i < result; i++, to += GUEST_EPOLL_EVENT) {
        guest_store32(c, to, event[i].events);
        guest_store32(c, to + 4, 0);
        layout_write(to + 8, 8, c->abi->big_endian, event[i].data);
    }
    return result;
}

i64 sys_epoll_wait(Call *c)
{
    return epoll_with(c, __NR_epoll_pwait, NULL);
}

i64 sys_epoll_pwait(Call *c)
{
    if (c->arg[4] && c->arg[5] != sizeof(u64))
        return -EINVAL;
    return epoll_with(c, __NR_epoll_pwait, (const u64 *)c->arg[4]);
}

i64 sys_epoll_pwait2(Call *c)
{
    if (c->arg[4] && c->arg[5] != sizeof(u64))
        return -EINVAL;
    return epoll_with(c, __NR_epoll_pwait2, (const u64 *)c->arg[4]);
}
