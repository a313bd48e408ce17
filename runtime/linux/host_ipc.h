/* host_ipc.h -- the kernel's structures of System V IPC and POSIX queues; see host.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_HOST_IPC_H
#define RUNTIME_LINUX_HOST_IPC_H

#include <linux/ipc.h>
#include <linux/aio_abi.h>
#include <linux/mqueue.h>
#include <linux/msg.h>
#include <linux/sem.h>
#include <linux/shm.h>

/* IPC_64: a command with this bit takes the new structures, the only ones that guests'
 * C libraries use now. */
#define HOST_IPC_64 0x100u

/* Only headers of C libraries have these names. */
#ifndef SHM_RDONLY
#define SHM_RDONLY 010000
#define SHM_RND 020000
#define SHM_REMAP 040000
#define SHM_EXEC 0100000
#endif

#endif
