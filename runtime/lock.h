/*
 * lock.h -- mutual exclusion between guest threads inside the runtime.
 *
 *      lock_take(&lock_code);
 *      ...
 *      lock_drop(&lock_code);
 *
 * There are few, and they are taken in the order below.  A thread that has one
 * takes it again at no cost.  Host handlers of asynchronous signals take none, so a
 * signal may come at any time; the handler of faults takes lock_code, so who has it
 * must not touch guest memory that may fault.  Guest code runs with none.
 *
 * While there is one thread they do nothing: lock_begin makes them real.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LOCK_H
#define RUNTIME_LOCK_H

#include "ir/base.h"

typedef struct {
    u32 word;  /* 0: free, 1: taken, 2: taken and waited for */
    u32 depth; /* how often its owner took it */
    u64 owner; /* the Thread */
} Lock;

/* LOCK(name, what it guards), in the order they are taken in. */
#define LOCKS(LOCK)                                                                    \
    LOCK(world, "one thread stops all others, or forks: world.h")                      \
    LOCK(code, "translations, page_flags and with them the guest's memory map")        \
    LOCK(actions, "what the guest wants done with signals, and the host's side of it") \
    LOCK(threads, "the list of threads")                                               \
    LOCK(alloc, "base_alloc's lists")                                                  \
    LOCK(host_map, "addresses of host mappings, while one is to be found")

#define LOCK(name, what) extern Lock lock_##name;
LOCKS(LOCK)
#undef LOCK

/* Before a second thread is made, by the first, which has no lock. */
void lock_begin(void);
/* Are there, or were there, several threads? */
extern bool lock_needed;

void lock_take(Lock *lock);
void lock_drop(Lock *lock);
/* All that this thread has, however often. */
void lock_drop_mine(void);
/* Has this thread taken it? */
bool lock_is_mine(const Lock *lock);

/* Around a fork: take all.  `child`: they are free again, in its own memory, and
 * there is one thread only. */
void lock_take_all(void);
void lock_drop_all(bool child);

#endif
