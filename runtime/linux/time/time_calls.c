/* time_calls.c -- clocks and timers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/syscall.h"
#include "runtime/linux/time/vdso.h"

i64 sys_time(Call *c)
{
    i64 now = vdso_call(VDSO_time, 0, 0, 0);

    if (c->arg[0]) {
        u8 *to = guest_writable((u32)c->arg[0], 4);
        if (!to)
            return -EFAULT;
        guest_store32(c, to, (u32)now);
    }
    return now;
}

i64 sys_stime(Call *c)
{
    const u8 *from = guest_readable((u32)c->arg[0], 4);
    struct __kernel_timespec time = {0, 0};

    if (!from)
        return -EFAULT;
    time.tv_sec = (i32)guest_load32(c, from);
    return sys_call2(__NR_clock_settime, CLOCK_REALTIME, (u64)&time);
}

/* The runtime restarts calls under their own numbers, so restart_syscall has nothing to
 * do. */
i64 sys_restart_syscall(Call *c)
{
    (void)c;
    return -EINTR;
}

/* Converts the guest's sigevent: value, signal, kind, thread; each is a word. */
static bool event_in(Call *c, u32 address, struct sigevent *event)
{
    const u8 *from = guest_readable(address, 16);

    if (!from)
        return false;
    *event = (struct sigevent){0};
    event->sigev_value.sival_ptr = (void *)(u64)guest_load32(c, from);
    event->sigev_signo = (int)guest_load32(c, from + 4);
    event->sigev_notify = (int)guest_load32(c, from + 8);
    event->_sigev_un._tid = (int)guest_load32(c, from + 12);
    return true;
}

/* With SIGEV_THREAD the kernel sends a message of these bytes to the C library's
 * thread. */
i64 sys_mq_notify(Call *c)
{
    enum { COOKIE = 32 };
    struct sigevent event;

    if (!c->arg[1])
        return sys_call2(__NR_mq_notify, c->arg[0], 0);
    if (!event_in(c, (u32)c->arg[1], &event))
        return -EFAULT;
    if (event.sigev_notify == SIGEV_THREAD) {
        u32 cookie = (u32)(u64)event.sigev_value.sival_ptr;
        if (!guest_readable(cookie, COOKIE))
            return -EFAULT;
        event.sigev_value.sival_ptr = memory_at(cookie);
    }
    return sys_call2(__NR_mq_notify, c->arg[0], (u64)&event);
}

i64 sys_timer_create(Call *c)
{
    struct sigevent event;

    if (c->arg[1] == 0)
        return sys_call6(__NR_timer_create, c->arg[0], 0, c->arg[2], 0, 0, 0);
    if (!event_in(c, (u32)c->arg[1], &event))
        return -EFAULT;
    return sys_call6(__NR_timer_create, c->arg[0], (u64)&event, c->arg[2], 0, 0, 0);
}
