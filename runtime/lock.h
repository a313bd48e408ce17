/*
 * lock.h -- mutual exclusion between guest threads inside the runtime.
 *
 *      lock_take(&lock_code);
 *      ...
 *      lock_drop(&lock_code);
 *
 * A thread takes locks in the order of the list below.  It may take a lock that it
 * holds already, which only counts.  Host handlers of asynchronous signals take no
 * lock, so a signal may come at any time.  The handler of faults takes lock_code: a
 * thread that holds it must not touch guest memory that may fault.  Guest code runs
 * with no lock held.
 *
 * A process that shares this memory (clone with CLONE_VM) may be killed while it holds
 * a lock; then the lock is taken from it, which needs Thread.life.
 *
 * As long as the process has had one thread only, the functions do nothing; lock_begin
 * switches them on.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LOCK_H
#define RUNTIME_LOCK_H

#include "ir/base.h"

struct Thread;

enum {
    LOCK_WAITED = 1, /* a bit of Lock.word */
    /* nanoseconds that a waiter sleeps before it checks whether the holder has ended */
    LOCK_PATIENCE = 20 * 1000 * 1000
};

typedef struct {
    u64 word;       /* 0: free; else the address of the Thread that holds the lock, and
                       LOCK_WAITED if others wait for it */
    u32 depth;      /* how often its holder has taken it and not dropped it */
    bool abandoned; /* a holder was killed, so what the lock guards may be half done;
                       whoever makes that good resets it */
} Lock;

/* LOCK(name, what it guards), in the order in which a thread may take them. */
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

/* Switches locking on.  The first thread calls it before it makes a second one; it
 * holds no lock. */
void lock_begin(void);
/* True if the process has, or has had, several threads. */
extern bool lock_needed;
/* True if a process was made that shares this memory and runs beside its parent
 * (clone with CLONE_VM).  Each of them may be killed by itself, which a thread cannot
 * be. */
extern bool memory_is_shared;

/* Waits until the lock is free or this thread's own, and takes it. */
void lock_take(Lock *lock);
/* Undoes one lock_take of this thread.  The lock is free after the last. */
void lock_drop(Lock *lock);
/* Drops every lock that this thread holds, however often it took it. */
void lock_drop_mine(void);
/* Drops every lock that a thread holds which has ended. */
void lock_drop_dead(const struct Thread *t);
/* Returns true if this thread holds the lock; false while locking is off. */
bool lock_is_mine(const Lock *lock);

/* Take all locks before a fork, and drop them after it in the parent (`child` false).
 * In the child (`child` true), which has one thread, all locks become free and locking
 * is switched off. */
void lock_take_all(void);
void lock_drop_all(bool child);

#endif
