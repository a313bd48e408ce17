/* futex.c -- waiting on words of guest memory. man 2 futex; kernel/futex.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/futex.h"

#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/linux/process/robust.h"
#include "runtime/linux/syscall.h"
#include "runtime/linux/time/vdso.h"

/* Returns a value in the byte order of guest memory, in which the host compares futex
 * words. */
static u32 as_stored(u32 value)
{
    return linux_abi->big_endian ? __builtin_bswap32(value) : value;
}

u32 futex_load(u32 address)
{
    const u32 *word = (const u32 *)(const void *)memory_at(address);

    return as_stored(__atomic_load_n(word, __ATOMIC_SEQ_CST));
}

bool futex_swap(u32 address, u32 old, u32 new)
{
    u32 *word = (u32 *)(void *)memory_at(address), expected = as_stored(old);

    return __atomic_compare_exchange_n(word, &expected, as_stored(new), false,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

bool futex_emulates_pi(void)
{
    return linux_abi->big_endian;
}

/* One call under way. */
typedef struct {
    Call *c;
    u32 address, other; /* of the two words */
    u32 command;        /* FUTEX_WAIT ... */
    u64 flags;          /* FUTEX_PRIVATE_FLAG, FUTEX_CLOCK_REALTIME */
    LayoutId time;
} Futex;

static u64 host_word(u32 address)
{
    return (u64)memory_at(address);
}

/* Converts the guest's timeout, if there is one. */
static i64 timeout(const Futex *f, struct __kernel_timespec *room, u64 *host)
{
    u32 address = (u32)f->c->arg[3];

    *host = address ? (u64)room : 0;
    return address && !guest_get(f->c, f->time, address, room) ? -EFAULT : 0;
}

/* ---- locks with priority inheritance, where the kernel's would store host words ----
 * The protocol with user space is the kernel's; priorities are not inherited. */

static i64 wait_for_owner(const Futex *f, u32 value, u64 until)
{
    bool real = f->command == FUTEX_LOCK_PI || f->flags & FUTEX_CLOCK_REALTIME;
    u64 op = FUTEX_WAIT_BITSET | (f->flags & FUTEX_PRIVATE_FLAG) |
             (real ? FUTEX_CLOCK_REALTIME : 0);
    i64 result = signal_call(__NR_futex, host_word(f->address), op, as_stored(value),
                             until, 0, FUTEX_BITSET_MATCH_ANY);

    if (result == CALL_AGAIN || result == -EINTR)
        return CALL_BEFORE; /* never interrupted for good: ERESTARTNOINTR */
    return result == -EAGAIN ? 0 : result;
}

static i64 lock_pi(const Futex *f)
{
    struct __kernel_timespec room;
    u32 tid = linux_thread(f->c->t)->tid;
    u64 until = 0;
    i64 result = 0;

    if (f->command != FUTEX_TRYLOCK_PI)
        result = timeout(f, &room, &until);
    while (!result) {
        u32 value = futex_load(f->address), owner = value & FUTEX_TID_MASK;
        u32 kept = value & (FUTEX_WAITERS | FUTEX_OWNER_DIED);
        if (owner == tid)
            return -EDEADLK;
        if (!owner && futex_swap(f->address, value, tid | kept))
            return 0;
        if (!owner)
            continue;
        if (f->command == FUTEX_TRYLOCK_PI)
            return -EAGAIN;
        if (sys_call2(__NR_tkill, owner, 0) == -ESRCH)
            return futex_load(f->address) == value ? -ESRCH : lock_pi(f);
        if (kept & FUTEX_WAITERS ||
            futex_swap(f->address, value, value | FUTEX_WAITERS))
            result = wait_for_owner(f, value | FUTEX_WAITERS, until);
    }
    return result;
}

static i64 wake(const Futex *f, u32 many)
{
    return sys_call3(__NR_futex, host_word(f->address),
                     FUTEX_WAKE | (f->flags & FUTEX_PRIVATE_FLAG), many);
}

/* The new owner keeps FUTEX_WAITERS set, since there may be more waiters. Once a wake
 * finds none the word becomes 0, and waiters that came meanwhile are woken to look
 * again. */
static i64 unlock_pi(const Futex *f)
{
    u32 tid = linux_thread(f->c->t)->tid, value, after;

    do {
        value = futex_load(f->address);
        after = value & FUTEX_WAITERS;
        if ((value & FUTEX_TID_MASK) != tid)
            return -EPERM;
    } while (!futex_swap(f->address, value, after));
    if (after && !wake(f, 1) && futex_swap(f->address, after, 0))
        wake(f, INT32_MAX);
    return 0;
}

static i64 priority_lock(const Futex *f, u64 op)
{
    struct __kernel_timespec room;
    u64 until = 0;

    if (f->address % 4)
        return -EINVAL;
    if (!guest_writable(f->address, 4))
        return -EFAULT;
    if (futex_emulates_pi())
        return f->command == FUTEX_UNLOCK_PI ? unlock_pi(f) : lock_pi(f);
    if (f->command == FUTEX_LOCK_PI || f->command == FUTEX_LOCK_PI2) {
        i64 error = timeout(f, &room, &until);
        if (error)
            return error;
    }
    return signal_call(__NR_futex, host_word(f->address), op, 0, until, 0, 0);
}

/* ---- FUTEX_WAKE_OP: do something to the second word, wake, and perhaps more ---- */

static i32 cut(u32 field)
{
    return (i32)(field << 20) >> 20; /* 12 bits, signed */
}

static u32 operate(u32 how, u32 old, u32 by)
{
    switch (how) {
    case FUTEX_OP_SET: return by;
    case FUTEX_OP_ADD: return old + by;
    case FUTEX_OP_OR: return old | by;
    case FUTEX_OP_ANDN: return old & ~by;
    default: return old ^ by;
    }
}

static bool compare(u32 how, i32 old, i32 with)
{
    switch (how) {
    case FUTEX_OP_CMP_EQ: return old == with;
    case FUTEX_OP_CMP_NE: return old != with;
    case FUTEX_OP_CMP_LT: return old < with;
    case FUTEX_OP_CMP_LE: return old <= with;
    case FUTEX_OP_CMP_GT: return old > with;
    default: return old >= with;
    }
}

static i64 wake_op(const Futex *f)
{
    u32 code = (u32)f->c->arg[5], how = code >> 28 & 7, test = code >> 24 & 15, old;
    u32 by = (u32)cut(code >> 12);
    u64 wake = FUTEX_WAKE | f->flags;

    if (f->address % 4 || f->other % 4)
        return -EINVAL;
    if (!guest_writable(f->other, 4))
        return -EFAULT;
    if (how > FUTEX_OP_XOR || test > FUTEX_OP_CMP_GE)
        return -ENOSYS;
    if (code >> 28 & FUTEX_OP_OPARG_SHIFT)
        by = 1u << (by & 31);
    do
        old = futex_load(f->other);
    while (!futex_swap(f->other, old, operate(how, old, by)));
    i64 woken = sys_call3(__NR_futex, host_word(f->address), wake, f->c->arg[2]);
    if (woken >= 0 && compare(test, (i32)old, cut(code)))
        woken += sys_call3(__NR_futex, host_word(f->other), wake, f->c->arg[3]);
    return woken;
}

enum { SECOND = 1000000000, LOOK_AGAIN = SECOND / 10 };

static i64 nanoseconds(const struct __kernel_timespec *time)
{
    return time->tv_sec >= INT64_MAX / SECOND ? INT64_MAX
                                              : time->tv_sec * SECOND + time->tv_nsec;
}

static i64 now_by(u64 clock)
{
    struct __kernel_timespec now;

    vdso_call(VDSO_clock_gettime, clock, (u64)&now, 0);
    return nanoseconds(&now);
}

/* Waits as futex(FUTEX_WAIT_BITSET), but checks every tenth of a second whether the
 * lock's owner has died; `until` NULL: no timeout. */
static i64 wait_robust(const Futex *f, u32 bits, const struct __kernel_timespec *until)
{
    u64 real = f->flags & FUTEX_CLOCK_REALTIME;
    u64 clock = real ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    i64 end = INT64_MAX, result = -ETIMEDOUT, next = 0;

    if (until && f->command == FUTEX_WAIT)
        end = nanoseconds(until) > INT64_MAX - now_by(clock)
                  ? INT64_MAX
                  : now_by(clock) + nanoseconds(until);
    else if (until)
        end = nanoseconds(until);
    while (result == -ETIMEDOUT && next < end) {
        if (robust_mark_dead(f->address))
            return -EAGAIN;
        next = now_by(clock) + LOOK_AGAIN;
        next = next < end ? next : end;
        struct __kernel_timespec slice = {next / SECOND, next % SECOND};
        result =
            signal_call(__NR_futex, host_word(f->address), FUTEX_WAIT_BITSET | real,
                        as_stored((u32)f->c->arg[2]), (u64)&slice, 0, bits);
    }
    return result;
}

static i64 wait(const Futex *f, u64 op)
{
    struct __kernel_timespec room;
    u64 host;
    i64 error = timeout(f, &room, &host);
    bool ours = f->flags & FUTEX_PRIVATE_FLAG; /* whose owner's death is ours */
    bool valid = !error && (!host || (room.tv_sec >= 0 && (u64)room.tv_nsec < SECOND));

    if (valid && !ours && robust_is_wanted(f->c->t, f->address))
        return wait_robust(
            f, f->command == FUTEX_WAIT ? FUTEX_BITSET_MATCH_ANY : (u32)f->c->arg[5],
            host ? &room : NULL);
    return error ? error
                 : signal_call(__NR_futex, host_word(f->address), op,
                               as_stored((u32)f->c->arg[2]), host, 0, f->c->arg[5]);
}

/* FUTEX_WAIT_REQUEUE_PI: waits on one word, and acquires the lock at the other. */
static i64 wait_requeue(const Futex *f, u64 op)
{
    struct __kernel_timespec room;
    u64 host;
    i64 error = timeout(f, &room, &host);

    if (error || futex_emulates_pi())
        return error ? error : -ENOSYS;
    return signal_call(__NR_futex, host_word(f->address), op, f->c->arg[2], host,
                       host_word(f->other), 0);
}

static i64 futex(Call *c, LayoutId time)
{
    u64 op = (u32)c->arg[1];
    Futex f = {c,
               (u32)c->arg[0],
               (u32)c->arg[4],
               (u32)op & FUTEX_CMD_MASK,
               op & (FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME),
               time};
    u64 word = host_word(f.address), other = host_word(f.other);

    switch (f.command) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET: return wait(&f, op);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
        return sys_call6(__NR_futex, word, op, c->arg[2], 0, 0, c->arg[5]);
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        return sys_call6(__NR_futex, word, op, c->arg[2], c->arg[3], other,
                         as_stored((u32)c->arg[5]));
    case FUTEX_WAKE_OP: return wake_op(&f);
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
    case FUTEX_TRYLOCK_PI:
    case FUTEX_UNLOCK_PI: return priority_lock(&f, op);
    case FUTEX_WAIT_REQUEUE_PI: return wait_requeue(&f, op);
    case FUTEX_CMP_REQUEUE_PI:
        return futex_emulates_pi() ? -ENOSYS
                                   : sys_call6(__NR_futex, word, op, c->arg[2],
                                               c->arg[3], other, c->arg[5]);
    default: return -ENOSYS;
    }
}

i64 sys_futex(Call *c)
{
    return futex(c, LAYOUT_timespec32);
}

i64 sys_futex_time64(Call *c)
{
    return futex(c, LAYOUT_timespec64);
}
