/*
 * robust.h -- robust futexes, whose owner may die.  The kernel's Documentation/locking/
 * robust-futex-ABI.rst.
 *
 *      robust_release(t);                      the thread ends
 *
 * The host's kernel only knows lists of 64-bit pointers.  So the runtime keeps the
 * address of each thread's list, and walks it where the kernel would.  A process that
 * SIGKILL ends walks no list: the thread that waits for its lock finds out.  That
 * thread names in its own list the robust lock it is about to take, so the word is
 * known to be a robust futex, and the number in it to be its owner's id.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_PROCESS_ROBUST_H
#define RUNTIME_LINUX_PROCESS_ROBUST_H

#include "runtime/thread.h"

/* Marks the locks that the thread still holds when it ends (FUTEX_OWNER_DIED), and
 * wakes those who wait for them. */
void robust_release(Thread *t);
/* The same for all threads of its process, which ends. */
void robust_end_process(Thread *t);

/* Returns true if the word at `address` is the robust lock that the thread is about to
 * take, as its list says. */
bool robust_is_wanted(const Thread *t, u32 address);
/* Marks the lock at `address` if its owner has died without doing so.  Returns true if
 * it had. */
bool robust_mark_dead(u32 address);

#endif
