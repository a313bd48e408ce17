/* netlink.h -- converts rtnetlink messages between the guest's byte order and the
 * host's.  rtnetlink(7).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_NET_NETLINK_H
#define RUNTIME_LINUX_NET_NETLINK_H

#include "runtime/linux/syscall.h"

/* Convert `size` bytes of messages in place.  What no row of netlink.def declares stays
 * as it is. */
void netlink_to_guest(Call *c, u8 *bytes, u64 size);
void netlink_to_host(Call *c, u8 *bytes, u64 size);

/* Converts `size` bytes that the guest sends, at guest address `address`.  Sets *from
 * to a converted copy if one is needed.  Returns 0 or -EFAULT. */
i64 netlink_in(Call *c, u32 address, u64 size, u64 *from);

#endif
