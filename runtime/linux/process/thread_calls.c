/* thread_calls.c -- makes and ends threads, and keeps what each has of its own.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/clone.h"

#include <string.h>

#include "runtime/dispatch.h"
#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/stats.h"
#include "runtime/linux/process/ending.h"
#include "runtime/linux/process/robust.h"
#include "runtime/lock.h"
#include "runtime/world.h"
#include "runtime/base/sys.h"

#define FROM_GUEST                                                                     \
    (CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_PARENT | CLONE_IO | CLONE_VFORK |  \
     CLONE_SIGHAND | CLONE_THREAD | CSIGNAL)

/* Waits on a futex until the parent has stored the guest's words for this thread. */
static void wait_for_parent(LinuxThread *own)
{
    while (!__atomic_load_n(&own->may_run, __ATOMIC_ACQUIRE))
        sys_call4(__NR_futex, (u64)&own->may_run, FUTEX_WAIT_PRIVATE, 0, 0);
}

static void let_run(LinuxThread *own)
{
    __atomic_store_n(&own->may_run, 1, __ATOMIC_RELEASE);
    sys_call3(__NR_futex, (u64)&own->may_run, FUTEX_WAKE_PRIVATE, 1);
}

/* Runs first in a new host thread. */
static void run(Thread *t)
{
    LinuxThread *own = linux_thread(t);

    signal_init_thread(t);
    wait_for_parent(own);
    world_enter(t);
    if (own->shares_till_exec) {
        own->tid = (u32)sys_call0(__NR_gettid);
        if (own->set_tid)
            clone_store_tid(t, own->set_tid, own->tid);
    }
    signal_force_mask(t, t->signal_mask);
    interpret_steps(t);
    rt_continue(thread_pc(t));
}

static u32 num_processes;

/* The guest's signal handlers, with the number of threads that share them. */
typedef struct {
    GuestAction action[NUM_SIGNALS + 1];
    u32 users;
} ActionsCopy;

static ActionsCopy *copy_at(GuestAction *actions)
{
    return actions == guest_actions ? NULL : (ActionsCopy *)(void *)actions;
}

static GuestAction *share_actions(GuestAction *actions)
{
    ActionsCopy *copy = copy_at(actions);

    if (copy)
        __atomic_add_fetch(&copy->users, 1, __ATOMIC_RELAXED);
    return actions;
}

static GuestAction *copy_actions(const GuestAction *actions)
{
    ActionsCopy *copy = base_alloc(sizeof(ActionsCopy));

    copy->users = 1;
    lock_take(&lock_actions);
    memcpy(copy->action, actions, sizeof(guest_actions));
    lock_drop(&lock_actions);
    return copy->action;
}

static void drop_actions(GuestAction *actions)
{
    ActionsCopy *copy = copy_at(actions);

    if (copy && !__atomic_sub_fetch(&copy->users, 1, __ATOMIC_ACQ_REL))
        base_free(copy);
}

static void set_up_own(Thread *t, const LinuxThread *parent, const CloneArgs *args)
{
    LinuxThread *own = base_alloc(sizeof(LinuxThread));

    t->linux_data = own;
    own->float_exceptions = parent->float_exceptions;
    own->actions = args->flags & CLONE_SIGHAND ? share_actions(parent->actions)
                                               : copy_actions(parent->actions);
    own->process = parent->process;
    if (args->flags & CLONE_CHILD_CLEARTID)
        own->clear_tid = args->child_tid;
    if (args->flags & CLONE_THREAD)
        return;
    own->process = __atomic_add_fetch(&num_processes, 1, __ATOMIC_RELAXED);
    if (!(args->flags & CLONE_VFORK))
        return;
    own->shares_till_exec = true;
    own->may_run = 1; /* its parent cannot say so: it waits for the exec */
    own->set_tid = args->flags & CLONE_CHILD_SETTID ? args->child_tid : 0;
    own->alternate_stack = parent->alternate_stack;
    own->alternate_flags = parent->alternate_flags;
    own->alternate_size = parent->alternate_size;
}

static void let_go(Thread *child, const CloneArgs *args, i64 tid)
{
    LinuxThread *own = linux_thread(child);

    own->tid = (u32)tid;
    if (args->flags & CLONE_PARENT_SETTID)
        clone_store_tid(child, args->parent_tid, (u64)tid);
    if (args->flags & CLONE_CHILD_SETTID)
        clone_store_tid(child, args->child_tid, (u64)tid);
    let_run(own);
}

/* Returns the word that the kernel clears when the child ends: the guest's; or
 * Thread.life for a process of its own, as that may be killed at any time. */
static u32 *cleared_word(Thread *child, const CloneArgs *args)
{
    if (!(args->flags & (CLONE_THREAD | CLONE_VFORK)))
        return &child->life;
    if (!(args->flags & CLONE_CHILD_CLEARTID))
        return NULL;
    guest_writable(args->child_tid, 4);
    return (u32 *)(void *)memory_at(args->child_tid);
}

/* Signals are blocked before the child exists, since it inherits the mask. */
i64 clone_sharing(Call *c, const CloneArgs *args)
{
    Thread *t = c->t;
    bool waits = args->flags & CLONE_VFORK;
    u64 flags = args->flags & FROM_GUEST;

    signal_block_all();
    if (t->queued)
        return CALL_BEFORE;
    if (!lock_needed)
        lock_begin();
    Thread *child = thread_copy(t);
    if (!child) {
        signal_force_mask(t, t->signal_mask);
        return -EAGAIN;
    }
    set_up_own(child, linux_thread(t), args);
    clone_set_up(child, args);
    u32 *clear = cleared_word(child, args);
    if (clear)
        flags |= CLONE_CHILD_CLEARTID;
    if (clear == &child->life) {
        memory_is_shared = true;
        world_free_dead();
    }
    world_leave(t);
    i64 tid = thread_clone(flags, child, clear, run);
    world_enter(t);
    if (tid > 0)
        stats_add(flags & CLONE_THREAD ? STATS_THREADS : STATS_PROCESSES, 1);
    if (tid > 0 && !waits) {
        let_go(child, args, tid);
    } else {
        world_remove(child);
        lock_drop_dead(child);
        thread_free(child);
    }
    if (tid > 0 && waits && args->flags & CLONE_PARENT_SETTID)
        clone_store_tid(t, args->parent_tid, (u64)tid);
    signal_force_mask(t, t->signal_mask);
    return tid;
}

/* The kernel will clear the guest's word, so its page must be writable. */
static void before_end(Thread *t)
{
    robust_release(t);
    if (linux_thread(t)->clear_tid)
        guest_writable(linux_thread(t)->clear_tid, 4);
}

void linux_end(Thread *t)
{
    LinuxThread *own = linux_thread(t);

    if (own)
        drop_actions(own->actions);
    base_free(own);
    t->linux_data = NULL;
}

static i64 clear_by_kernel(u32 address)
{
    return sys_call1(__NR_set_tid_address, address ? (u64)memory_at(address) : 0);
}

/* A child of vfork only ends; its parent goes on with the memory. */
i64 sys_exit(Call *c)
{
    before_end(c->t);
    if (linux_thread(c->t)->shares_till_exec || world_count() < 2) {
        ending_show(c->t, END_EXIT, (u8)c->arg[0], NULL);
        return sys_call1(__NR_exit, c->arg[0]);
    }
    if (memory_is_shared)
        clear_by_kernel(linux_thread(c->t)->clear_tid);
    thread_end(c->t, (u32)c->arg[0]);
}

i64 sys_exit_group(Call *c)
{
    ending_show(c->t, END_EXIT, (u8)c->arg[0], NULL);
    robust_end_process(c->t);
    return sys_call1(__NR_exit_group, c->arg[0]);
}

i64 sys_set_tid_address(Call *c)
{
    u32 address = (u32)c->arg[0];

    linux_thread(c->t)->clear_tid = address;
    return clear_by_kernel(address);
}
