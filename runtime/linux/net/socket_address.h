/* socket_address.h -- addresses of sockets.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_NET_SOCKET_ADDRESS_H
#define RUNTIME_LINUX_NET_SOCKET_ADDRESS_H

#include "runtime/linux/host.h"
#include "runtime/linux/syscall.h"

/* Room for any; as the host has it. */
typedef struct {
    _Alignas(8) u8 bytes[HOST_SOCKADDR_MAX];
    u32 size;
} SocketAddress;

/* A guest's address of `size` bytes.  -EFAULT, or -EINVAL if no address is as long. */
i64 address_in(Call *c, u32 from, u32 size, SocketAddress *address);
/* Turn the first `size` bytes of what the host stored into the guest's. */
void address_to_guest(Call *c, u8 *bytes, u64 size);
/*
 * Where a call stores an address and its length: -EINVAL or -EFAULT if it cannot.
 * `size_at` 0: it does not.
 */
i64 address_room(Call *c, u32 to, u32 size_at, SocketAddress *address);
/* What the host stored there, `address->size` being its length; 0 or -EFAULT. */
i64 address_out(Call *c, SocketAddress *address, u32 to, u32 size_at);

#endif
