/* process_fds.c -- descriptors of processes; comparing and scheduling processes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/signal/info.h"
#include "runtime/linux/syscall.h"

i64 sys_pidfd_send_signal(Call *c)
{
    const u64 *a = c->arg;
    siginfo_t info;

    if (!a[2])
        return sys_call4(__NR_pidfd_send_signal, a[0], a[1], 0, a[3]);
    const u8 *from = guest_readable((u32)a[2], GUEST_SIGINFO);
    if (!from)
        return -EFAULT;
    info_to_host(from, c->abi->big_endian, &info);
    return sys_call4(__NR_pidfd_send_signal, a[0], a[1], (u64)&info, a[3]);
}

/* kcmp's last argument is a structure if it compares an epoll target. */
i64 sys_kcmp(Call *c)
{
    const u64 *a = c->arg;
    struct kcmp_epoll_slot slot;

    if (a[2] != KCMP_EPOLL_TFD)
        return sys_call6(__NR_kcmp, a[0], a[1], a[2], a[3], a[4], 0);
    if (!guest_get(c, LAYOUT_epoll_slot, (u32)a[4], &slot))
        return -EFAULT;
    return sys_call6(__NR_kcmp, a[0], a[1], a[2], a[3], (u64)&slot, 0);
}

/* The first version of sched_attr has 48 bytes, without the bounds of utilisation. */
enum { FIRST_VERSION = 48 };

i64 sys_sched_setattr(Call *c)
{
    Layout layout = c->abi->layout[LAYOUT_sched_attr]();
    u32 known = layout_size(layout), address = (u32)c->arg[1];
    struct sched_attr attr = {0};
    const u8 *from = guest_readable(address, 4);
    u8 *copy = call_room(c, known);

    if (!from)
        return -EFAULT;
    u32 size = guest_load32(c, from);
    size = size ? size : FIRST_VERSION;
    if (size < FIRST_VERSION || size > known)
        return -E2BIG;
    from = guest_readable(address, size);
    if (!from)
        return -EFAULT;
    __builtin_memcpy(copy, from, size);
    layout_to_host(layout, c->abi->big_endian, copy, &attr);
    attr.size = size;
    return sys_call3(__NR_sched_setattr, c->arg[0], (u64)&attr, c->arg[2]);
}

i64 sys_sched_getattr(Call *c)
{
    Layout layout = c->abi->layout[LAYOUT_sched_attr]();
    u32 known = layout_size(layout);
    u64 size = c->arg[2];
    struct sched_attr attr = {0};
    u8 *guest = call_room(c, known);

    if (size < FIRST_VERSION || size > GUEST_PAGE)
        return -EINVAL;
    size = size < known ? size : known;
    u8 *to = guest_writable((u32)c->arg[1], size);
    if (!to)
        return -EFAULT;
    i64 result = sys_call4(__NR_sched_getattr, c->arg[0], (u64)&attr, size, c->arg[3]);
    if (!result) {
        layout_to_guest(layout, c->abi->big_endian, &attr, guest);
        __builtin_memcpy(to, guest, size);
    }
    return result;
}
