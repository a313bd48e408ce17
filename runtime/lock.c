/* lock.c -- locks by futexes, after Drepper, Futexes Are Tricky.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/lock.h"

#include <linux/futex.h>

#include "runtime/base/sys.h"
#include "runtime/host/x86_64/cpu.h"
#include "runtime/thread.h"

#define LOCK(name, what) Lock lock_##name;
LOCKS(LOCK)
#undef LOCK

bool lock_needed;

static Lock *const all[] = {
#define LOCK(name, what) &lock_##name,
    LOCKS(LOCK)
#undef LOCK
};

void lock_begin(void)
{
    lock_needed = true;
}

bool lock_is_mine(const Lock *lock)
{
    return lock_needed &&
           __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == (u64)thread_self();
}

static void wait_for(Lock *lock)
{
    enum { SPINS = 100 };

    for (int i = 0; i < SPINS; i++) {
        u32 free = 0;
        if (__atomic_compare_exchange_n(&lock->word, &free, 1, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return;
        cpu_pause();
    }
    while (__atomic_exchange_n(&lock->word, 2, __ATOMIC_ACQUIRE))
        sys_call4(__NR_futex, (u64)&lock->word, FUTEX_WAIT_PRIVATE, 2, 0);
}

void lock_take(Lock *lock)
{
    if (!lock_needed)
        return;
    if (lock_is_mine(lock)) {
        lock->depth++;
        return;
    }
    u32 free = 0;
    if (!__atomic_compare_exchange_n(&lock->word, &free, 1, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED))
        wait_for(lock);
    __atomic_store_n(&lock->owner, (u64)thread_self(), __ATOMIC_RELAXED);
    lock->depth = 1;
}

void lock_drop(Lock *lock)
{
    if (!lock_needed || --lock->depth)
        return;
    __atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
    if (__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) == 2)
        sys_call3(__NR_futex, (u64)&lock->word, FUTEX_WAKE_PRIVATE, 1);
}

void lock_drop_mine(void)
{
    for (u32 i = ARRAY_LEN(all); i-- > 0;)
        if (lock_is_mine(all[i])) {
            all[i]->depth = 1;
            lock_drop(all[i]);
        }
}

void lock_take_all(void)
{
    for (u32 i = 0; i < ARRAY_LEN(all); i++)
        lock_take(all[i]);
}

void lock_drop_all(bool child)
{
    for (u32 i = ARRAY_LEN(all); i-- > 0;)
        if (child)
            *all[i] = (Lock){0};
        else
            lock_drop(all[i]);
    if (child)
        lock_needed = false;
}
