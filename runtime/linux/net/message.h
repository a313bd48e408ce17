/* message.h -- message headers of sockets, and the control messages they carry.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_NET_MESSAGE_H
#define RUNTIME_LINUX_NET_MESSAGE_H

#include "runtime/linux/syscall.h"

/* Returns the bytes of host memory that `guest` bytes of guest control messages need:
 * up to twice as many, since the host's words are longer. */
static inline u64 control_host_room(u32 guest)
{
    return guest ? 2ull * guest + 32 : 0;
}

/* Converts `size` bytes of the guest's control messages at guest address `from` to the
 * host's, at `to`, which has control_host_room(size) bytes.  Returns the bytes stored,
 * or -EFAULT or -EINVAL. */
i64 control_in(Call *c, u32 from, u32 size, u8 *to);

/*
 * Converts `size` bytes of the host's control messages to the guest's, at guest address
 * `to`, which has `room` bytes.  Returns the bytes stored, or -EFAULT.  What does not
 * fit is cut, as the kernel does: *cut is set, and descriptors among what is cut are
 * closed.
 */
i64 control_out(Call *c, const u8 *from, u64 size, u32 to, u32 room, bool *cut);

#endif
