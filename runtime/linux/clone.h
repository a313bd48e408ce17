/* clone.h -- threads and processes that the guest makes. */
#ifndef RUNTIME_LINUX_CLONE_H
#define RUNTIME_LINUX_CLONE_H

#include "runtime/linux/syscall.h"

/* What clone, clone3, fork and vfork ask for; guest addresses. */
typedef struct {
    u64 flags; /* CLONE_...; the signal at the end in the low byte */
    u32 stack; /* where its stack pointer starts; 0: as the parent's */
    u32 parent_tid, child_tid, tls;
} CloneArgs;

/* Threads: CLONE_VM with CLONE_THREAD, or CLONE_VFORK. */
i64 clone_sharing(Call *c, const CloneArgs *args);
/* What the new thread t finds in its registers and in memory. */
void clone_set_up(Thread *t, const CloneArgs *args);
void clone_store_tid(Thread *t, u32 address, u64 tid);

#endif
