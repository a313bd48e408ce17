/* message.h -- message headers of sockets, and the control messages they carry.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_NET_MESSAGE_H
#define RUNTIME_LINUX_NET_MESSAGE_H

#include "runtime/linux/syscall.h"

/* The host needs up to twice the room a guest does, its words being longer. */
static inline u64 control_host_room(u32 guest)
{
    return guest ? 2ull * guest + 32 : 0;
}

/* A guest's control messages for the host: their size, or an error number negated.
 * `to` has control_host_room(size). */
i64 control_in(Call *c, u32 from, u32 size, u8 *to);

/*
 * The host's control messages for the guest: the size stored at `to`, at most
 * `room`, or -EFAULT.  What does not fit is cut, as the kernel does, and sets
 * *cut; descriptors among it are closed.
 */
i64 control_out(Call *c, const u8 *from, u64 size, u32 to, u32 room, bool *cut);

#endif
