/* process_calls.c -- processes: making, ending and waiting for them. */
#include "runtime/linux/host.h"
#include "runtime/linux/info.h"
#include "runtime/linux/process.h"
#include "runtime/linux/vfork.h"
#include "runtime/log.h"

i64 sys_exit(Call *c)
{
    return sys_call1(__NR_exit, c->arg[0]);
}

i64 sys_exit_group(Call *c)
{
    return sys_call1(__NR_exit_group, c->arg[0]);
}

static void store_tid(Call *c, u32 address, i64 tid)
{
    u8 *to = guest_writable(address, 4);

    if (to)
        guest_store32(c, to, (u32)tid);
}

enum { EXIT_SIGNAL = 0xff };

/* The flags of a clone that makes a process; the rest is for threads. */
#define PROCESS_FLAGS                                                                  \
    (EXIT_SIGNAL | CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | \
     CLONE_CHILD_CLEARTID | CLONE_SETTLS | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM |    \
     CLONE_PARENT | CLONE_IO)

/* As clone takes them. */
enum {
    CLONE_ARG_FLAGS,
    CLONE_ARG_STACK,
    CLONE_ARG_PARENT,
    CLONE_ARG_TLS,
    CLONE_ARG_CHILD
};

/* The child: on its stack, and with what clone stores for it. */
static void start_child(Call *c)
{
    u64 flags = c->arg[CLONE_ARG_FLAGS];

    if (c->arg[CLONE_ARG_STACK])
        c->abi->set_stack_pointer(c->t, (u32)c->arg[CLONE_ARG_STACK]);
    if (flags & CLONE_SETTLS)
        c->abi->set_tls(c->t, (u32)c->arg[CLONE_ARG_TLS]);
    if (flags & CLONE_CHILD_SETTID)
        store_tid(c, (u32)c->arg[CLONE_ARG_CHILD], sys_call0(__NR_gettid));
}

static i64 fork_process(Call *c, u64 host_flags)
{
    thread_before_fork(c->t);
    i64 child = signal_call(__NR_clone, host_flags, 0, 0, 0, 0, 0);
    thread_after_fork(c->t, child == 0);
    if (child == 0)
        start_child(c);
    return child;
}

/* What the host's clone must do; the rest of the flags is done here. */
#define HOST_FLAGS                                                                     \
    (EXIT_SIGNAL | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_PARENT | CLONE_IO)

static i64 make_process(Call *c)
{
    u64 flags = c->arg[CLONE_ARG_FLAGS], host_flags = flags & HOST_FLAGS;
    i64 child = flags & CLONE_VFORK ? vfork_process(c, host_flags, start_child)
                                    : fork_process(c, host_flags);

    if (child > 0 && flags & CLONE_PARENT_SETTID)
        store_tid(c, (u32)c->arg[CLONE_ARG_PARENT], child);
    return child;
}

i64 sys_fork(Call *c)
{
    c->arg[CLONE_ARG_FLAGS] = SIGCHLD;
    return make_process(c);
}

i64 sys_vfork(Call *c)
{
    c->arg[CLONE_ARG_FLAGS] = SIGCHLD | CLONE_VFORK | CLONE_VM;
    return make_process(c);
}

i64 sys_clone(Call *c)
{
    u64 flags = c->arg[0];
    bool only_vfork = !(flags & CLONE_VM) == !(flags & CLONE_VFORK);

    if (flags & ~(u64)PROCESS_FLAGS || !only_vfork) {
        if (log_on(LOG_UNIMP))
            out_printf(log_out(), "clone with flags %#x is not implemented\n",
                       (u32)flags);
        return -ENOSYS;
    }
    return make_process(c);
}

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

/* The list is read by the kernel when a thread dies: a matter of threads. */
i64 sys_set_robust_list(Call *c)
{
    return c->arg[1] == 12 ? 0 : -EINVAL;
}

i64 sys_nice(Call *c)
{
    i64 now = 20 - sys_call2(__NR_getpriority, PRIO_PROCESS, 0);
    i64 wanted = now + (i64)c->arg[0];

    wanted = wanted < -20 ? -20 : wanted > 19 ? 19 : wanted;
    i64 result = sys_call3(__NR_setpriority, PRIO_PROCESS, 0, (u64)wanted);
    return result == -EACCES ? -EPERM : result;
}

i64 sys_getcpu(Call *c)
{
    return sys_call3(__NR_getcpu, c->arg[0], c->arg[1], 0);
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

/* Sets of processors are rows of the guest's words; sizes are its multiples. */
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
