/* netlink.c -- converts messages of routing sockets by the rows of netlink.def.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/net/netlink.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/unimp.h"

typedef enum {
    GROUP_LINK,
    GROUP_LINK_INFO,
    GROUP_XDP,
    GROUP_FAMILY,
    GROUP_FAMILY_INET,
    GROUP_FAMILY_INET6,
    GROUP_ADDRESS,
    GROUP_ROUTE,
    GROUP_METRIC,
    GROUP_NEIGHBOUR,
} AttributeGroup;

static const struct {
    u16 first;
    u8 layout, group;
} messages[] = {
#define MESSAGE(first, structure, group) {first, LAYOUT_##structure, GROUP_##group},
#define ATTRIBUTE(...)
#define NEST(...)
#include "runtime/linux/netlink.def"
};

typedef struct {
    u8 group;
    u16 type;
    u8 layout;
    bool nested; /* and `layout` is the group */
} Attribute;

static const Attribute attributes[] = {
#define MESSAGE(...)
#define ATTRIBUTE(group, type, structure)                                              \
    {GROUP_##group, type, LAYOUT_##structure, false},
#define NEST(group, type, of) {GROUP_##group, type, GROUP_##of, true},
#include "runtime/linux/netlink.def"
};

/* The direction of a conversion: lengths and types are read in the source's byte
 * order. */
typedef struct {
    Call *call;
    bool source_big;
} Way;

enum { MESSAGE_HEAD = 16, ATTRIBUTE_HEAD = 4, TYPE_MASK = 0x3fff };

static u32 align4(u32 size)
{
    return (size + 3) & ~3u;
}

static void turn(const Way *way, LayoutId id, u8 *bytes, u64 size)
{
    layout_turn(way->call->abi->layout[id](), true, bytes, size);
}

static const Attribute *find(u32 group, u32 type)
{
    for (u32 i = 0; i < ARRAY_LEN(attributes); i++)
        if (attributes[i].group == group && attributes[i].type == type)
            return &attributes[i];
    unimp_tell("netlink attribute", group << 16 | type, NULL, NULL);
    return NULL;
}

static void turn_attributes(const Way *way, u32 group, u8 *bytes, u64 size)
{
    while (size >= ATTRIBUTE_HEAD) {
        u32 length = (u32)layout_read(bytes, 2, way->source_big);
        u32 type = (u32)layout_read(bytes + 2, 2, way->source_big) & TYPE_MASK;
        if (length < ATTRIBUTE_HEAD || length > size)
            return;
        turn(way, LAYOUT_rtattr, bytes, ATTRIBUTE_HEAD);
        const Attribute *row = find(group, type);
        u8 *data = bytes + ATTRIBUTE_HEAD;
        if (row && row->nested)
            turn_attributes(way, row->layout, data, length - ATTRIBUTE_HEAD);
        else if (row)
            layout_turn_all(way->call->abi->layout[row->layout](), true, data,
                            length - ATTRIBUTE_HEAD);
        u64 step = align4(length) < size ? align4(length) : size;
        bytes += step, size -= step;
    }
}

static void turn_routing(const Way *way, u32 type, u8 *bytes, u64 size)
{
    for (u32 i = 0; i < ARRAY_LEN(messages); i++) {
        if ((type & ~3u) != messages[i].first)
            continue;
        turn(way, messages[i].layout, bytes, size);
        u32 own = align4(layout_size(way->call->abi->layout[messages[i].layout]()));
        if (size > own)
            turn_attributes(way, messages[i].group, bytes + own, size - own);
        return;
    }
    unimp_tell("netlink message", type, NULL, NULL);
}

/* An error message contains the message it is about: the header, and the rest if it was
 * not truncated. */
static void turn_payload(const Way *way, u32 type, u8 *bytes, u64 size)
{
    if (type >= RTM_BASE) {
        turn_routing(way, type, bytes, size);
        return;
    }
    if (type == NLMSG_DONE || type == NLMSG_ERROR)
        turn(way, LAYOUT_int_cell, bytes, size);
    if (type != NLMSG_ERROR || size < 4 + MESSAGE_HEAD)
        return;
    u8 *about = bytes + 4;
    u32 length = (u32)layout_read(about, 4, way->source_big);
    u32 about_type = (u32)layout_read(about + 4, 2, way->source_big);
    turn(way, LAYOUT_nlmsghdr, about, MESSAGE_HEAD);
    if (length >= MESSAGE_HEAD && length <= size - 4 && about_type >= RTM_BASE)
        turn_routing(way, about_type, about + MESSAGE_HEAD, length - MESSAGE_HEAD);
}

static void turn_messages(const Way *way, u8 *bytes, u64 size)
{
    while (size >= MESSAGE_HEAD) {
        u32 length = (u32)layout_read(bytes, 4, way->source_big);
        u32 type = (u32)layout_read(bytes + 4, 2, way->source_big);
        if (length < MESSAGE_HEAD || length > size)
            return;
        turn(way, LAYOUT_nlmsghdr, bytes, MESSAGE_HEAD);
        turn_payload(way, type, bytes + MESSAGE_HEAD, length - MESSAGE_HEAD);
        u64 step = align4(length) < size ? align4(length) : size;
        bytes += step, size -= step;
    }
}

void netlink_to_guest(Call *c, u8 *bytes, u64 size)
{
    if (c->abi->big_endian)
        turn_messages(&(Way){c, false}, bytes, size);
}

void netlink_to_host(Call *c, u8 *bytes, u64 size)
{
    if (c->abi->big_endian)
        turn_messages(&(Way){c, true}, bytes, size);
}

i64 netlink_in(Call *c, u32 address, u64 size, u64 *from)
{
    const u8 *guest = guest_readable(address, size);

    if (!c->abi->big_endian)
        return 0;
    if (!guest)
        return -EFAULT;
    u8 *copy = call_room(c, size);
    memcpy(copy, guest, size);
    netlink_to_host(c, copy, size);
    *from = (u64)copy;
    return 0;
}
