/* control.c -- converts control messages of sockets by the rows of cmsgs.def.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/net/message.h"
#include "runtime/linux/unimp.h"

#include <string.h>

enum { GUEST_HEAD = 12, HOST_HEAD = sizeof(UserCmsghdr) };

static u64 align_to(u64 size, u64 alignment)
{
    return (size + alignment - 1) & -alignment;
}

/* Returns the layout of a message's data; without a row, the data are bytes. */
static Layout element_of(Call *c, int level, int type)
{
    static const struct {
        int level, type;
        u8 layout;
    } rows[] = {
#define CMSG(level, type, structure) {level, type, LAYOUT_##structure},
#include "runtime/linux/cmsgs.def"
#include "runtime/base/sys.h"
    };

    for (u32 i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].level == level && rows[i].type == type)
            return c->abi->layout[rows[i].layout]();
    unimp_tell("control message", (u32)level << 16 | (u32)type, NULL, NULL);
    return c->abi->layout[LAYOUT_byte_cell]();
}

/* Converts a size of data: whole elements are counted, other bytes stay. */
static u64 other_size(u64 size, u32 one, u32 other)
{
    return size / one * other + size % one;
}

/* Converts data whose elements are equally large on both sides, with the bytes in their
 * holes and behind the last whole element. Returns false for other data. */
static bool alike(Call *c, Layout l, const u8 *from, u64 size, u8 *to)
{
    if (layout_size(l) != layout_host_size(l))
        return false;
    memcpy(to, from, size);
    layout_turn_all(l, c->abi->big_endian, to, size);
    return true;
}

static void data_to_host(Call *c, Layout l, const u8 *from, u64 size, u8 *to)
{
    u32 guest = layout_size(l), host = layout_host_size(l);

    if (alike(c, l, from, size, to))
        return;
    for (; size >= guest; size -= guest, from += guest, to += host)
        layout_to_host(l, c->abi->big_endian, from, to);
    memcpy(to, from, size);
}

static void data_to_guest(Call *c, Layout l, const u8 *from, u64 size, u8 *to)
{
    u32 guest = layout_size(l), host = layout_host_size(l);

    if (alike(c, l, from, size, to))
        return;
    for (; size >= host; size -= host, from += host, to += guest)
        layout_to_guest(l, c->abi->big_endian, from, to);
    memcpy(to, from, size);
}

i64 control_in(Call *c, u32 from, u32 size, u8 *to)
{
    const u8 *guest = guest_readable(from, size);
    u64 at = 0, used = 0;

    if (size && !guest)
        return -EFAULT;
    while (at + GUEST_HEAD <= size) {
        u32 length = guest_load32(c, guest + at);
        UserCmsghdr head = {0, (int)guest_load32(c, guest + at + 4),
                            (int)guest_load32(c, guest + at + 8)};
        if (length < GUEST_HEAD || length > size - at)
            return -EINVAL;
        Layout l = element_of(c, head.cmsg_level, head.cmsg_type);
        u64 data = length - GUEST_HEAD;
        head.cmsg_len =
            HOST_HEAD + other_size(data, layout_size(l), layout_host_size(l));
        memcpy(to + used, &head, HOST_HEAD);
        data_to_host(c, l, guest + at + GUEST_HEAD, data, to + used + HOST_HEAD);
        used += align_to(head.cmsg_len, 8);
        at += align_to(length, 4);
    }
    return (i64)used;
}

static bool is_rights(const UserCmsghdr *head)
{
    return head->cmsg_level == SOL_SOCKET && head->cmsg_type == HOST_SCM_RIGHTS;
}

/* Closes received descriptors for which the guest has no room. */
static void close_cut(const UserCmsghdr *head, const u8 *data, u64 size, u64 kept)
{
    if (!is_rights(head))
        return;
    for (u64 at = kept & ~3ull; at + 4 <= size; at += 4)
        sys_call1(__NR_close, layout_read(data + at, 4, false));
}

/* Converts one message for the guest; returns the bytes of `room` it takes, 0 if it is
 * dropped. The kernel truncates a message even to its header, but descriptors are
 * passed only if a whole one fits. */
static u64 message_out(Call *c, const UserCmsghdr *head, const u8 *data, u8 *to,
                       u64 room, bool *cut)
{
    Layout l = element_of(c, head->cmsg_level, head->cmsg_type);
    u64 host = head->cmsg_len - HOST_HEAD;
    u64 size = other_size(host, layout_host_size(l), layout_size(l));
    u64 kept = room < GUEST_HEAD ? 0 : room - GUEST_HEAD;

    kept = kept < size ? kept : size;
    if (kept < size) {
        *cut = true;
        close_cut(head, data, host, kept);
        if (is_rights(head))
            kept &= ~3ull;
    }
    if (room < GUEST_HEAD || (is_rights(head) && !kept))
        return 0;
    u8 *whole = call_room(c, size);
    data_to_guest(c, l, data, host, whole);
    guest_store32(c, to, (u32)(GUEST_HEAD + kept));
    guest_store32(c, to + 4, (u32)head->cmsg_level);
    guest_store32(c, to + 8, (u32)head->cmsg_type);
    memcpy(to + GUEST_HEAD, whole, kept);
    u64 taken = align_to(GUEST_HEAD + kept, 4);
    return taken < room ? taken : room;
}

i64 control_out(Call *c, const u8 *from, u64 size, u32 to, u32 room, bool *cut)
{
    u8 *guest = guest_writable(to, room);
    u64 at = 0, used = 0;

    if (size && !guest)
        return -EFAULT;
    while (at + HOST_HEAD <= size) {
        UserCmsghdr head;
        memcpy(&head, from + at, HOST_HEAD);
        if (head.cmsg_len < HOST_HEAD || head.cmsg_len > size - at)
            break;
        used += message_out(c, &head, from + at + HOST_HEAD, guest + used, room - used,
                            cut);
        at += align_to(head.cmsg_len, 8);
    }
    return (i64)used;
}
