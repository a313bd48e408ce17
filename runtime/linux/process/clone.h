/* clone.h -- threads and processes that the guest makes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_CLONE_H
#define RUNTIME_LINUX_PROCESS_CLONE_H

#include "runtime/linux/syscall.h"

/* What clone, clone3, fork and vfork ask for; guest addresses. */
typedef struct {
    u64 flags; /* CLONE_...; the signal at the end in the low byte */
    u32 stack; /* where its stack pointer starts; 0: as the parent's */
    u32 parent_tid, child_tid, tls;
} CloneArgs;

/* With CLONE_VM: a thread by CLONE_THREAD; or a process, for which its parent waits
 * till it executes a program if there is CLONE_VFORK, as posix_spawn does it, and which
 * else goes on beside it, as LinuxThreads makes them. */
i64 clone_sharing(Call *c, const CloneArgs *args);
/* Was there ever a process of the last kind? */
extern bool clone_shares;

/* What the new thread t finds in its registers and in memory. */
void clone_set_up(Thread *t, const CloneArgs *args);
void clone_store_tid(Thread *t, u32 address, u64 tid);

#endif
