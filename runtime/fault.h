/* fault.h -- a fault of the host made the guest's. */
#ifndef RUNTIME_FAULT_H
#define RUNTIME_FAULT_H

#include <asm/sigcontext.h>
#include <linux/signal.h>

#include <asm/ucontext.h>

#include "runtime/thread.h"

/*
 * In the host's handler: let the access be made again, or have the thread go on at
 * rt_fault with Thread.fault and the pc set.  False: the fault is not the guest's.
 */
bool fault_take(Thread *t, int signal, const siginfo_t *info, void *context);

/* Make the access of rt_fault_resumable's frame again. */
_Noreturn void fault_resume(Thread *t, void *frame);

#endif
