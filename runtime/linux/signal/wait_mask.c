/* wait_mask.c -- calls that wait with a signal mask of their own.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/signal/wait_mask.h"

#include "runtime/linux/host.h"
#include "runtime/linux/process.h"

u64 maskable(u64 set)
{
    return set & ~(1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1));
}

i64 mask_argument(Call *c, u32 address, u64 *mask)
{
    SigsetArgument argument = {0, 0};

    if (address && !guest_get(c, LAYOUT_sigset_argument, address, &argument))
        return -EFAULT;
    if (!argument.set)
        return 0;
    if (argument.size != sizeof *mask)
        return -EINVAL;
    const u8 *from = guest_readable((u32)argument.set, sizeof *mask);
    if (!from)
        return -EFAULT;
    *mask = guest_load_sigset(c, from);
    return 1;
}

i64 wait_call(Call *c, const u64 *mask, u64 number, const u64 a[6])
{
    i64 result = signal_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    LinuxThread *own = linux_thread(c->t);

    if (mask && result == -EINTR && c->t->queued) {
        own->saved_mask = c->t->signal_mask;
        own->restore_mask = true;
        c->t->signal_mask = maskable(*mask);
    }
    return result;
}
