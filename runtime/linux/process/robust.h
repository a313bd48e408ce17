/*
 * robust.h -- futexes whose owner dies.  The kernel's Documentation/locking/
 * robust-futex-ABI.rst.
 *
 * The host's kernel knows lists of 64-bit pointers only: the runtime keeps the address
 * of each thread's list and walks it where the kernel would.  What ends a process
 * without asking, SIGKILL, is found out by who waits: a thread says in its own list
 * which robust lock it is about to take, so the word is one, and the number in it its
 * owner's.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_PROCESS_ROBUST_H
#define RUNTIME_LINUX_PROCESS_ROBUST_H

#include "runtime/thread.h"

/* Mark what the thread, which ends, still holds, and wake who waits for it. */
void robust_release(Thread *t);

/* Is the word at `address` that of a robust lock which the thread is about to take? */
bool robust_is_wanted(const Thread *t, u32 address);
/* Mark the lock if its owner has died without doing so; true if it had. */
bool robust_mark_dead(u32 address);

#endif
