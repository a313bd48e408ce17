/* socket_options.c -- getsockopt and setsockopt, by the rows of sockopts.def.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/net/socket_address.h"
#include "runtime/linux/unimp.h"

enum { MAX_OPTION = 0x10000 };

static u32 name_to_host(const LinuxAbi *abi, u32 level, u32 name)
{
    const SocketOption *own = abi->socket_options;

    for (; level == SOL_SOCKET && own->host; own++)
        if (own->guest == name)
            return own->host;
    return name;
}

/* Returns the layout of an option's value; NULL if there is no row. */
static Layout value_of(Call *c, u32 level, u32 name)
{
    static const struct {
        u16 level, name;
        u8 layout;
    } rows[] = {
#define OPTION(level, name, structure) {level, name, LAYOUT_##structure},
#include "runtime/linux/sockopts.def"
#include "runtime/base/sys.h"
    };

    for (u32 i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].level == level && rows[i].name == name)
            return c->abi->layout[rows[i].layout]();
    unimp_tell("socket option", level << 16 | name, NULL, NULL);
    return NULL;
}

static i64 set_host(Call *c, u32 name, const void *value, u64 size)
{
    return sys_call6(__NR_setsockopt, c->arg[0], c->arg[1], name, (u64)value, size, 0);
}

/* SO_ATTACH_FILTER: a packet filter's length and the address of its instructions. */
static i64 set_filter(Call *c, u32 name)
{
    enum { GUEST_PROGRAM = 8, INSTRUCTION = 8 };
    const u8 *guest = guest_readable((u32)c->arg[3], GUEST_PROGRAM);

    if (c->arg[4] != GUEST_PROGRAM)
        return -EINVAL;
    if (!guest)
        return -EFAULT;
    u16 length = (u16)layout_read(guest, 2, c->abi->big_endian);
    const u8 *from =
        guest_readable(guest_load32(c, guest + 4), (u64)INSTRUCTION * length);
    if (!from)
        return -EFAULT;
    u8 *filter = call_room(c, (u64)INSTRUCTION * length);
    memcpy(filter, from, (size_t)INSTRUCTION * length);
    layout_turn_all(c->abi->layout[LAYOUT_sock_filter](), c->abi->big_endian, filter,
                    (u64)INSTRUCTION * length);
    struct sock_fprog program = {length, (struct sock_filter *)(void *)filter};
    return set_host(c, name, &program, sizeof(program));
}

/* Multicast group options: an interface, the group's address and for some a source's.
 * The host pads behind the interface. */
static i64 set_group(Call *c, u32 name, u32 addresses)
{
    struct {
        u32 interface;
        SocketAddress address;
    } host = {0};
    u8 whole[8 + 2 * HOST_SOCKADDR_MAX] = {0};
    u32 from = (u32)c->arg[3];
    const u8 *guest = guest_readable(from, 4);

    if (c->arg[4] < 4 + addresses * HOST_SOCKADDR_MAX)
        return -EINVAL;
    if (!guest)
        return -EFAULT;
    host.interface = guest_load32(c, guest);
    memcpy(whole, &host.interface, 4);
    for (u32 i = 0; i < addresses; i++) {
        i64 error = address_in(c, from + 4 + i * HOST_SOCKADDR_MAX, HOST_SOCKADDR_MAX,
                               &host.address);
        if (error)
            return error;
        memcpy(whole + 8 + i * HOST_SOCKADDR_MAX, host.address.bytes,
               HOST_SOCKADDR_MAX);
    }
    return set_host(c, name, whole, 8 + addresses * HOST_SOCKADDR_MAX);
}

/* Options whose values contain a pointer or an address. */
static bool set_special(Call *c, u32 level, u32 name, i64 *result)
{
    bool ip = level == IPPROTO_IP || level == IPPROTO_IPV6;

    if (level == SOL_SOCKET &&
        (name == SO_ATTACH_FILTER || name == SO_ATTACH_REUSEPORT_CBPF))
        *result = set_filter(c, name);
    else if (ip && (name == MCAST_JOIN_GROUP || name == MCAST_LEAVE_GROUP))
        *result = set_group(c, name, 1);
    else if (ip && name >= MCAST_BLOCK_SOURCE && name <= MCAST_LEAVE_SOURCE_GROUP &&
             name != MCAST_LEAVE_GROUP)
        *result = set_group(c, name, 2);
    else
        return false;
    return true;
}

i64 sys_setsockopt(Call *c)
{
    u32 level = (u32)c->arg[1], name = name_to_host(c->abi, level, (u32)c->arg[2]);
    u64 size = c->arg[4];
    i64 result;

    if (set_special(c, level, name, &result))
        return result;
    Layout l = value_of(c, level, name);
    if (!l)
        return -ENOPROTOOPT;
    if (size > MAX_OPTION)
        return -EINVAL;
    const u8 *from = guest_readable((u32)c->arg[3], size);
    if (size && c->arg[3] && !from)
        return -EFAULT;
    u32 guest = layout_size(l), host = layout_host_size(l);
    u8 *value = call_room(c, size + host);
    if (!c->arg[3])
        return set_host(c, name, NULL, size);
    if (guest == host) {
        memcpy(value, from, size);
        layout_turn_all(l, c->abi->big_endian, value, size);
        if (size % guest)
            layout_turn(l, c->abi->big_endian, value + size / guest * guest,
                        size % guest);
        return set_host(c, name, value, size);
    }
    if (size < guest)
        return -EINVAL;
    layout_to_host(l, c->abi->big_endian, from, value);
    return set_host(c, name, value, host);
}

/* Converts a value from the host's layout to the guest's, in place; returns its size
 * there. */
static u64 value_to_guest(Call *c, Layout l, u8 *value, u64 size)
{
    u32 guest = layout_size(l), host = layout_host_size(l);

    if (guest == host) {
        layout_turn_all(l, c->abi->big_endian, value, size);
        layout_turn(l, c->abi->big_endian, value + size / guest * guest, size % guest);
        return size;
    }
    u8 *copy = call_room(c, guest);
    layout_to_guest(l, c->abi->big_endian, value, copy);
    memcpy(value, copy, guest);
    return guest;
}

i64 sys_getsockopt(Call *c)
{
    const u64 *a = c->arg;
    u32 level = (u32)a[1], name = name_to_host(c->abi, level, (u32)a[2]);
    u8 *size_to = guest_writable((u32)a[4], 4);

    if (!size_to)
        return -EFAULT;
    u32 room = guest_load32(c, size_to);
    if ((i32)room < 0)
        return -EINVAL;
    Layout l = value_of(c, level, name);
    if (!l)
        return -ENOPROTOOPT;
    u32 guest = layout_size(l), host = layout_host_size(l);
    u32 size = room < MAX_OPTION ? room : MAX_OPTION;
    size = guest == host || size < guest ? size : host;
    u8 *value = call_room(c, size + host);
    i64 result =
        sys_call6(__NR_getsockopt, a[0], a[1], name, (u64)value, (u64)&size, 0);
    if (sys_failed(result))
        return result;
    u64 stored = value_to_guest(c, l, value, size);
    stored = stored < room ? stored : room;
    u8 *to = guest_writable((u32)a[3], stored);
    if (stored && !to)
        return -EFAULT;
    memcpy(to, value, stored);
    guest_store32(c, size_to, (u32)stored);
    return result;
}
