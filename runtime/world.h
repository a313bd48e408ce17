/*
 * world.h -- all threads of the process, and stopping all but one.
 *
 *      world_stop(t);          the others are in host calls, or wait at safe points
 *      ...                     no dynamic code is under way: it may be overwritten
 *      world_start(t);
 *
 * A thread runs, or is away: in a host call that may last, or waiting at a safe point.
 * One that is away has no pointers into dynamic code, holds no lock, and comes
 * back only when nothing is stopped.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_WORLD_H
#define RUNTIME_WORLD_H

#include "runtime/lock.h"
#include "runtime/thread.h"

/* A new thread, which is away; and one that ends, or never was. */
void world_add(Thread *t);
void world_remove(Thread *t);
u32 world_count(void);
/* Free those whose life is over. */
void world_free_dead(void);

/* Around what may last.  world_enter waits while another thread stops the world. */
void world_leave_slowly(Thread *t);
void world_enter_slowly(Thread *t);

static inline void world_leave(Thread *t)
{
    if (lock_needed)
        world_leave_slowly(t);
}

static inline void world_enter(Thread *t)
{
    if (lock_needed)
        world_enter_slowly(t);
}

/* At a safe point, with no lock held: wait for the others, and let them go on. */
void world_stop(Thread *t);
void world_start(Thread *t);

/* At a safe point: if PENDING_STOP is set, wait till the world goes on. */
void world_wait(Thread *t);

/* thread_poll_on for all threads, whose code_changed is set too. */
void world_change(void);
/* For each thread, under lock_threads. */
void world_each(void (*visit)(Thread *t, void *data), void *data);

/* In a fork's child: only t is left; what the others had is freed. */
void world_after_fork(Thread *t);

#endif
