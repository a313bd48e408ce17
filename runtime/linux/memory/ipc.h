/* ipc.h -- the common part of semctl, msgctl and shmctl.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_MEMORY_IPC_H
#define RUNTIME_LINUX_MEMORY_IPC_H

#include "runtime/linux/syscall.h"

/* The guest's structure that a command reads or stores. */
typedef struct {
    LayoutId layout;
    u32 address; /* where it is, a guest address */
    bool given;  /* the command reads it; else it stores it */
} IpcControl;

/* Makes the host's semctl, msgctl or shmctl (`number`) with a converted structure.
 * Returns the result or a negated error number. */
i64 ipc_control(Call *c, u64 number, u64 id, u32 command, IpcControl how);

#endif
