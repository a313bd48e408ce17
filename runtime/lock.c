/* lock.c -- locks by futexes, after Drepper, Futexes Are Tricky.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/lock.h"

#include <linux/futex.h>
#include <linux/time_types.h>

#include "runtime/base/sys.h"
#include "runtime/host/x86_64/cpu.h"
#include "runtime/thread.h"

#define LOCK(name, what) Lock lock_##name;
LOCKS(LOCK)
#undef LOCK

bool lock_needed, memory_is_shared;

static Lock *const all[] = {
#define LOCK(name, what) &lock_##name,
    LOCKS(LOCK)
#undef LOCK
};

void lock_begin(void)
{
    lock_needed = true;
}

static u64 holder(const Lock *lock)
{
    return __atomic_load_n(&lock->word, __ATOMIC_RELAXED) & ~(u64)LOCK_WAITED;
}

bool lock_is_mine(const Lock *lock)
{
    return lock_needed && holder(lock) == (u64)thread_self();
}

static bool replace(Lock *lock, u64 word, u64 with)
{
    return __atomic_compare_exchange_n(&lock->word, &word, with, false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* The kernel compares, as the Thread may be unmapped at any time. */
static bool has_ended(const Thread *t)
{
    struct __kernel_timespec now = {0, 0};

    return sys_call4(__NR_futex, (u64)&t->life, FUTEX_WAIT_PRIVATE, LIFE_OVER,
                     (u64)&now) == -ETIMEDOUT;
}

/* The low half of the word is the futex. */
static void sleep_on(Lock *lock, u64 word)
{
    struct __kernel_timespec pause = {0, LOCK_PATIENCE};
    i64 got = sys_call4(__NR_futex, (u64)&lock->word, FUTEX_WAIT_PRIVATE, (u32)word,
                        (u64)&pause);

    if (got == -ETIMEDOUT && memory_is_shared &&
        has_ended((const Thread *)(word & ~(u64)LOCK_WAITED)) && replace(lock, word, 0))
        lock->abandoned = true;
}

static void wait_for(Lock *lock, u64 self)
{
    enum { SPINS = 100 };

    for (int i = 0; i < SPINS; i++) {
        if (replace(lock, 0, self))
            return;
        cpu_pause();
    }
    while (!replace(lock, 0, self | LOCK_WAITED)) {
        u64 word = __atomic_load_n(&lock->word, __ATOMIC_RELAXED);
        if (!word)
            continue;
        if (word & LOCK_WAITED || replace(lock, word, word | LOCK_WAITED))
            sleep_on(lock, word | LOCK_WAITED);
    }
}

void lock_take(Lock *lock)
{
    if (!lock_needed)
        return;
    if (lock_is_mine(lock)) {
        lock->depth++;
        return;
    }
    u64 self = (u64)thread_self();
    if (!replace(lock, 0, self))
        wait_for(lock, self);
    lock->depth = 1;
}

static void set_free(Lock *lock)
{
    if (__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) & LOCK_WAITED)
        sys_call3(__NR_futex, (u64)&lock->word, FUTEX_WAKE_PRIVATE, 1);
}

void lock_drop(Lock *lock)
{
    if (lock_needed && --lock->depth == 0)
        set_free(lock);
}

void lock_drop_dead(const Thread *t)
{
    for (u32 i = ARRAY_LEN(all); i-- > 0;)
        if (holder(all[i]) == (u64)t) {
            all[i]->abandoned = true;
            set_free(all[i]);
        }
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
