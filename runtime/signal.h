/*
 * signal.h -- host signals on their way to the guest.
 *
 *      if (t->head.pending & PENDING_SIGNAL)       at a safe point
 *          signal_deliver(t);
 *
 * An asynchronous host signal is queued in the Thread, one at most.  All others are
 * blocked on the host until it is delivered, so the kernel keeps their order.  A signal
 * is delivered at a safe point only: in the dispatcher, in rt_poll, after a system
 * call. A fault of guest code is delivered at once, with its pc in the state.
 *
 * Signal numbers, masks and siginfo_t are the host's everywhere in the core.  The
 * numbers of PowerPC and ARM guests are the same.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_SIGNAL_H
#define RUNTIME_SIGNAL_H

#include "runtime/thread.h"
#include "runtime/world.h"

/* What happens on a signal: the default action, nothing, or the guest's handler. */
typedef enum { SIGNAL_DEFAULT, SIGNAL_IGNORE, SIGNAL_CATCH } SignalWay;

/*
 * Results of a host call that a signal ended.  CALL_AGAIN: the kernel would restart the
 * call after the signal (ERESTARTSYS), so the guest's call instruction is executed
 * again or gives EINTR.  CALL_BEFORE: the signal came before the call, so the
 * instruction is executed again whatever the handler's flags.
 */
enum { CALL_AGAIN = -512, CALL_BEFORE = -513 };

/* signal_init installs host handlers for the signals that an instruction can cause, and
 * takes over the mask that the process was started with; the first thread calls it
 * once. signal_init_thread sets the alternate stack of host handlers; each further
 * thread calls it when it starts. */
void signal_init(Thread *t);
void signal_init_thread(Thread *t);

/* Blocks all signals on the host until signal_force_mask.  A host thread that is made
 * meanwhile begins with all signals blocked. */
void signal_block_all(void);

/* Sets the host's action for `signal`, as sigaction.  Of `flags` only SA_NOCLDSTOP and
 * SA_NOCLDWAIT count.  Call fault_expect before SIGNAL_CATCH. */
void signal_set_way(int signal, SignalWay way, u64 flags);

/*
 * Sets the signals the guest blocks; bit n - 1 is signal n.  Returns false, with the
 * mask unchanged, if a queued signal must be delivered first: the guest's call then
 * gives CALL_BEFORE.
 */
bool signal_set_mask(Thread *t, u64 mask);
/* The same for when no signal can be queued. */
void signal_force_mask(Thread *t, u64 mask);

/* Makes host call `number` with its six arguments, in dispatch.S.  Returns the kernel's
 * result, CALL_AGAIN or CALL_BEFORE. */
i64 signal_host_call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f);

/*
 * Makes a host call that may block.  Returns the kernel's result.  CALL_BEFORE: a
 * signal came before the call.  CALL_AGAIN: a signal interrupted the call, and the
 * kernel would restart it.  -EINTR: a signal interrupted the call, which does not
 * restart.  Other threads may stop the world meanwhile.
 */
static inline i64 signal_call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    Thread *t = thread_self();

    world_leave(t);
    i64 result = signal_host_call(number, a, b, c, d, e, f);
    world_enter(t);
    return result;
}

/* Delivers the queued signal, and each that arrives when the guest's mask is put in
 * force again.  Returns true if the pc changed. */
bool signal_deliver(Thread *t);

/* Delivers `signal` with si_code `code` and si_addr `address` (guest) for the
 * instruction at the state's pc, and ends the process if the guest blocks or ignores
 * it. */
void signal_fault(Thread *t, int signal, int code, u32 address);

/* Handles a signal frame that Os.deliver could not store: the guest's stack has no
 * place for it. */
void signal_frame_fault(Thread *t);

/* signal_raise does the same for the exception `what` (a Raise) of the instruction at
 * the state's pc. signal_fault_fetch does it for a pc from which the guest may not
 * fetch: SIGSEGV. */
void signal_raise(Thread *t, u32 what);
void signal_fault_fetch(Thread *t, u32 pc);

/* Ends this process by the signal, as the signal's default action does.  Reports first
 * if DBT_CRASH=full. */
_Noreturn void signal_die(Thread *t, int signal);

#endif
