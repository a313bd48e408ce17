/* fault.h -- faults of host instructions, turned into faults of guest instructions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_FAULT_H
#define RUNTIME_FAULT_H

#include <asm/sigcontext.h>
#include <linux/signal.h>

#include <asm/ucontext.h>

#include "runtime/thread.h"

/*
 * Handles a synchronous host signal, in the host's signal handler; `context` is the
 * handler's struct ucontext.  Returns true if the thread can go on: the host
 * instruction is repeated, or the thread continues at rt_fault with Thread.fault and
 * the pc set, or at Thread.recover.  Returns false, after a line to stderr, if the
 * fault is no guest instruction's: a bug of the runtime.
 */
bool fault_take(Thread *t, int signal, const siginfo_t *info, void *context);

/*
 * Prepares for a guest handler of `signal`, before it is installed.  Ahead-of-time code
 * keeps registers and effects exact at SIGSEGV and SIGBUS only if it has checkpoints
 * (dbt-aot --resume, --precise), and never at SIGFPE.  Where they are not exact for
 * `signal`, that code is retired for good, and dynamic code runs instead.  For SIGFPE
 * dynamic code is translated anew, with exact registers; a guest whose instructions
 * never raise it, as ARM's do not (no Guest.float_trap), keeps all as it is. Exceptions
 * by rt_raise are always exact. Call it at a safe point, with no lock held.
 */
void fault_expect(Thread *t, int signal);
/* How often that was called for SIGSEGV or SIGBUS. */
extern u64 fault_handlers;

#endif
