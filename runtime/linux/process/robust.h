/*
 * robust.h -- futexes whose owner dies.  The kernel's Documentation/locking/
 * robust-futex-ABI.rst.
 *
 * The host's kernel knows lists of 64-bit pointers only: the runtime keeps the address
 * of each thread's list and walks it where the kernel would.  What ends the process
 * without asking, SIGKILL, is not seen.
 */
#ifndef RUNTIME_LINUX_PROCESS_ROBUST_H
#define RUNTIME_LINUX_PROCESS_ROBUST_H

#include "runtime/thread.h"

/* Mark what the thread, which ends, still holds, and wake who waits for it. */
void robust_release(Thread *t);

#endif
