/* clone.c -- processes: clone, fork, vfork.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/clone.h"

#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/stats.h"
#include "runtime/linux/process/ending.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"

enum { EXIT_SIGNAL = 0xff };

/* The flags for which the host's clone is responsible; the others are handled here. */
#define HOST_FLAGS                                                                     \
    (EXIT_SIGNAL | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_PARENT | CLONE_IO)
#define DONE_HERE                                                                      \
    (CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID |               \
     CLONE_CHILD_CLEARTID | CLONE_SETTLS | CLONE_DETACHED | CLONE_UNTRACED)
#define THREAD_FLAGS (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD)

void clone_store_tid(Thread *t, u32 address, u64 tid)
{
    u8 *to = guest_writable(address, 4);

    (void)t;
    if (to)
        layout_write(to, 4, linux_abi->big_endian, tid);
}

void clone_set_up(Thread *t, const CloneArgs *args)
{
    if (args->stack)
        linux_abi->set_stack_pointer(t, args->stack);
    if (args->flags & CLONE_SETTLS)
        linux_abi->set_tls(t, args->tls);
    linux_abi->set_result(t, 0);
}

static void start_process(Thread *t, const CloneArgs *args)
{
    LinuxThread *own = linux_thread(t);

    own->tid = (u32)sys_call0(__NR_gettid);
    own->robust_list = 0;
    own->held = 0;
    ending_after_fork(t);
    clone_set_up(t, args);
    if (args->flags & CLONE_CHILD_SETTID)
        clone_store_tid(t, args->child_tid, own->tid);
}

static i64 clone_copying(Call *c, const CloneArgs *args)
{
    u64 clear =
        args->flags & CLONE_CHILD_CLEARTID ? (u64)memory_at(args->child_tid) : 0;
    u64 flags = (args->flags & HOST_FLAGS) | (clear ? CLONE_CHILD_CLEARTID : 0);

    thread_before_fork(c->t);
    i64 child = signal_call(__NR_clone, flags, 0, 0, clear, 0, 0);
    thread_after_fork(c->t, child == 0);
    if (child == 0)
        start_process(c->t, args);
    else if (child > 0)
        stats_add(STATS_PROCESSES, 1);
    if (child > 0 && args->flags & CLONE_PARENT_SETTID)
        clone_store_tid(c->t, args->parent_tid, (u64)child);
    /* A pending signal restarts the call, as the kernel's ERESTARTNOINTR. */
    return child == CALL_AGAIN ? CALL_BEFORE : child;
}

static bool is_possible(u64 flags)
{
    if (flags & CLONE_VFORK && (flags & CLONE_THREAD || !(flags & CLONE_VM)))
        return false;
    return !(flags & ~(u64)(HOST_FLAGS | DONE_HERE | THREAD_FLAGS));
}

static i64 make(Call *c, const CloneArgs *args)
{
    if ((args->flags & CLONE_THREAD && !(args->flags & CLONE_SIGHAND)) ||
        (args->flags & CLONE_SIGHAND && !(args->flags & CLONE_VM)))
        return -EINVAL;
    if (is_possible(args->flags))
        return args->flags & CLONE_VM ? clone_sharing(c, args) : clone_copying(c, args);
    if (log_on(LOG_UNIMP))
        out_printf(log_out(), "clone with flags %#llx is not implemented\n",
                   (unsigned long long)args->flags);
    return -ENOSYS;
}

i64 sys_fork(Call *c)
{
    CloneArgs args = {.flags = SIGCHLD};

    return make(c, &args);
}

i64 sys_vfork(Call *c)
{
    CloneArgs args = {.flags = SIGCHLD | CLONE_VFORK | CLONE_VM};

    return make(c, &args);
}

/* Both guests have CONFIG_CLONE_BACKWARDS: tls before child_tid. */
i64 sys_clone(Call *c)
{
    CloneArgs args = {.flags = (u32)c->arg[0],
                      .stack = (u32)c->arg[1],
                      .parent_tid = (u32)c->arg[2],
                      .tls = (u32)c->arg[3],
                      .child_tid = (u32)c->arg[4]};

    return make(c, &args);
}

/* struct clone_args has 64-bit fields; newer kernels know more of them. */
i64 sys_clone3(Call *c)
{
    enum { FLAGS, PIDFD, CHILD_TID, PARENT_TID, EXIT, STACK, STACK_SIZE, TLS, COUNT };
    u64 size = c->arg[1], field[COUNT];
    const u8 *from;

    if (size < COUNT * sizeof(u64))
        return -EINVAL;
    if (size > GUEST_PAGE)
        return -E2BIG;
    from = guest_readable((u32)c->arg[0], size);
    if (!from)
        return -EFAULT;
    for (u64 at = COUNT * sizeof(u64); at < size; at++)
        if (from[at]) /* set_tid, cgroup */
            return -E2BIG;
    for (int i = 0; i < COUNT; i++)
        field[i] = layout_read(from + 8 * i, 8, c->abi->big_endian);
    if (field[FLAGS] & EXIT_SIGNAL || field[EXIT] > NUM_SIGNALS ||
        !field[STACK] != !field[STACK_SIZE] ||
        (field[EXIT] && field[FLAGS] & CLONE_THREAD))
        return -EINVAL;
    CloneArgs args = {.flags = field[FLAGS] | field[EXIT],
                      .stack = (u32)(field[STACK] + field[STACK_SIZE]),
                      .parent_tid = (u32)field[PARENT_TID],
                      .tls = (u32)field[TLS],
                      .child_tid = (u32)field[CHILD_TID]};
    return make(c, &args);
}
