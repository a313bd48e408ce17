/* process_calls.c -- waiting for processes; their groups and processors.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/signal/info.h"
#include "runtime/linux/syscall.h"

i64 sys_waitpid(Call *c)
{
    return signal_call(__NR_wait4, c->arg[0], c->arg[1], c->arg[2], 0, 0, 0);
}

i64 sys_waitid(Call *c)
{
    siginfo_t info = {0};
    u8 *to = c->arg[2] ? guest_writable((u32)c->arg[2], GUEST_SIGINFO) : NULL;

    if (c->arg[2] && !to)
        return -EFAULT;
    i64 result = signal_call(__NR_waitid, c->arg[0], c->arg[1], (u64)&info, c->arg[3],
                             c->arg[4], 0);
    if (result >= 0 && to)
        info_to_guest(&info, c->abi->big_endian, to);
    return result;
}

i64 sys_nice(Call *c)
{
    i64 now = 20 - sys_call2(__NR_getpriority, PRIO_PROCESS, 0);
    i64 wanted = now + (i64)c->arg[0];

    wanted = wanted < -20 ? -20 : wanted > 19 ? 19 : wanted;
    i64 result = sys_call3(__NR_setpriority, PRIO_PROCESS, 0, (u64)wanted);
    return result == -EACCES ? -EPERM : result;
}

enum { MAX_GROUPS = 65536 };

i64 sys_getgroups(Call *c)
{
    i32 room = (i32)c->arg[0];

    if (room < 0)
        return -EINVAL;
    room = room > MAX_GROUPS ? MAX_GROUPS : room;
    u32 *host = call_room(c, 4ull * (u32)room + 4);
    u8 *to = guest_writable((u32)c->arg[1], 4ull * (u32)room);
    if (!to)
        return -EFAULT;
    i64 count = sys_call2(__NR_getgroups, (u64)room, (u64)host);
    for (i64 i = 0; room && i < count; i++)
        guest_store32(c, to + 4 * i, host[i]);
    return count;
}

i64 sys_setgroups(Call *c)
{
    u32 count = (u32)c->arg[0];

    if (count > MAX_GROUPS)
        return -EINVAL;
    const u8 *from = guest_readable((u32)c->arg[1], 4ull * count);
    if (!from)
        return -EFAULT;
    u32 *host = call_room(c, 4ull * count + 4);
    for (u32 i = 0; i < count; i++)
        host[i] = guest_load32(c, from + 4 * i);
    return sys_call2(__NR_setgroups, count, (u64)host);
}

/* A set of processors is an array of guest words; its size is a multiple of theirs. */
enum { MAX_CPUS = 8192 };

i64 sys_sched_getaffinity(Call *c)
{
    u64 size = c->arg[1] > MAX_CPUS / 8 ? MAX_CPUS / 8 : c->arg[1];
    u8 *to = guest_writable((u32)c->arg[2], size);
    u8 *host = call_room(c, MAX_CPUS / 8);

    if (!to)
        return -EFAULT;
    if (size % 4)
        return -EINVAL;
    i64 got = sys_call3(__NR_sched_getaffinity, c->arg[0], MAX_CPUS / 8, (u64)host);
    if (got < 0)
        return got;
    u64 stored = (u64)got < size ? (u64)got : size;
    for (u64 i = 0; i < stored; i += 4)
        guest_store32(c, to + i, (u32)layout_read(host + i, 4, false));
    return (i64)stored;
}

i64 sys_sched_setaffinity(Call *c)
{
    u64 size = (c->arg[1] > MAX_CPUS / 8 ? MAX_CPUS / 8 : c->arg[1]) & ~3ull;
    const u8 *from = guest_readable((u32)c->arg[2], size);
    u8 *host = call_room(c, MAX_CPUS / 8);

    if (!from)
        return -EFAULT;
    for (u64 i = 0; i < size; i += 4)
        layout_write(host + i, 4, false, guest_load32(c, from + i));
    return sys_call3(__NR_sched_setaffinity, c->arg[0], MAX_CPUS / 8, (u64)host);
}
