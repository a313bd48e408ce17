/*
 * world.h -- the list of all guest threads, and stopping all but one.
 *
 *      world_stop(t);          the others are in host calls, or wait at safe points
 *      ...                     no thread runs dynamic code: it may be overwritten
 *      world_start(t);
 *
 * A thread runs, or is away: in a host call that may last, or waiting at a safe point.
 * A thread that is away has no pointers into dynamic code and holds no lock.  It comes
 * back only while the world is not stopped.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_WORLD_H
#define RUNTIME_WORLD_H

#include "runtime/lock.h"
#include "runtime/thread.h"

/* world_add adds a Thread to the list; world_remove takes it out when it ends or was
 * never started. */
void world_add(Thread *t);
void world_remove(Thread *t);
/* Returns the number of Threads in the list. */
u32 world_count(void);
/* Frees the Threads whose `life` is LIFE_OVER. */
void world_free_dead(void);

/* Called before and after a host call that may last: the thread is away in between.
 * world_enter waits while another thread stops the world.  Both do nothing while there
 * is one thread only. */
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

/* world_stop waits until all other threads are away, and keeps them so until
 * world_start.  The caller is at a safe point and holds no lock; in between it holds
 * lock_world. */
void world_stop(Thread *t);
void world_start(Thread *t);

/* Waits, at a safe point, until the world goes on, if PENDING_STOP is set. */
void world_wait(Thread *t);

/* Sets code_changed and PENDING_CHANGE of all threads, so that each leaves the code it
 * runs at its next poll. */
void world_change(void);
/* Calls `visit` with each Thread and `data`, under lock_threads. */
void world_each(void (*visit)(Thread *t, void *data), void *data);

/* Removes and frees all Threads but `t`, in the child of a fork. */
void world_after_fork(Thread *t);

#endif
