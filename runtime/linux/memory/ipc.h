/* ipc.h -- what System V's calls have in common.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_MEMORY_IPC_H
#define RUNTIME_LINUX_MEMORY_IPC_H

#include "runtime/linux/syscall.h"

/* The guest's structure that a command is given, or that it stores. */
typedef struct {
    LayoutId layout;
    u32 address;
    bool given;
} IpcControl;

/* semctl, msgctl or shmctl of the host with a structure. */
i64 ipc_control(Call *c, u64 number, u64 id, u32 command, IpcControl how);

#endif
