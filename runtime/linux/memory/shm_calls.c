/* shm_calls.c -- shared memory of System V, in guest memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/lock.h"
#include "runtime/linux/memory/ipc.h"
#include "runtime/base/sys.h"

enum { MAX_ATTACHED = 4096 };

/* The attached segments, as shmdt names only an address. Size 0: the row is free. */
static struct {
    u32 address, size;
} attached[MAX_ATTACHED];

static i64 remember(u32 address, u32 size)
{
    for (u32 i = 0; i < MAX_ATTACHED; i++) {
        u32 none = 0;
        if (!__atomic_compare_exchange_n(&attached[i].size, &none, size, false,
                                         __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
            continue;
        attached[i].address = address;
        return 0;
    }
    return -ENOMEM;
}

/* Removes an attached segment's row; returns its size, or 0 if none is attached
 * there. */
static u32 forget(u32 address)
{
    for (u32 i = 0; i < MAX_ATTACHED; i++) {
        u32 size = attached[i].size;
        if (size && attached[i].address == address) {
            attached[i].size = 0;
            return size;
        }
    }
    return 0;
}

static i64 segment_size(u64 id, u64 *size)
{
    struct shmid64_ds segment;
    i64 result = sys_call3(__NR_shmctl, id, IPC_STAT, (u64)&segment);

    if (sys_failed(result))
        return result;
    *size = (segment.shm_segsz + GUEST_PAGE - 1) & -(u64)GUEST_PAGE;
    return *size >> 32 ? -ENOMEM : 0;
}

/* Chooses a place for a segment, at the alignment that shmat demands of an address it
 * is given. */
static i64 place_anywhere(u64 size, u32 alignment, int protection)
{
    const int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    u64 spare = alignment - GUEST_PAGE;
    i64 at = memory_map(0, size + spare, protection, how, -1, 0);

    if (at < 0 || !spare)
        return at;
    u64 first = ((u64)at + alignment - 1) & -(u64)alignment, before = first - (u64)at;
    if (before)
        memory_unmap((u32)at, before);
    if (before < spare)
        memory_unmap((u32)(first + size), spare - before);
    return (i64)first;
}

/* With a given address the place must be free, unless SHM_REMAP is set. */
static i64 place(Call *c, u64 size, int protection)
{
    u32 address = (u32)c->arg[1], flags = (u32)c->arg[2];
    int how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

    if (address && flags & SHM_RND)
        address &= -c->abi->shm_alignment;
    if (address % c->abi->shm_alignment || (!c->arg[1] && flags & SHM_REMAP))
        return -EINVAL;
    if (!c->arg[1])
        return place_anywhere(size, c->abi->shm_alignment, protection);
    how |= flags & SHM_REMAP ? MAP_FIXED : MAP_FIXED_NOREPLACE;
    i64 at = memory_map(address, size, protection, how, -1, 0);
    return at == -EEXIST ? -EINVAL : at;
}

static i64 attach(Call *c)
{
    u64 flags = c->arg[2], size;
    int protection = PROT_READ | (flags & SHM_RDONLY ? 0 : PROT_WRITE) |
                     (flags & SHM_EXEC ? PROT_EXEC : 0);
    i64 error = segment_size(c->arg[0], &size);

    if (error)
        return error;
    i64 at = place(c, size, protection);
    if (at < 0)
        return at;
    i64 got = sys_call3(__NR_shmat, c->arg[0], (u64)memory_at((u32)at),
                        SHM_REMAP | (flags & SHM_RDONLY));
    error = sys_failed(got) ? got : remember((u32)at, (u32)size);
    if (error)
        memory_unmap((u32)at, size);
    return error ? error : at;
}

/* lock_code is held so that no other thread maps the place before the segment is
 * there. */
i64 sys_shmat(Call *c)
{
    lock_take(&lock_code);
    i64 result = attach(c);
    lock_drop(&lock_code);
    return result;
}

/* ipc stores the address through a pointer, as a result might look like an error. */
i64 sys_shmat_to(Call *c)
{
    u8 *to = guest_writable((u32)c->arg[3], 4);

    if (!to)
        return -EFAULT;
    i64 at = sys_shmat(c);
    if (at < 0)
        return at;
    guest_store32(c, to, (u32)at);
    return 0;
}

/* On the host, the reservation that replaces the segment detaches it. */
i64 sys_shmdt(Call *c)
{
    u32 address = (u32)c->arg[0], size = forget(address);

    return size ? memory_unmap(address, size) : -EINVAL;
}

/* IPC_INFO: limits that do not fit the guest's words are shown as the greatest
 * number. */
static i64 limits(Call *c, u64 id, u32 address)
{
    struct shminfo64 info;
    i64 result = sys_call3(__NR_shmctl, id, IPC_INFO, (u64)&info);

    if (sys_failed(result))
        return result;
    if (info.shmmax > 0x7fffffff)
        info.shmmax = 0x7fffffff;
    if (info.shmall > 0x7fffffff)
        info.shmall = 0x7fffffff;
    i64 error = guest_put(c, LAYOUT_shminfo64, &info, address);
    return error ? error : result;
}

i64 sys_shmctl(Call *c)
{
    const u64 *a = c->arg;
    u32 command = (u32)a[1] & ~HOST_IPC_64, address = (u32)a[2];

    switch (command) {
    case IPC_STAT:
    case SHM_STAT:
    case SHM_STAT_ANY:
        return ipc_control(c, __NR_shmctl, a[0], command,
                           (IpcControl){LAYOUT_shmid64, address, false});
    case IPC_SET:
        return ipc_control(c, __NR_shmctl, a[0], command,
                           (IpcControl){LAYOUT_shmid64, address, true});
    case SHM_INFO:
        return ipc_control(c, __NR_shmctl, a[0], command,
                           (IpcControl){LAYOUT_shm_info, address, false});
    case IPC_INFO: return limits(c, a[0], address);
    default: return sys_call3(__NR_shmctl, a[0], command, 0);
    }
}
