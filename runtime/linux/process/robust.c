/* robust.c -- futexes whose owner dies.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/robust.h"

#include "runtime/linux/process/ending.h"
#include "runtime/linux/process/futex.h"
#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/linux/syscall.h"
#include "runtime/lock.h"
#include "runtime/world.h"

enum { HEAD_SIZE = 12, AT_NEXT = 0, AT_OFFSET = 4, AT_PENDING = 8, MAX_ENTRIES = 2048 };
enum { IS_PI = 1 }; /* in the low bit of an entry's address */

static bool load(u32 address, u32 *value)
{
    const u8 *from = guest_readable(address, 4);

    if (from)
        *value = (u32)layout_read(from, 4, linux_abi->big_endian);
    return from != NULL;
}

static void wake_one(u32 address)
{
    sys_call3(__NR_futex, (u64)memory_at(address), FUTEX_WAKE, 1);
}

/* Releases a dead thread's lock. With `pending` the thread may just have unlocked it
 * and not yet woken a waiter. */
static void release(u32 tid, u32 address, bool is_pi, bool pending)
{
    u32 value;

    if (address % 4 || !guest_writable(address, 4))
        return;
    for (;;) {
        value = futex_load(address);
        if (pending && !is_pi && !value)
            wake_one(address);
        if ((value & FUTEX_TID_MASK) != tid)
            return;
        if (futex_swap(address, value, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED))
            break;
    }
    if (value & FUTEX_WAITERS && (!is_pi || futex_emulates_pi()))
        wake_one(address);
}

void robust_release(Thread *t)
{
    LinuxThread *own = linux_thread(t);
    u32 head = own->robust_list, entry, offset, pending;

    own->robust_list = 0;
    if (!head || !load(head + AT_NEXT, &entry) || !load(head + AT_OFFSET, &offset) ||
        !load(head + AT_PENDING, &pending))
        return;
    for (int i = 0; i < MAX_ENTRIES && (entry & ~(u32)IS_PI) != head; i++) {
        u32 at = entry & ~(u32)IS_PI, next;
        bool more = load(at, &next);
        if (at != (pending & ~(u32)IS_PI))
            release(own->tid, at + offset, entry & IS_PI, false);
        if (!more)
            return;
        entry = next;
    }
    if (pending & ~(u32)IS_PI)
        release(own->tid, (pending & ~(u32)IS_PI) + offset, pending & IS_PI, true);
}

bool robust_is_wanted(const Thread *t, u32 address)
{
    u32 head = ((const LinuxThread *)t->linux_data)->robust_list, offset, pending;

    return head && load(head + AT_OFFSET, &offset) &&
           load(head + AT_PENDING, &pending) && pending && !(pending & IS_PI) &&
           pending + offset == address;
}

/* Returns true if a thread has ended. A process's first thread stays until it was
 * waited for; its descriptor tells that it ended. */
static bool is_dead(u32 tid)
{
    i64 fd = sys_call2(__NR_pidfd_open, tid, 0);
    struct pollfd ended = {(int)fd, POLLIN, 0};

    if (fd < 0)
        return fd == -ESRCH;
    i64 ready = sys_call3(__NR_poll, (u64)&ended, 1, 0);
    sys_call1(__NR_close, (u64)fd);
    return ready == 1;
}

bool robust_mark_dead(u32 address)
{
    u32 value = futex_load(address), tid = value & FUTEX_TID_MASK;

    return tid && is_dead(tid) &&
           futex_swap(address, value, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
}

typedef struct {
    u32 process;
    bool has_list;
} Ending;

/* Returns true for threads of the ending process, not of another that shares its
 * memory. */
static bool is_of(const Thread *t, const void *ending)
{
    const LinuxThread *own = t->linux_data;

    return own && own->process == ((const Ending *)ending)->process;
}

static void has_list(Thread *t, void *ending)
{
    u32 head = is_of(t, ending) ? linux_thread(t)->robust_list : 0, next, pending;

    if (head && load(head + AT_NEXT, &next) && load(head + AT_PENDING, &pending) &&
        (next != head || pending))
        ((Ending *)ending)->has_list = true;
}

static void release_of(Thread *t, void *ending)
{
    if (is_of(t, ending))
        robust_release(t);
}

/* Marks a thread as ending, so that no other thread waits for it. */
static void end(Thread *t, void *ending)
{
    if (is_of(t, ending))
        __atomic_store_n(&t->life, LIFE_ENDS, __ATOMIC_RELAXED);
}

/* The process's other threads may still hold the locks, so they are stopped first. */
void robust_end_process(Thread *t)
{
    Ending ending = {linux_thread(t)->process, false};

    if (linux_thread(t)->shares_till_exec) {
        robust_release(t);
        return;
    }
    world_each(has_list, &ending);
    if (!ending.has_list && !memory_is_shared)
        return;
    world_stop(t);
    world_each(release_of, &ending);
    if (memory_is_shared)
        world_each(end, &ending);
    world_start(t);
}

void linux_end_process(Thread *t, int signal)
{
    ending_show(t, END_SIGNAL, signal, NULL);
    robust_end_process(t);
}

i64 sys_set_robust_list(Call *c)
{
    if (c->arg[1] != HEAD_SIZE)
        return -EINVAL;
    linux_thread(c->t)->robust_list = (u32)c->arg[0];
    return 0;
}

typedef struct {
    u32 tid, list;
    bool found;
} Wanted;

static void look_at(Thread *t, void *data)
{
    Wanted *wanted = data;

    if (t->linux_data && linux_thread(t)->tid == wanted->tid) {
        wanted->list = linux_thread(t)->robust_list;
        wanted->found = true;
    }
}

i64 sys_get_robust_list(Call *c)
{
    Wanted wanted = {.tid = (u32)c->arg[0]};
    u8 *list = guest_writable((u32)c->arg[1], 4);
    u8 *size = guest_writable((u32)c->arg[2], 4);

    if (!wanted.tid)
        wanted.tid = linux_thread(c->t)->tid;
    world_each(look_at, &wanted);
    if (!wanted.found)
        return sys_call2(__NR_tkill, wanted.tid, 0) == -ESRCH ? -ESRCH : -EPERM;
    if (!list || !size)
        return -EFAULT;
    guest_store32(c, list, wanted.list);
    guest_store32(c, size, HEAD_SIZE);
    return 0;
}
