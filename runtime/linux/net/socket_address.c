/* socket_address.c -- converts socket addresses.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/net/socket_address.h"

#include <string.h>

/* Address families with numbers in host byte order besides the family itself. */
static const struct {
    u16 family;
    u8 layout;
} families[] = {
    {HOST_AF_INET6, LAYOUT_sockaddr_in6},
    {HOST_AF_NETLINK, LAYOUT_sockaddr_nl},
    {HOST_AF_PACKET, LAYOUT_sockaddr_ll},
    {HOST_AF_VSOCK, LAYOUT_sockaddr_vm},
};

static Layout layout_of(Call *c, u64 family)
{
    for (u32 i = 0; i < ARRAY_LEN(families); i++)
        if (families[i].family == family)
            return c->abi->layout[families[i].layout]();
    return c->abi->layout[LAYOUT_sockaddr]();
}

i64 address_in(Call *c, u32 from, u32 size, SocketAddress *address)
{
    bool big = c->abi->big_endian;
    const u8 *guest = guest_readable(from, size);

    if (size > HOST_SOCKADDR_MAX)
        return -EINVAL;
    if (size && !guest)
        return -EFAULT;
    memset(address, 0, sizeof(*address));
    memcpy(address->bytes, guest, size);
    address->size = size;
    layout_turn(layout_of(c, layout_read(address->bytes, 2, big)), big, address->bytes,
                size);
    return 0;
}

void address_to_guest(Call *c, u8 *bytes, u64 size)
{
    if (size >= 2)
        layout_turn(layout_of(c, layout_read(bytes, 2, false)), c->abi->big_endian,
                    bytes, size);
}

i64 address_room(Call *c, u32 to, u32 size_at, SocketAddress *address)
{
    memset(address, 0, sizeof(*address));
    if (!size_at)
        return 0;
    const u8 *size = guest_writable(size_at, 4);
    if (!size)
        return -EFAULT;
    u32 room = guest_load32(c, size);
    if ((i32)room < 0)
        return -EINVAL;
    address->size = room < HOST_SOCKADDR_MAX ? room : HOST_SOCKADDR_MAX;
    return guest_writable(to, address->size) ? 0 : -EFAULT;
}

i64 address_out(Call *c, SocketAddress *address, u32 to, u32 size_at)
{
    if (!size_at)
        return 0;
    u32 room = guest_load32(c, memory_at(size_at)), size = address->size;
    u32 stored = size < HOST_SOCKADDR_MAX ? size : HOST_SOCKADDR_MAX;

    address_to_guest(c, address->bytes, stored);
    stored = stored < room ? stored : room;
    u8 *bytes = guest_writable(to, stored), *size_to = guest_writable(size_at, 4);
    if ((stored && !bytes) || !size_to)
        return -EFAULT;
    memcpy(bytes, address->bytes, stored);
    guest_store32(c, size_to, size);
    return 0;
}
