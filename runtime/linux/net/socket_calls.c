/* socket_calls.c -- the socket calls without a message header.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/host.h"
#include "runtime/linux/net/netlink.h"
#include "runtime/linux/net/socket_address.h"
#include "runtime/linux/unimp.h"
#include "runtime/base/sys.h"

/* Only netlink protocols with rows in netlink.def can be converted, and the kernel's
 * events, which are text. */
i64 sys_socket(Call *c)
{
    const u64 *a = c->arg;
    bool netlink = a[0] == HOST_AF_NETLINK, routing = a[2] == NETLINK_ROUTE;

    if (netlink && c->abi->big_endian && !routing && a[2] != NETLINK_KOBJECT_UEVENT) {
        unimp_tell("netlink protocol", (u32)a[2], NULL, NULL);
        return -EPROTONOSUPPORT;
    }
    return fd_made(sys_call3(__NR_socket, a[0], a[1], a[2]),
                   netlink && routing ? FD_NETLINK : FD_BYTES);
}

/* bind, connect. */
i64 sys_to_address(Call *c)
{
    SocketAddress address;
    i64 error = address_in(c, (u32)c->arg[1], (u32)c->arg[2], &address);

    return error ? error
                 : signal_call((u64)c->row->host, c->arg[0], (u64)address.bytes,
                               address.size, 0, 0, 0);
}

/* accept, accept4, getsockname, getpeername. */
i64 sys_from_address(Call *c)
{
    const u64 *a = c->arg;
    u32 to = (u32)a[1], size_at = to ? (u32)a[2] : 0;
    SocketAddress address;
    i64 error = address_room(c, to, size_at, &address);

    if (error)
        return error;
    i64 result = signal_call((u64)c->row->host, a[0], size_at ? (u64)address.bytes : 0,
                             size_at ? (u64)&address.size : 0, a[3], 0, 0);
    if (sys_failed(result))
        return result;
    error = address_out(c, &address, to, size_at);
    return error ? error : result;
}

/* sendto; send is that without an address. */
i64 sys_sendto(Call *c)
{
    const u64 *a = c->arg;
    u64 from = a[1];
    SocketAddress address;
    i64 error = a[4] ? address_in(c, (u32)a[4], (u32)a[5], &address) : 0;

    if (!error && fd_kind(a[0]) == FD_NETLINK)
        error = netlink_in(c, (u32)c->raw[1], a[2], &from);
    return error ? error
                 : signal_call(__NR_sendto, a[0], from, a[2], a[3],
                               a[4] ? (u64)address.bytes : 0, a[4] ? address.size : 0);
}

/* recvfrom; recv is that without an address. */
i64 sys_recvfrom(Call *c)
{
    const u64 *a = c->arg;
    u32 to = (u32)a[4], size_at = to ? (u32)a[5] : 0;
    SocketAddress address;
    i64 error = address_room(c, to, size_at, &address);

    if (error)
        return error;
    i64 got =
        signal_call(__NR_recvfrom, a[0], a[1], a[2], a[3],
                    size_at ? (u64)address.bytes : 0, size_at ? (u64)&address.size : 0);
    if (sys_failed(got))
        return got;
    if (fd_kind(a[0]) == FD_NETLINK)
        netlink_to_guest(c, (u8 *)a[1], (u64)got < a[2] ? (u64)got : a[2]);
    error = address_out(c, &address, to, size_at);
    return error ? error : got;
}

/* socketcall multiplexes these calls by the numbers of linux/net.h; each row says where
 * its arguments are. */
i64 sys_socketcall(Call *c)
{
    static const struct {
        u16 call;
        u8 arguments;
    } calls[] = {
        {0, 0},
        {CALL_socket, 3},
        {CALL_bind, 3},
        {CALL_connect, 3},
        {CALL_listen, 2},
        {CALL_accept, 3},
        {CALL_getsockname, 3},
        {CALL_getpeername, 3},
        {CALL_socketpair, 4},
        {CALL_send, 4},
        {CALL_recv, 4},
        {CALL_sendto, 6},
        {CALL_recvfrom, 6},
        {CALL_shutdown, 2},
        {CALL_setsockopt, 5},
        {CALL_getsockopt, 5},
        {CALL_sendmsg, 3},
        {CALL_recvmsg, 3},
        {CALL_accept4, 4},
        {CALL_recvmmsg, 5},
        {CALL_sendmmsg, 4},
    };
    u32 number = c->reg[0], address = c->reg[1];

    if (number == 0 || number >= ARRAY_LEN(calls))
        return -EINVAL;
    const u8 *from = guest_readable(address, 4ull * calls[number].arguments);
    if (!from)
        return -EFAULT;
    for (u32 i = 0; i < 6; i++)
        c->reg[i] = i < calls[number].arguments ? guest_load32(c, from + 4 * i) : 0;
    return calls[number].call;
}
