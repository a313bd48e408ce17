/*
 * signal.h -- signals of the host, on their way to the guest.
 *
 * The runtime's host handlers queue at most one asynchronous signal a thread, and
 * block all others on the host till it is delivered; so the kernel keeps order
 * and the rest.  Delivery is at a safe point only: the dispatcher, rt_poll, after
 * a system call.  A fault of guest code is delivered with the pc in the state.
 *
 * Numbers, masks and siginfo are the host's everywhere; guests' numbers differ in
 * nothing for PowerPC and ARM.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_SIGNAL_H
#define RUNTIME_SIGNAL_H

#include "runtime/thread.h"
#include "runtime/world.h"

/* What the guest wants done with a signal. */
typedef enum { SIGNAL_DEFAULT, SIGNAL_IGNORE, SIGNAL_CATCH } SignalWay;

/*
 * CALL_AGAIN: the kernel would restart this call after the signal's delivery
 * (ERESTARTSYS): the guest's `sc` is made again, or gives EINTR.  CALL_BEFORE: the
 * signal came before the call, which is made again whatever the handler's flags.
 */
enum { CALL_AGAIN = -512, CALL_BEFORE = -513 };

/* Once, by the first thread, and by each when it starts. */
void signal_init(Thread *t);
void signal_init_thread(Thread *t);

/* On the host, till signal_force_mask: so that a new host thread begins that way. */
void signal_block_all(void);

/* sigaction, the host's side; `flags` SA_NOCLDSTOP and SA_NOCLDWAIT matter.
 * fault_expect goes before SIGNAL_CATCH. */
void signal_set_way(int signal, SignalWay way, u64 flags);

/*
 * The mask the guest has from now on.  False: a signal is waiting that must be
 * delivered before; nothing was changed, give CALL_BEFORE.
 */
bool signal_set_mask(Thread *t, u64 mask);
/* The same, when nothing can be waiting. */
void signal_force_mask(Thread *t, u64 mask);

/* dispatch.S: the call itself. */
i64 signal_host_call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f);

/*
 * Make a host call that may block.  CALL_BEFORE: a signal came before it.
 * CALL_AGAIN: it was interrupted and is one that restarts.  -EINTR: interrupted,
 * does not.  Other threads may stop the world meanwhile.
 */
static inline i64 signal_call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    Thread *t = thread_self();

    world_leave(t);
    i64 result = signal_host_call(number, a, b, c, d, e, f);
    world_enter(t);
    return result;
}

/* Deliver what is queued and lets itself be; true if the state changed. */
bool signal_deliver(Thread *t);

/* A fault of guest code at the state's pc. */
void signal_fault(Thread *t, int signal, int code, u32 address);

/* The frame that Os.deliver was making had no place. */
void signal_frame_fault(Thread *t);

/* The same for what an instruction raises, and for a pc that cannot be fetched. */
void signal_raise(Thread *t, u32 what);
void signal_fault_fetch(Thread *t, u32 pc);

/* End this process by the signal, as its default action does; with a report if
 * DBT_CRASH=full. */
_Noreturn void signal_die(Thread *t, int signal);

#endif
