/* world.c -- the list of threads, and stopping all but one.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/world.h"

#include <linux/futex.h>
#include <linux/time_types.h>

#include "runtime/lock.h"
#include "runtime/base/sys.h"
#include "runtime/host/x86_64/cpu.h"

static Thread *first;
static u32 count;
static u32 stopping; /* futex; 1: a thread is stopping the others */

static bool is_running(const Thread *t)
{
    return __atomic_load_n(&t->running, __ATOMIC_SEQ_CST) &&
           __atomic_load_n(&t->life, __ATOMIC_RELAXED) == LIFE_IS;
}

void world_add(Thread *t)
{
    lock_take(&lock_threads);
    t->next = first;
    first = t;
    count++;
    lock_drop(&lock_threads);
}

void world_remove(Thread *t)
{
    lock_take(&lock_threads);
    for (Thread **link = &first; *link; link = &(*link)->next)
        if (*link == t) {
            *link = t->next;
            count--;
            break;
        }
    lock_drop(&lock_threads);
}

void world_free_dead(void)
{
    Thread *t;

    lock_take(&lock_threads);
    for (Thread **link = &first; (t = *link);) {
        if (__atomic_load_n(&t->life, __ATOMIC_ACQUIRE) != LIFE_OVER) {
            link = &t->next;
            continue;
        }
        *link = t->next;
        count--;
        lock_drop_dead(t);
        thread_free(t);
    }
    lock_drop(&lock_threads);
}

u32 world_count(void)
{
    return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

void world_each(void (*visit)(Thread *t, void *data), void *data)
{
    lock_take(&lock_threads);
    for (Thread *t = first; t; t = t->next)
        visit(t, data);
    lock_drop(&lock_threads);
}

void world_leave_slowly(Thread *t)
{
    __atomic_store_n(&t->running, false, __ATOMIC_RELEASE);
}

static void go_on(void)
{
    __atomic_store_n(&stopping, 0, __ATOMIC_SEQ_CST);
    sys_call3(__NR_futex, (u64)&stopping, FUTEX_WAKE_PRIVATE, INT32_MAX);
}

/* Whoever stops the world holds lock_world.  If it was killed, the lock can be had. */
static void wait_till_started(void)
{
    struct __kernel_timespec pause = {0, LOCK_PATIENCE};

    if (sys_call4(__NR_futex, (u64)&stopping, FUTEX_WAIT_PRIVATE, 1, (u64)&pause) !=
        -ETIMEDOUT)
        return;
    lock_take(&lock_world);
    go_on();
    lock_drop(&lock_world);
}

/* Stores `running` before it reads `stopping`.  So either this thread sees that the
 * world is being stopped, or the thread that stops it sees this one run. */
void world_enter_slowly(Thread *t)
{
    __atomic_store_n(&t->running, true, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&stopping, __ATOMIC_SEQ_CST)) {
        __atomic_store_n(&t->running, false, __ATOMIC_RELEASE);
        wait_till_started();
        __atomic_store_n(&t->running, true, __ATOMIC_SEQ_CST);
    }
}

void world_wait(Thread *t)
{
    if (!(__atomic_load_n(&t->head.pending, __ATOMIC_RELAXED) & PENDING_STOP))
        return;
    __atomic_and_fetch(&t->head.pending, ~(u32)PENDING_STOP, __ATOMIC_SEQ_CST);
    world_leave(t);
    world_enter(t);
}

static void count_running(Thread *t, void *data)
{
    *(u32 *)data += is_running(t);
}

static void ask_to_stop(Thread *t, void *data)
{
    if (t != data)
        thread_poll_on(t, PENDING_STOP);
}

/* Polls until no other thread runs.  They reach safe points soon, so a wake-up by each
 * would cost more. */
static void wait_for_others(void)
{
    enum { SPINS = 200, NANOSECONDS = 50000 };
    struct __kernel_timespec pause = {0, NANOSECONDS};

    for (u32 tries = 0;; tries++) {
        u32 running = 0;
        world_each(count_running, &running);
        if (!running)
            return;
        if (tries < SPINS)
            cpu_pause();
        else
            sys_call2(__NR_nanosleep, (u64)&pause, 0);
    }
}

void world_stop(Thread *t)
{
    if (!lock_needed)
        return;
    world_leave(t);
    lock_take(&lock_world);
    __atomic_store_n(&stopping, 1, __ATOMIC_SEQ_CST);
    world_each(ask_to_stop, t);
    wait_for_others();
}

void world_start(Thread *t)
{
    if (!lock_needed)
        return;
    go_on();
    lock_drop(&lock_world);
    world_enter(t);
}

static void change(Thread *t, void *data)
{
    (void)data;
    __atomic_store_n(&t->head.code_changed, 1, __ATOMIC_SEQ_CST);
    thread_poll_on(t, PENDING_CHANGE);
}

void world_change(void)
{
    world_each(change, NULL);
}

void world_after_fork(Thread *t)
{
    Thread *next;

    for (Thread *other = first; other; other = next) {
        next = other->next;
        if (other != t)
            thread_free(other);
    }
    first = t;
    t->next = NULL;
    count = 1;
    stopping = 0;
}
