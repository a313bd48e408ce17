/* interface_calls.c -- ioctl requests on network interfaces whose structures depend on
 * their contents. netdevice(7), linux/ethtool.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/file/ioctl.h"
#include "runtime/linux/unimp.h"

#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/net_tstamp.h>
#include <string.h>

/* linux/if_bonding.h, whose header needs those of a C library. */
struct ifbond {
    i32 bond_mode, num_slaves, miimon;
};
struct ifslave {
    i32 slave_id;
    char slave_name[16];
    signed char link, state;
    u32 link_failure_count;
};

typedef enum { AS_FOUND, AS_ASKED } ListLimit;

typedef struct {
    u32 request, command; /* command 0: it has none */
    u32 size;             /* of the structure */
    const char *name, *shape, *element;
    u32 (*count)(const u32 *structure); /* NULL: no elements follow */
    ListLimit limit;
} InterfaceData;

static u32 second_word(const u32 *structure)
{
    return structure[1];
}

static u32 third_word(const u32 *structure)
{
    return structure[2];
}

static u32 bits_of_mask(const u32 *structure)
{
    return (u32)(__builtin_popcount(structure[2]) + __builtin_popcount(structure[3]));
}

/* Returns the words of each bit mask that follows. A negative number is the kernel's
 * answer of how many it needs: none follow. */
static u32 mask_words(const u32 *structure)
{
    const struct ethtool_link_settings *settings = (const void *)structure;
    i32 words = settings->link_mode_masks_nwords;

    return words > 0 ? (u32)words : 0;
}

static const InterfaceData rows[] = {
#define DATA(request, structure, shape)                                                \
    {request, 0, sizeof(structure), #request, shape, "", NULL, AS_FOUND},
#define ETHTOOL(command, structure, shape)                                             \
    ETHTOOL_LIST(command, structure, shape, "", NULL, AS_FOUND)
#define ETHTOOL_LIST(command, structure, shape, element, count, limit)                 \
    {SIOCETHTOOL, command, sizeof(structure), #command, shape, element, count, limit},
#include "runtime/linux/interface_data.def"
#include "runtime/base/sys.h"
};

enum { MAX_LIST = 1 << 20 };

/* Converts a structure of this shape between the byte orders, in place; returns its
 * size. */
static u32 turn_shape(const Call *c, const char *shape, u8 *bytes)
{
    u8 *at = bytes;

    while (*shape) {
        u32 count = 0, size;
        for (; *shape >= '0' && *shape <= '9'; shape++)
            count = 10 * count + (u32)(*shape - '0');
        size = *shape == 'b' ? 1 : *shape == 'h' ? 2 : *shape == 'w' ? 4 : 8;
        for (count = count ? count : 1; count; count--, at += size)
            layout_write(at, size, c->abi->big_endian, layout_read(at, size, false));
        shape++;
    }
    return (u32)(at - bytes);
}

static u32 turn_list(const Call *c, const char *element, u8 *bytes, u32 count)
{
    u8 *at = bytes;

    for (; count; count--)
        at += turn_shape(c, element, at);
    return (u32)(at - bytes);
}

static u32 size_of_element(const Call *c, const char *element)
{
    u8 one[64] = {0};

    return turn_shape(c, element, one);
}

static const InterfaceData *find_row(u64 host, u32 command)
{
    for (u32 i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].request == host && (!rows[i].command || rows[i].command == command))
            return &rows[i];
    return NULL;
}

/* Returns the structure at `address`, converted, with room for its elements; NULL if
 * there is none. */
static u8 *data_in(Call *c, const InterfaceData *row, u32 address)
{
    const u8 *from = guest_readable(address, row->size);
    u8 *data = from ? call_room(c, row->size + (row->count ? MAX_LIST : 0)) : NULL;

    if (data) {
        memcpy(data, from, row->size);
        if (turn_shape(c, row->shape, data) != row->size)
            panic("%s is not of %u bytes", row->name, row->size);
    }
    return data;
}

static i64 data_out(Call *c, const InterfaceData *row, u32 address, u8 *data, u32 asked)
{
    u32 count = row->count ? row->count((const u32 *)data) : 0;
    u32 each = size_of_element(c, row->element);

    if (row->limit == AS_ASKED && count > asked)
        count = asked;
    if ((u64)count * each > MAX_LIST)
        return -EFAULT;
    u8 *to = guest_writable(address, row->size + count * each);
    if (!to)
        return -EFAULT;
    turn_list(c, row->element, data + row->size, count);
    turn_shape(c, row->shape, data);
    memcpy(to, data, row->size + count * each);
    return 0;
}

/* The request has the interface's name, then the address of a structure of its own. */
i64 interface_data(Call *c, u64 host, u32 address)
{
    struct {
        u8 name[16];
        u64 data, rest[2];
    } request = {{0}, 0, {0}};
    const u8 *from = guest_readable(address, sizeof request.name + 4);
    u32 at = from ? guest_load32(c, from + sizeof request.name) : 0;
    const u8 *command = from ? guest_readable(at, 4) : NULL;

    if (!command)
        return -EFAULT;
    const InterfaceData *row = find_row(host, guest_load32(c, command));
    if (!row) {
        unimp_tell("ethtool command", guest_load32(c, command), NULL, NULL);
        return -EOPNOTSUPP;
    }
    u8 *data = data_in(c, row, at);
    if (!data)
        return -EFAULT;
    u32 asked = row->count ? row->count((const u32 *)data) : 0;
    memcpy(request.name, from, sizeof request.name);
    request.data = (u64)data;
    i64 result = sys_call3(__NR_ioctl, c->arg[0], host, (u64)&request);
    return result < 0 ? result : data_out(c, row, at, data, asked);
}

/* Behind the first device's name the request has another name, or a number. */
i64 interface_vlan(Call *c, u64 host, u32 address)
{
    const char *shape = "w24bw20bh2b";
    struct vlan_ioctl_args args;
    u8 *guest = guest_writable(address, sizeof args);

    if (!guest)
        return -EFAULT;
    if (guest_load32(c, guest) == GET_VLAN_REALDEV_NAME_CMD)
        shape = "w24b24bh2b";
    memcpy(&args, guest, sizeof args);
    turn_shape(c, shape, (u8 *)&args);
    i64 result = sys_call3(__NR_ioctl, c->arg[0], host, (u64)&args);
    turn_shape(c, shape, (u8 *)&args);
    memcpy(guest, &args, sizeof args);
    return result;
}
