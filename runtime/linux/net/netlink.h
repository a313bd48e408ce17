/* netlink.h -- messages of the kernel's routing sockets, in the guest's byte order.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_NET_NETLINK_H
#define RUNTIME_LINUX_NET_NETLINK_H

#include "runtime/linux/syscall.h"

/* In place: what is in no row of netlink.def keeps the order it has. */
void netlink_to_guest(Call *c, u8 *bytes, u64 size);
void netlink_to_host(Call *c, u8 *bytes, u64 size);

/* Bytes that a call sends: *from, unless the host must be given others.  0 or -EFAULT.
 */
i64 netlink_in(Call *c, u32 address, u64 size, u64 *from);

#endif
