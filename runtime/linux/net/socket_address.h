/*
 * socket_address.h -- converts socket addresses between guest and host.
 *
 *      SocketAddress a;
 *      i64 error = address_room(c, to, size_at, &a);      before the host's call
 *      ...
 *      error = address_out(c, &a, to, size_at);           after it
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_NET_SOCKET_ADDRESS_H
#define RUNTIME_LINUX_NET_SOCKET_ADDRESS_H

#include "runtime/linux/host.h"
#include "runtime/linux/syscall.h"

/* An address of any family, in the host's form. */
typedef struct {
    _Alignas(8) u8 bytes[HOST_SOCKADDR_MAX];
    u32 size; /* its bytes, or the room for it */
} SocketAddress;

/* Reads an address of `size` bytes at guest address `from`.  Returns 0, -EFAULT, or
 * -EINVAL if no address is that long. */
i64 address_in(Call *c, u32 from, u32 size, SocketAddress *address);
/* Converts the first `size` bytes of an address that the host stored to the guest's
 * form, in place. */
void address_to_guest(Call *c, u8 *bytes, u64 size);
/*
 * Prepares for a call that stores an address at guest address `to`, and its length in
 * the word at `size_at`, which holds the room.  Sets address->size to the room. Returns
 * 0, -EINVAL or -EFAULT.  With `size_at` 0 the call stores none.
 */
i64 address_room(Call *c, u32 to, u32 size_at, SocketAddress *address);
/* Stores the address that the host's call stored, and its length address->size, to the
 * guest.  Returns 0 or -EFAULT. */
i64 address_out(Call *c, SocketAddress *address, u32 to, u32 size_at);

#endif
