/* message.c -- sendmsg, recvmsg and their calls for many messages.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/net/message.h"

#include <string.h>

#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/host.h"
#include "runtime/linux/net/netlink.h"
#include "runtime/linux/net/socket_address.h"
#include "runtime/base/sys.h"

enum { MAX_CONTROL = 1 << 20, MAX_BOUNCE = 1 << 24 };

/* One message: the guest's header, what the host gets, and what the conversion
 * needs. */
typedef struct {
    UserMsghdr guest;
    u32 at; /* of the guest's header */
    SocketAddress address;
    u8 *control, *bounce; /* a whole message that must be turned around, or NULL */
    struct iovec one, *parts;
} Message;

static i64 vectors_in(Call *c, Message *m, bool written)
{
    static const Arg read_by_host = {K_IOVEC_IN, 0, false},
                     written_by_host = {K_IOVEC_OUT, 0, false};
    u64 parts;

    if (m->guest.msg_iovlen > HOST_IOVEC_MAX)
        return -EMSGSIZE;
    i64 error = iovec_in(c, written ? &written_by_host : &read_by_host,
                         (u32)m->guest.msg_iov, (u32)m->guest.msg_iovlen, &parts);
    m->parts = (struct iovec *)parts;
    return error;
}

/* Copies a message that must be converted into one buffer. */
static i64 bounce_in(Call *c, Message *m, bool written)
{
    u64 size = 0, at = 0;

    for (u64 i = 0; i < m->guest.msg_iovlen; i++)
        size += m->parts[i].iov_len;
    if (size > MAX_BOUNCE)
        return -EMSGSIZE;
    m->bounce = call_room(c, size);
    m->one = (struct iovec){m->bounce, size};
    for (u64 i = 0; i < m->guest.msg_iovlen; i++) {
        const struct iovec *part = &m->parts[i];
        u32 address = (u32)((u8 *)part->iov_base - memory_base);
        if (!guest_readable(address, part->iov_len))
            return -EFAULT;
        if (!written)
            memcpy(m->bounce + at, part->iov_base, part->iov_len);
        at += part->iov_len;
    }
    if (!written)
        netlink_to_host(c, m->bounce, size);
    return 0;
}

/* Copies a received message to the guest's buffers; returns -EFAULT if the guest may
 * not write there. */
static i64 bounce_out(Call *c, Message *m, u64 size)
{
    size = size < m->one.iov_len ? size : m->one.iov_len;
    netlink_to_guest(c, m->bounce, size);
    u8 *from = m->bounce;
    for (u64 i = 0; i < m->guest.msg_iovlen && size; i++) {
        const struct iovec *part = &m->parts[i];
        u64 piece = size < part->iov_len ? size : part->iov_len;
        u8 *to = guest_writable((u32)((u8 *)part->iov_base - memory_base), piece);
        if (!to)
            return -EFAULT;
        memcpy(to, from, piece);
        from += piece, size -= piece;
    }
    return 0;
}

/* Converts the peer's address, or provides room for it. */
static i64 name_in(Call *c, Message *m, bool receive, UserMsghdr *host)
{
    i64 error = 0;

    if (m->guest.msg_namelen < 0)
        return -EINVAL;
    if (!m->guest.msg_name)
        return 0;
    u32 size = (u32)m->guest.msg_namelen;
    size = size < HOST_SOCKADDR_MAX ? size : HOST_SOCKADDR_MAX;
    if (!receive)
        error = address_in(c, (u32)m->guest.msg_name, size, &m->address);
    host->msg_name = (u64)m->address.bytes;
    host->msg_namelen = receive ? HOST_SOCKADDR_MAX : (int)size;
    return error;
}

static i64 control_part(Call *c, Message *m, bool receive, UserMsghdr *host)
{
    u32 size = (u32)m->guest.msg_controllen;

    if (!size || !m->guest.msg_control)
        return 0;
    if (size > MAX_CONTROL)
        return -ENOBUFS;
    m->control = call_room(c, control_host_room(size));
    i64 used = (i64)control_host_room(size);
    if (!receive)
        used = control_in(c, (u32)m->guest.msg_control, size, m->control);
    if (used < 0)
        return used;
    host->msg_control = (u64)m->control;
    host->msg_controllen = (u64)used;
    return 0;
}

static i64 message_in(Call *c, u32 address, bool receive, Message *m, UserMsghdr *host)
{
    memset(m, 0, sizeof(*m));
    memset(host, 0, sizeof(*host));
    m->at = address;
    if (!guest_get(c, LAYOUT_msghdr, address, &m->guest))
        return -EFAULT;
    i64 error = name_in(c, m, receive, host);
    if (!error)
        error = vectors_in(c, m, receive);
    if (!error && c->abi->big_endian && fd_kind(c->arg[0]) == FD_NETLINK)
        error = bounce_in(c, m, receive);
    if (!error)
        error = control_part(c, m, receive, host);
    host->msg_iov = (u64)(m->bounce ? &m->one : m->parts);
    host->msg_iovlen = m->bounce ? 1 : m->guest.msg_iovlen;
    return error;
}

/* Stores the results of a receiving call, `got` bytes of which are data. */
static i64 message_out(Call *c, Message *m, UserMsghdr *host, i64 got)
{
    bool cut = false;
    i64 error = m->bounce ? bounce_out(c, m, (u64)got) : 0, used = 0;

    if (m->guest.msg_name) {
        u32 room = (u32)m->guest.msg_namelen, size = (u32)host->msg_namelen;
        u8 *to = guest_writable((u32)m->guest.msg_name, size < room ? size : room);
        if (size && !to)
            return -EFAULT;
        address_to_guest(c, m->address.bytes, size);
        memcpy(to, m->address.bytes, size < room ? size : room);
        m->guest.msg_namelen = (int)size;
    }
    if (m->control)
        used =
            control_out(c, m->control, host->msg_controllen, (u32)m->guest.msg_control,
                        (u32)m->guest.msg_controllen, &cut);
    if (error || used < 0)
        return error ? error : used;
    m->guest.msg_controllen = (u64)used;
    m->guest.msg_flags = host->msg_flags | (cut ? HOST_MSG_CTRUNC : 0u);
    return guest_put(c, LAYOUT_msghdr, &m->guest, m->at);
}

i64 sys_sendmsg(Call *c)
{
    Message m;
    UserMsghdr host;
    i64 error = message_in(c, (u32)c->arg[1], false, &m, &host);

    return error ? error
                 : signal_call(__NR_sendmsg, c->arg[0], (u64)&host, c->arg[2], 0, 0, 0);
}

i64 sys_recvmsg(Call *c)
{
    Message m;
    UserMsghdr host;
    i64 error = message_in(c, (u32)c->arg[1], true, &m, &host);

    if (error)
        return error;
    i64 got = signal_call(__NR_recvmsg, c->arg[0], (u64)&host, c->arg[2], 0, 0, 0);
    if (sys_failed(got))
        return got;
    error = message_out(c, &m, &host, got);
    return error ? error : got;
}

/* The guest's mmsghdr: a header and the length of what was sent or received. */
enum { GUEST_MMSGHDR = 32, GUEST_MSG_LEN = 28 };

/* sendmmsg and recvmmsg stop at a message that cannot be converted; it is an error only
 * as the first. */
static i64 many_messages(Call *c, bool receive)
{
    const u64 *a = c->arg;
    u32 at = (u32)a[1];
    u32 count = a[2] < HOST_IOVEC_MAX ? (u32)a[2] : HOST_IOVEC_MAX, ready = 0;
    Message *m = call_room(c, sizeof(Message) * (count + 1ull));
    UserMmsghdr *host = call_room(c, sizeof(UserMmsghdr) * (count + 1ull));
    i64 error = 0;

    for (; ready < count && !error; ready += !error)
        error = message_in(c, at + GUEST_MMSGHDR * ready, receive, &m[ready],
                           &host[ready].msg_hdr);
    if (error && !ready)
        return error;
    i64 done = signal_call((u64)c->row->host, a[0], (u64)host, ready, a[3], a[4], 0);
    for (i64 i = 0; i < done; i++) {
        u32 header = at + GUEST_MMSGHDR * (u32)i;
        u8 *length = guest_writable(header + GUEST_MSG_LEN, 4);
        error = receive ? message_out(c, &m[i], &host[i].msg_hdr, host[i].msg_len) : 0;
        if (error || !length)
            return i ? i : -EFAULT;
        guest_store32(c, length, host[i].msg_len);
    }
    return done;
}

i64 sys_sendmmsg(Call *c)
{
    return many_messages(c, false);
}

i64 sys_recvmmsg(Call *c)
{
    return many_messages(c, true);
}
