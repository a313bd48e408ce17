/* clone.h -- threads and processes that the guest makes.  clone(2).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_CLONE_H
#define RUNTIME_LINUX_PROCESS_CLONE_H

#include "runtime/linux/syscall.h"

/* The arguments of clone, clone3, fork and vfork; addresses are the guest's. */
typedef struct {
    u64 flags; /* CLONE_...; the low byte is the signal that the child's end sends */
    u32 stack; /* the child's stack pointer; 0: as the parent's */
    u32 parent_tid, child_tid, tls;
} CloneArgs;

/* Makes a thread or process that shares the guest's memory (CLONE_VM).  With
 * CLONE_THREAD it is a thread.  With CLONE_VFORK it is a process, and the parent waits
 * until that executes a program, as posix_spawn does it.  Else it is a process that
 * runs beside its parent, as LinuxThreads makes them, and memory_is_shared is true from
 * then on.  Returns its id or a negated
 * error number, or CALL_BEFORE. */
i64 clone_sharing(Call *c, const CloneArgs *args);

/* clone_set_up sets the registers of the new thread t: stack pointer, TLS, result 0.
 * clone_store_tid stores a thread id at a guest address, if the guest may write it. */
void clone_set_up(Thread *t, const CloneArgs *args);
void clone_store_tid(Thread *t, u32 address, u64 tid);

#endif
