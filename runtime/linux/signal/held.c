/* held.c -- signals that the guest blocks but the host must not.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/base/sys.h"

#include <string.h>

#define BIT(signal) (1ull << ((signal)-1))

/* Keeps a signal for later. A second one of the same number is lost, as in the
 * kernel. */
void deliver_later(Thread *t, const void *host_siginfo)
{
    LinuxThread *own = linux_thread(t);
    int signal = ((const siginfo_t *)host_siginfo)->si_signo;

    if (signal >= MAX_HELD || own->held & BIT(signal))
        return;
    own->held |= BIT(signal);
    memcpy(own->held_info[signal], host_siginfo, HOST_SIGINFO_SIZE);
}

/* Sends the kept signals again, so that they arrive as if they had been pending on the
 * host. */
void deliver_held(Thread *t)
{
    LinuxThread *own = linux_thread(t);
    u64 ready = own->held & ~t->signal_mask;

    if (!ready)
        return;
    u64 process = (u64)sys_call0(__NR_getpid), thread = (u64)sys_call0(__NR_gettid);

    for (int signal = 1; signal < MAX_HELD; signal++) {
        if (!(ready & BIT(signal)))
            continue;
        own->held &= ~BIT(signal);
        sys_call4(__NR_rt_tgsigqueueinfo, process, thread, (u64)signal,
                  (u64)own->held_info[signal]);
        return;
    }
}

u64 held_signals(Thread *t)
{
    return linux_thread(t)->held;
}
