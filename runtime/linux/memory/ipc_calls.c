/* ipc_calls.c -- semaphores and message queues of System V.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/memory/ipc.h"
#include "runtime/base/sys.h"

/* Upper bounds of what any kernel takes, whatever its limits are. */
enum { MAX_OPERATIONS = 0x10000, MAX_MESSAGE = 1 << 24, MAX_SEMAPHORES = 0x10000 };

i64 ipc_control(Call *c, u64 number, u64 id, u32 command, IpcControl how)
{
    u8 *host = call_room(c, layout_host_size(c->abi->layout[how.layout]()));

    if (how.given && !guest_get(c, how.layout, how.address, host))
        return -EFAULT;
    i64 result = number == __NR_semctl ? sys_call4(number, id, 0, command, (u64)host)
                                       : sys_call3(number, id, command, (u64)host);
    if (sys_failed(result) || how.given)
        return result;
    i64 error = guest_put(c, how.layout, host, how.address);
    return error ? error : result;
}

static i64 operate(Call *c, u64 timeout)
{
    const u64 *a = c->arg;
    u64 size = a[2] * sizeof(struct sembuf);

    if (a[2] > MAX_OPERATIONS)
        return -E2BIG;
    const u8 *from = guest_readable((u32)a[1], size);
    if (!from)
        return -EFAULT;
    u8 *host = call_room(c, size);
    memcpy(host, from, size);
    layout_turn_all(c->abi->layout[LAYOUT_sembuf](), c->abi->big_endian, host, size);
    return signal_call(__NR_semtimedop, a[0], (u64)host, a[2], timeout, 0, 0);
}

i64 sys_semop(Call *c)
{
    return operate(c, 0);
}

i64 sys_semtimedop(Call *c)
{
    return operate(c, c->arg[3]);
}

/* GETALL and SETALL: the values of all semaphores of a set, 16 bits each. */
static i64 all_values(Call *c, u32 command)
{
    struct semid64_ds set;
    i64 result = sys_call4(__NR_semctl, c->arg[0], 0, IPC_STAT, (u64)&set);
    Layout cell = c->abi->layout[LAYOUT_short_cell]();

    if (sys_failed(result))
        return result;
    if (set.sem_nsems > MAX_SEMAPHORES)
        return -ENOMEM;
    u64 size = 2 * set.sem_nsems;
    u8 *host = call_room(c, size), *guest = NULL;
    guest = command == GETALL ? guest_writable((u32)c->arg[3], size)
                              : (u8 *)guest_readable((u32)c->arg[3], size);
    if (!guest)
        return -EFAULT;
    memcpy(host, guest, size);
    layout_turn_all(cell, c->abi->big_endian, host, size);
    result = sys_call4(__NR_semctl, c->arg[0], 0, command, (u64)host);
    if (command == GETALL && !sys_failed(result)) {
        layout_turn_all(cell, c->abi->big_endian, host, size);
        memcpy(guest, host, size);
    }
    return result;
}

i64 sys_semctl(Call *c)
{
    const u64 *a = c->arg;
    u32 command = (u32)a[2] & ~HOST_IPC_64, address = (u32)a[3];

    switch (command) {
    case GETALL:
    case SETALL: return all_values(c, command);
    case IPC_STAT:
    case SEM_STAT:
    case SEM_STAT_ANY:
        return ipc_control(c, __NR_semctl, a[0], command,
                           (IpcControl){LAYOUT_semid64, address, false});
    case IPC_SET:
        return ipc_control(c, __NR_semctl, a[0], command,
                           (IpcControl){LAYOUT_semid64, address, true});
    case IPC_INFO:
    case SEM_INFO:
        return ipc_control(c, __NR_semctl, a[0], command,
                           (IpcControl){LAYOUT_seminfo, address, false});
    default: return sys_call4(__NR_semctl, a[0], a[1], command, (u64)(i64)(i32)address);
    }
}

/* A message begins with its type, a guest word; the text follows. */
i64 sys_msgsnd(Call *c)
{
    const u64 *a = c->arg;

    if (a[2] > MAX_MESSAGE)
        return -EINVAL;
    const u8 *from = guest_readable((u32)a[1], 4 + a[2]);
    if (!from)
        return -EFAULT;
    u8 *host = call_room(c, 8 + a[2]);
    layout_write(host, 8, false, (u64)(i64)(i32)guest_load32(c, from));
    memcpy(host + 8, from + 4, a[2]);
    return signal_call(__NR_msgsnd, a[0], (u64)host, a[2], a[3], 0, 0);
}

i64 sys_msgrcv(Call *c)
{
    const u64 *a = c->arg;
    u64 room = a[2] < MAX_MESSAGE ? a[2] : MAX_MESSAGE;

    if ((i32)a[2] < 0)
        return -EINVAL;
    u8 *host = call_room(c, 8 + room);
    i64 got = signal_call(__NR_msgrcv, a[0], (u64)host, room, a[3], a[4], 0);
    if (sys_failed(got))
        return got;
    u8 *to = guest_writable((u32)a[1], 4 + (u64)got);
    if (!to)
        return -EFAULT;
    guest_store32(c, to, (u32)layout_read(host, 8, false));
    memcpy(to + 4, host + 8, (size_t)got);
    return got;
}

i64 sys_msgctl(Call *c)
{
    const u64 *a = c->arg;
    u32 command = (u32)a[1] & ~HOST_IPC_64, address = (u32)a[2];

    switch (command) {
    case IPC_STAT:
    case MSG_STAT:
    case MSG_STAT_ANY:
        return ipc_control(c, __NR_msgctl, a[0], command,
                           (IpcControl){LAYOUT_msqid64, address, false});
    case IPC_SET:
        return ipc_control(c, __NR_msgctl, a[0], command,
                           (IpcControl){LAYOUT_msqid64, address, true});
    case IPC_INFO:
    case MSG_INFO:
        return ipc_control(c, __NR_msgctl, a[0], command,
                           (IpcControl){LAYOUT_msginfo, address, false});
    default: return sys_call3(__NR_msgctl, a[0], command, 0);
    }
}

/* ipc multiplexes these calls by the numbers of linux/ipc.h; the upper half of the
 * number is a version of the arguments. */
enum {
    IPC_SEMOP = 1,
    IPC_SEMGET,
    IPC_SEMCTL,
    IPC_SEMTIMEDOP,
    IPC_MSGSND = 11,
    IPC_MSGRCV,
    IPC_MSGGET,
    IPC_MSGCTL,
    IPC_SHMAT = 21,
    IPC_SHMDT,
    IPC_SHMGET,
    IPC_SHMCTL
};

static void set_registers(Call *c, const u32 reg[5])
{
    memcpy(c->reg, reg, 5 * sizeof(u32));
}

/* Reads arguments that ipc passes in memory: semctl's union, in one version msgrcv's
 * pointer and type. */
static i64 load_words(Call *c, u32 address, u32 count, u32 *words)
{
    const u8 *from = guest_readable(address, 4ull * count);

    for (u32 i = 0; from && i < count; i++)
        words[i] = guest_load32(c, from + 4 * i);
    return from ? 0 : -EFAULT;
}

i64 sys_ipc(Call *c)
{
    u32 call = c->reg[0] & 0xffff, version = c->reg[0] >> 16;
    u32 first = c->reg[1], second = c->reg[2], third = c->reg[3], at = c->reg[4];
    u32 fifth = c->reg[5], word[2] = {at, fifth};
    i64 error = 0;

    if (call == IPC_SEMCTL)
        error = load_words(c, at, 1, word);
    if (call == IPC_MSGRCV && version == 0)
        error = load_words(c, at, 2, word);
    if (error)
        return error;
    switch (call) {
    case IPC_SEMOP: set_registers(c, (u32[5]){first, at, second}); return CALL_semop;
    case IPC_SEMGET:
        set_registers(c, (u32[5]){first, second, third});
        return CALL_semget;
    case IPC_SEMCTL:
        set_registers(c, (u32[5]){first, second, third, word[0]});
        return CALL_semctl;
    case IPC_SEMTIMEDOP:
        set_registers(c, (u32[5]){first, at, second, fifth});
        return CALL_semtimedop;
    case IPC_MSGSND:
        set_registers(c, (u32[5]){first, at, second, third});
        return CALL_msgsnd;
    case IPC_MSGRCV:
        set_registers(c, (u32[5]){first, word[0], second, word[1], third});
        return CALL_msgrcv;
    case IPC_MSGGET: set_registers(c, (u32[5]){first, second}); return CALL_msgget;
    case IPC_MSGCTL: set_registers(c, (u32[5]){first, second, at}); return CALL_msgctl;
    case IPC_SHMAT:
        set_registers(c, (u32[5]){first, at, second, third});
        return CALL_shmat_to;
    case IPC_SHMDT: set_registers(c, (u32[5]){at}); return CALL_shmdt;
    case IPC_SHMGET:
        set_registers(c, (u32[5]){first, second, third});
        return CALL_shmget;
    case IPC_SHMCTL: set_registers(c, (u32[5]){first, second, at}); return CALL_shmctl;
    default: return -ENOSYS;
    }
}
