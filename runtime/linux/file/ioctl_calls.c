/* ioctl_calls.c -- the requests of ioctl whose answers have a variable length.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/file/ioctl.h"
#include "runtime/base/sys.h"

enum { MAX_EXTENTS = 1 << 16, MAX_INTERFACES = 1 << 16 };

/* FS_IOC_FIEMAP: a header, then as many extents of a file as the guest has room for. */
i64 file_map(Call *c, u64 host, u32 address)
{
    Layout head = c->abi->layout[LAYOUT_file_map]();
    Layout extent = c->abi->layout[LAYOUT_file_extent]();
    u32 head_size = layout_size(head), extent_size = layout_size(extent);
    struct fiemap map;
    bool big = c->abi->big_endian;

    if (!guest_get(c, LAYOUT_file_map, address, &map))
        return -EFAULT;
    if (map.fm_extent_count > MAX_EXTENTS)
        return -EINVAL;
    u64 size = head_size + (u64)extent_size * map.fm_extent_count;
    u8 *guest = guest_writable(address, size), *copy = call_room(c, size);
    if (!guest)
        return -EFAULT;
    memcpy(copy, &map, head_size);
    i64 result = sys_call3(__NR_ioctl, c->arg[0], host, (u64)copy);
    if (result < 0)
        return result;
    memcpy(&map, copy, head_size);
    u64 mapped = map.fm_extent_count ? map.fm_mapped_extents : 0;
    layout_turn(head, big, copy, head_size);
    layout_turn_all(extent, big, copy + head_size, mapped * extent_size);
    memcpy(guest, copy, head_size + mapped * extent_size);
    return result;
}

/* SIOCGIFCONF: the size of a list and its address; with a null address the kernel
 * returns the size it needs. */
i64 interface_list(Call *c, u64 host, u32 address)
{
    u8 *head = guest_writable(address, 8);
    Layout one = c->abi->layout[LAYOUT_interface_address]();
    u32 guest_size = layout_size(one), host_size = layout_host_size(one);
    struct {
        int size;
        u64 list;
    } request = {0, 0};

    if (!head)
        return -EFAULT;
    u32 to = guest_load32(c, head + 4), count = guest_load32(c, head) / guest_size;
    if (count > MAX_INTERFACES)
        return -EINVAL;
    u8 *list = call_room(c, (u64)count * host_size + 1);
    request.size = (int)(count * host_size);
    request.list = to ? (u64)list : 0;
    i64 result = sys_call3(__NR_ioctl, c->arg[0], host, (u64)&request);
    if (result < 0)
        return result;
    count = (u32)request.size / host_size;
    u8 *guest = guest_writable(to, (u64)count * guest_size);
    if (to && !guest)
        return -EFAULT;
    for (u32 i = 0; to && i < count; i++)
        layout_to_guest(one, c->abi->big_endian, list + i * host_size,
                        guest + i * guest_size);
    guest_store32(c, head, count * guest_size);
    return result;
}
