/* fault.h -- a fault of the host made the guest's.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
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

/*
 * The guest is going to handle a signal.  If it is one for what ahead-of-time code
 * does not keep the registers or the order of effects exact, that code is left for
 * good.  What rt_raise raises needs no such care.  At a safe point, with no lock.
 */
void fault_expect(Thread *t, int signal);

#endif
