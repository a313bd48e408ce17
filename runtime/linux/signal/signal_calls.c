/* signal_calls.c -- handlers, masks and waiting for signals.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/fault.h"
#include "runtime/linux/host.h"
#include "runtime/linux/signal/info.h"
#include "runtime/linux/process.h"
#include "runtime/linux/signal/wait_mask.h"
#include "runtime/lock.h"
#include "runtime/base/sys.h"

GuestAction guest_actions[NUM_SIGNALS + 1];

static SignalWay way_of(u32 handler)
{
    if (handler == (u64)SIG_DFL)
        return SIGNAL_DEFAULT;
    return handler == (u64)SIG_IGN ? SIGNAL_IGNORE : SIGNAL_CATCH;
}

void action_set(Thread *t, int signal, const GuestAction *action)
{
    GuestAction *actions = linux_thread(t)->actions;

    if (way_of(action->handler) == SIGNAL_CATCH)
        fault_expect(t, signal);
    lock_take(&lock_actions);
    actions[signal] = *action;
    actions[signal].mask = maskable(action->mask);
    signal_set_way(signal, way_of(action->handler), action->flags);
    lock_drop(&lock_actions);
}

static GuestAction action_now(Thread *t, int signal)
{
    lock_take(&lock_actions);
    GuestAction action = linux_thread(t)->actions[signal];
    lock_drop(&lock_actions);
    return action;
}

GuestAction action_take(Thread *t, int signal)
{
    lock_take(&lock_actions);
    GuestAction action = action_now(t, signal);
    if (way_of(action.handler) == SIGNAL_CATCH && action.flags & SA_RESETHAND)
        action_set(t, signal, &(GuestAction){.handler = (u32)(u64)SIG_DFL});
    lock_drop(&lock_actions);
    return action;
}

void process_init(Thread *t)
{
    struct {
        u64 handler, flags, restorer, mask;
    } action;

    linux_thread(t)->actions = guest_actions;
    for (int signal = 1; signal <= NUM_SIGNALS; signal++)
        if (!sys_call4(__NR_rt_sigaction, (u64)signal, 0, (u64)&action, sizeof(u64)) &&
            action.handler == (u64)SIG_IGN)
            guest_actions[signal].handler = (u32)action.handler;
}

static i64 change_action(Call *c, LayoutId id, u32 wanted, u32 old)
{
    u64 signal = c->arg[0];
    GuestAction action = {0};

    if (signal < 1 || signal > NUM_SIGNALS)
        return -EINVAL;
    if (wanted && !guest_get(c, id, wanted, &action))
        return -EFAULT;
    if (wanted && (signal == SIGKILL || signal == SIGSTOP))
        return -EINVAL;
    GuestAction before = action_now(c->t, (int)signal);
    if (old && guest_put(c, id, &before, old))
        return -EFAULT;
    if (wanted)
        action_set(c->t, (int)signal, &action);
    return 0;
}

i64 sys_rt_sigaction(Call *c)
{
    if (c->arg[3] != sizeof(u64))
        return -EINVAL;
    return change_action(c, LAYOUT_sigaction, (u32)c->arg[1], (u32)c->arg[2]);
}

i64 sys_sigaction(Call *c)
{
    return change_action(c, LAYOUT_old_sigaction, (u32)c->arg[1], (u32)c->arg[2]);
}

i64 sys_signal(Call *c)
{
    u64 signal = c->arg[0];
    GuestAction action = {.handler = (u32)c->arg[1],
                          .flags = (u32)(SA_RESETHAND | SA_NODEFER)};

    if (signal < 1 || signal > NUM_SIGNALS || signal == SIGKILL || signal == SIGSTOP)
        return -EINVAL;
    u32 old = action_now(c->t, (int)signal).handler;
    action_set(c->t, (int)signal, &action);
    return old;
}

/* A signal does not make these calls fail; they are restarted after its handler. */
static i64 set_mask(Call *c, u64 mask)
{
    if (signal_set_mask(c->t, mask)) {
        deliver_held(c->t);
        return 0;
    }
    return CALL_BEFORE;
}

static i64 change_mask(Call *c, u64 how, u64 set)
{
    u64 old = c->t->signal_mask;

    switch (how) {
    case SIG_BLOCK: return set_mask(c, maskable(old | set));
    case SIG_UNBLOCK: return set_mask(c, old & ~set);
    case SIG_SETMASK: return set_mask(c, maskable(set));
    default: return -EINVAL;
    }
}

i64 sys_rt_sigprocmask(Call *c)
{
    const u64 *set = (const u64 *)c->arg[1];
    u32 address = (u32)c->arg[2];
    u64 old = c->t->signal_mask;
    u8 *to = address ? guest_writable(address, sizeof(u64)) : NULL;

    if (c->arg[3] != sizeof(u64))
        return -EINVAL;
    i64 result = set ? change_mask(c, c->arg[0], *set) : 0;
    if (result || !address)
        return result;
    if (!to)
        return -EFAULT;
    guest_store_sigset(c, to, old);
    return 0;
}

/* The old calls change only the first word of the mask. */
i64 sys_sigprocmask(Call *c)
{
    const u8 *set = guest_readable((u32)c->arg[1], 4);
    u64 old = c->t->signal_mask, high = old >> 32 << 32;
    u8 *to = c->arg[2] ? guest_writable((u32)c->arg[2], 4) : NULL;
    i64 result = 0;

    if (c->arg[1] && !set)
        return -EFAULT;
    if (c->arg[1])
        result = change_mask(
            c, c->arg[0], guest_load32(c, set) | (c->arg[0] == SIG_SETMASK ? high : 0));
    if (result || !c->arg[2])
        return result;
    if (!to)
        return -EFAULT;
    guest_store32(c, to, (u32)old);
    return 0;
}

i64 sys_sgetmask(Call *c)
{
    return (u32)c->t->signal_mask;
}

i64 sys_ssetmask(Call *c)
{
    u64 old = c->t->signal_mask;
    i64 result = set_mask(c, maskable(old >> 32 << 32 | c->arg[0]));

    return result ? result : (u32)old;
}

/* Pending on the host are the signals that the guest blocks, and others that the host
 * blocks while one is being delivered. */
static i64 pending(Call *c, u64 *set)
{
    i64 result = sys_call2(__NR_rt_sigpending, (u64)set, sizeof(*set));

    *set = (*set & c->t->signal_mask) | held_signals(c->t);
    return result;
}

i64 sys_rt_sigpending(Call *c)
{
    u64 set = 0;
    i64 result = pending(c, &set);
    u8 *to = guest_writable((u32)c->arg[0], sizeof(set));

    if (result || !to)
        return result ? result : -EFAULT;
    guest_store_sigset(c, to, set);
    return 0;
}

i64 sys_sigpending(Call *c)
{
    u64 set = 0;
    i64 result = pending(c, &set);
    u8 *to = guest_writable((u32)c->arg[0], 4);

    if (result || !to)
        return result ? result : -EFAULT;
    guest_store32(c, to, (u32)set);
    return 0;
}

static i64 suspend(Call *c, u64 mask)
{
    u64 a[6] = {(u64)&mask, sizeof(mask)};

    mask = maskable(mask);
    return wait_call(c, &mask, __NR_rt_sigsuspend, a);
}

i64 sys_rt_sigsuspend(Call *c)
{
    if (c->arg[1] != sizeof(u64))
        return -EINVAL;
    return suspend(c, *(const u64 *)c->arg[0]);
}

i64 sys_sigsuspend(Call *c)
{
    return suspend(c, c->arg[0]);
}

i64 sys_rt_sigtimedwait(Call *c)
{
    u64 set = maskable(*(const u64 *)c->arg[0]);
    siginfo_t info = {0};
    u8 *to = c->arg[1] ? guest_writable((u32)c->arg[1], GUEST_SIGINFO) : NULL;

    if (c->arg[3] != sizeof(u64))
        return -EINVAL;
    if (c->arg[1] && !to)
        return -EFAULT;
    i64 result = signal_call(__NR_rt_sigtimedwait, (u64)&set, (u64)&info, c->arg[2],
                             sizeof(set), 0, 0);
    if (result > 0 && to)
        info_to_guest(&info, c->abi->big_endian, to);
    return result;
}

static i64 queue_info(Call *c, u32 address, siginfo_t *info)
{
    const u8 *from = guest_readable(address, GUEST_SIGINFO);

    if (from)
        info_to_host(from, c->abi->big_endian, info);
    return from ? 0 : -EFAULT;
}

i64 sys_rt_sigqueueinfo(Call *c)
{
    siginfo_t info;

    if (queue_info(c, (u32)c->arg[2], &info))
        return -EFAULT;
    return sys_call3(__NR_rt_sigqueueinfo, c->arg[0], c->arg[1], (u64)&info);
}

i64 sys_rt_tgsigqueueinfo(Call *c)
{
    siginfo_t info;

    if (queue_info(c, (u32)c->arg[3], &info))
        return -EFAULT;
    return sys_call4(__NR_rt_tgsigqueueinfo, c->arg[0], c->arg[1], c->arg[2],
                     (u64)&info);
}
