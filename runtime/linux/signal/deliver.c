/* deliver.c -- delivers signals to the guest: frames, default actions, the return from
 * handlers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/dispatch.h"
#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/linux/signal/wait_mask.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/stats.h"

enum { MIN_STACK = 2048 };

#define BIT(signal) (1ull << ((signal)-1))
#define IGNORED_BY_DEFAULT (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT))
#define STOPS (BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))

static bool on_alternate(const LinuxThread *own, u32 sp)
{
    return sp - own->alternate_stack - 1 < own->alternate_size;
}

static u32 stack_flags(const LinuxThread *own, u32 sp)
{
    if (!own->alternate_size)
        return SS_DISABLE;
    return on_alternate(own, sp) ? SS_ONSTACK : 0;
}

/* Restores the mask that a call which waited with its own had replaced; for signals
 * whose handler's return will not do it. */
static void restore_mask(Thread *t)
{
    LinuxThread *own = linux_thread(t);

    if (own->restore_mask)
        t->signal_mask = own->saved_mask;
    own->restore_mask = false;
}

static void restart_or_interrupt(Thread *t, u32 flags)
{
    LinuxThread *own = linux_thread(t);

    if (t->restart && !own->again && !(flags & SA_RESTART))
        linux_abi->skip_call(t);
    t->restart = false;
    own->again = false;
}

static void fill_frame(Thread *t, const GuestAction *action, SignalFrame *frame)
{
    LinuxThread *own = linux_thread(t);
    u32 sp = linux_abi->stack_pointer(t);

    frame->handler = action->handler;
    frame->flags = action->flags;
    frame->restorer = action->restorer;
    frame->saved_mask = own->restore_mask ? own->saved_mask : t->signal_mask;
    frame->alternate[0] = own->alternate_stack;
    frame->alternate[1] = stack_flags(own, sp) | (own->alternate_flags & SS_AUTODISARM);
    frame->alternate[2] = own->alternate_size;
    frame->stack = sp;
    if (action->flags & SA_ONSTACK && own->alternate_size && !on_alternate(own, sp))
        frame->stack = own->alternate_stack + own->alternate_size;
}

static bool call_handler(Thread *t, int signal, GuestAction action, const void *info,
                         bool fault)
{
    LinuxThread *own = linux_thread(t);
    SignalFrame frame = {.info = info, .fault = fault};
    u64 mask = t->signal_mask | action.mask;

    restart_or_interrupt(t, action.flags);
    fill_frame(t, &action, &frame);
    const u8 *recover = t->recover;
    own->frame_signal = signal;
    t->recover = rt_frame_fault;
    bool fits = linux_abi->push_frame(t, signal, &frame);
    t->recover = recover;
    if (!fits)
        return false;
    if (own->alternate_flags & SS_AUTODISARM)
        own->alternate_size = own->alternate_flags = 0;
    if (!(action.flags & SA_NODEFER))
        mask |= BIT(signal);
    own->restore_mask = false;
    t->signal_mask = mask;
    return true;
}

/* The frame does not fit the stack: the kernel delivers SIGSEGV instead, once. */
static void handle_no_frame(Thread *t, int signal)
{
    siginfo_t info = {.si_signo = SIGSEGV, .si_code = SI_KERNEL};
    GuestAction action = action_take(t, SIGSEGV);

    if (signal == SIGSEGV || action.handler <= (u64)SIG_IGN ||
        !call_handler(t, SIGSEGV, action, &info, true))
        signal_die(t, SIGSEGV);
}

void linux_frame_fault(Thread *t)
{
    handle_no_frame(t, linux_thread(t)->frame_signal);
}

/* Default actions of all signals that the runtime need not catch are left to the host's
 * kernel. */
static void default_action(Thread *t, int signal)
{
    if (BIT(signal) & STOPS)
        sys_call2(__NR_kill, (u64)sys_call0(__NR_getpid), SIGSTOP);
    else if (!(BIT(signal) & IGNORED_BY_DEFAULT))
        signal_die(t, signal);
    restore_mask(t);
}

static void show(const siginfo_t *info)
{
    if (log_on(LOG_STRACE))
        out_printf(log_out(), "--- signal %d {si_code=%d} ---\n", info->si_signo,
                   info->si_code);
}

bool linux_float_traps(const Thread *t)
{
    return linux_abi->float_traps(t);
}

int linux_float_code(Thread *t)
{
    return linux_abi->float_code(t);
}

u32 linux_align_address(const Thread *t)
{
    return linux_abi->align_address(t);
}

void linux_deliver(Thread *t, const void *host_siginfo, bool fault)
{
    const siginfo_t *info = host_siginfo;
    int signal = info->si_signo;

    show(info);
    if (fault && t->signal_mask & BIT(signal))
        signal_die(t, signal);
    if (!fault && t->signal_mask & BIT(signal)) {
        deliver_later(t, host_siginfo);
        return;
    }
    GuestAction action = action_take(t, signal);
    u32 handler = action.handler;
    if (fault && handler == (u64)SIG_IGN)
        signal_die(t, signal);
    if (handler == (u64)SIG_IGN) {
        restore_mask(t);
        return;
    }
    if (handler == (u64)SIG_DFL) {
        default_action(t, signal);
        return;
    }
    if (!call_handler(t, signal, action, info, fault))
        handle_no_frame(t, signal);
    else
        stats_add(STATS_HANDLERS, 1);
}

i64 sys_sigaltstack(Call *c)
{
    LinuxThread *own = linux_thread(c->t);
    const stack_t *wanted = (const stack_t *)c->arg[0];
    stack_t *old = (stack_t *)c->arg[1];
    u32 now = stack_flags(own, c->abi->stack_pointer(c->t));
    /* Both may be one guest structure, but not one host structure. */
    if (old) {
        old->ss_sp = (void *)(u64)own->alternate_stack;
        old->ss_size = own->alternate_size;
        old->ss_flags = (int)(now | (own->alternate_flags & SS_AUTODISARM));
    }
    if (!wanted)
        return 0;
    u32 flags = (u32)wanted->ss_flags, mode = flags & ~(u32)SS_AUTODISARM;
    if (now == SS_ONSTACK)
        return -EPERM;
    if (mode != 0 && mode != SS_ONSTACK && mode != SS_DISABLE)
        return -EINVAL;
    if (mode != SS_DISABLE && wanted->ss_size < MIN_STACK)
        return -ENOMEM;
    own->alternate_stack = mode == SS_DISABLE ? 0 : (u32)(u64)wanted->ss_sp;
    own->alternate_size = mode == SS_DISABLE ? 0 : (u32)wanted->ss_size;
    own->alternate_flags = flags & (u32)SS_AUTODISARM;
    return 0;
}

static i64 return_from(Call *c, bool real_time)
{
    LinuxThread *own = linux_thread(c->t);
    SignalFrame frame = {0};

    /* The mask is restored before the registers, so that a waiting signal is delivered
     * in the state of this frame. */
    if (!c->abi->frame_mask(c->t, real_time, &frame.saved_mask))
        signal_die(c->t, SIGSEGV);
    if (!signal_set_mask(c->t, maskable(frame.saved_mask)))
        return CALL_BEFORE;
    if (!c->abi->pop_frame(c->t, real_time, &frame))
        signal_die(c->t, SIGSEGV);
    deliver_held(c->t);
    if (real_time) {
        own->alternate_stack = frame.alternate[0];
        own->alternate_flags = frame.alternate[1] & (u32)SS_AUTODISARM;
        own->alternate_size = frame.alternate[1] & SS_DISABLE ? 0 : frame.alternate[2];
    }
    return CALL_KEEP;
}

i64 sys_sigreturn(Call *c)
{
    return return_from(c, false);
}

i64 sys_rt_sigreturn(Call *c)
{
    return return_from(c, true);
}
