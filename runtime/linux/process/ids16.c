/* ids16.c -- the calls with 16-bit user and group ids. kernel/uid16.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/syscall.h"

enum { OVERFLOW_ID = 65534, MAX_GROUPS = 65536 };

static u16 id_to_guest(u32 id)
{
    return id > 0xffff ? OVERFLOW_ID : (u16)id;
}

static u32 id_to_host(u16 id)
{
    return id == 0xffff ? 0xffffffff : id;
}

i64 sys_get_id16(Call *c)
{
    return id_to_guest((u32)sys_call1((u64)c->row->host, c->arg[0]));
}

i64 sys_get_ids16(Call *c)
{
    u32 id[3];
    i64 result = sys_call3((u64)c->row->host, (u64)&id[0], (u64)&id[1], (u64)&id[2]);

    for (int i = 0; i < 3 && !result; i++) {
        u8 *to = guest_writable((u32)c->arg[i], 2);
        if (!to)
            return -EFAULT;
        layout_write(to, 2, c->abi->big_endian, id_to_guest(id[i]));
    }
    return result;
}

i64 sys_getgroups16(Call *c)
{
    i32 room = (i32)c->arg[0];

    if (room < 0)
        return -EINVAL;
    room = room > MAX_GROUPS ? MAX_GROUPS : room;
    u32 *host = call_room(c, 4ull * (u32)room + 4);
    u8 *to = guest_writable((u32)c->arg[1], 2ull * (u32)room);
    if (room && !to)
        return -EFAULT;
    i64 count = sys_call2(__NR_getgroups, (u64)room, (u64)host);
    for (i64 i = 0; room && i < count; i++)
        layout_write(to + 2 * i, 2, c->abi->big_endian, id_to_guest(host[i]));
    return count;
}

i64 sys_setgroups16(Call *c)
{
    u32 count = (u32)c->arg[0];

    if (count > MAX_GROUPS)
        return -EINVAL;
    const u8 *from = guest_readable((u32)c->arg[1], 2ull * count);
    if (count && !from)
        return -EFAULT;
    u32 *host = call_room(c, 4ull * count + 4);
    for (u32 i = 0; i < count; i++)
        host[i] = id_to_host((u16)layout_read(from + 2 * i, 2, c->abi->big_endian));
    return sys_call2(__NR_setgroups, count, (u64)host);
}
