/* thread.c -- guest threads: their state, their host stack, fs and gs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/thread.h"

#include <asm/prctl.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <string.h>

#include "runtime/code/cache.h"
#include "runtime/dispatch.h"
#include "runtime/os.h"
#include "runtime/memory/memory.h"
#include "runtime/signal.h"
#include "runtime/base/sys.h"
#include "runtime/world.h"

enum { HOST_PAGE = 4096, STACK_GUARD = 0x10000 };

/* Address space only, for deep recursion of the guest in host frames. */
static const u64 first_stack_size = 256ull << 20;
static const u64 stack_size = 64ull << 20;

static u64 round_up(u64 size)
{
    return (size + HOST_PAGE - 1) & -(u64)HOST_PAGE;
}

/* Makes the mapping of a thread: a guard, the host stack, the Thread, its
 * indirect-branch cache, and the stack of host handlers.  Huge pages are off, since
 * clearing them would make starting a thread slow. */
static Thread *make(const Guest *guest, u64 stack)
{
    u64 own = round_up(sizeof(Thread)),
        size = STACK_GUARD + stack + own + JUMP_CACHE_BYTES + SIGNAL_STACK_SIZE;
    u8 *mapping = sys_map(size, PROT_NONE);

    if (!mapping)
        return NULL;
    sys_call3(__NR_madvise, (u64)mapping, size, MADV_NOHUGEPAGE);
    if (sys_call3(__NR_mprotect, (u64)mapping + STACK_GUARD, size - STACK_GUARD,
                  PROT_READ | PROT_WRITE)) {
        sys_call2(__NR_munmap, (u64)mapping, size);
        return NULL;
    }
    Thread *t = (Thread *)(void *)(mapping + STACK_GUARD + stack);
    t->mapping = (u64)mapping;
    t->mapping_size = size;
    t->guest = guest;
    t->stack_low = (u64)mapping + STACK_GUARD;
    t->stack_high = t->stack_low + stack;
    t->signal_stack = (u64)t + own + JUMP_CACHE_BYTES;
    t->life = LIFE_IS;
    t->head.self = (u64)t;
    t->head.memory = (u64)memory_base;
    cache_init_thread(t, (u64)t + own);
    thread_drop_stack(t);
    thread_poll_off(t);
    return t;
}

Thread *thread_create(const Guest *guest)
{
    Thread *t = make(guest, first_stack_size);

    if (!t)
        panic("no memory for a thread");
    if (guest->state_size > STATE_MAX)
        panic("the state of %s has %u bytes", guest->name, guest->state_size);
    t->running = true;
    world_add(t);
    return t;
}

Thread *thread_copy(const Thread *like)
{
    Thread *t = make(like->guest, stack_size);

    if (!t)
        return NULL;
    memcpy(t->state, like->state, sizeof(t->state));
    t->head.fp_events = like->head.fp_events;
    t->signal_mask = like->signal_mask;
    t->image_seen = like->image_seen;
    world_add(t);
    return t;
}

void thread_free(Thread *t)
{
    interpret_end(t);
    os->end_thread(t);
    sys_call2(__NR_munmap, t->mapping, t->mapping_size);
}

/* The child gets its start function and its Thread on its own stack. */
i64 thread_clone(u64 flags, Thread *child, u32 *clear_tid, void (*start)(Thread *))
{
    u64 *stack = (u64 *)(child->stack_high - DISPATCH_FRAME);

    *--stack = (u64)start;
    *--stack = (u64)child;
    return sys_new_thread(flags | CLONE_VM | CLONE_SETTLS, stack, clear_tid, child);
}

/* Unmaps the thread's own stack.  Nothing may use it afterwards: signals are blocked,
 * and sys_unmap_and_exit keeps all in registers. */
void thread_end(Thread *t, u32 status)
{
    signal_block_all();
    world_remove(t);
    interpret_end(t);
    os->end_thread(t);
    sys_unmap_and_exit(t->mapping, t->mapping_size, status);
}

void thread_drop_stack(Thread *t)
{
    t->head.dispatch_rsp = t->stack_high - DISPATCH_FRAME;
    t->head.expected = NO_RETURN;
    t->head.frame_sp = ~0u;
}

void thread_poll_on(Thread *t, u32 why)
{
    __atomic_or_fetch(&t->head.pending, why, __ATOMIC_SEQ_CST);
    __atomic_store_n(&t->head.stack_limit, ~0ull, __ATOMIC_SEQ_CST);
}

void thread_poll_off(Thread *t)
{
    __atomic_store_n(&t->head.stack_limit, t->stack_low + STACK_MARGIN,
                     __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&t->head.pending, __ATOMIC_SEQ_CST))
        __atomic_store_n(&t->head.stack_limit, ~0ull, __ATOMIC_SEQ_CST);
}

void thread_enter(Thread *t)
{
    if (sys_call2(__NR_arch_prctl, ARCH_SET_FS, (u64)t) ||
        sys_call2(__NR_arch_prctl, ARCH_SET_GS, t->head.memory))
        panic("the kernel does not set fs and gs");
}

/* Leaves the world: a thread that stops it need not wait for this one.  That thread
 * holds lock_world, for which lock_take_all waits. */
void thread_before_fork(Thread *t)
{
    world_leave(t);
    lock_take_all();
    cache_before_fork();
}

void thread_after_fork(Thread *t, bool child)
{
    cache_after_fork(child);
    lock_drop_all(child);
    if (child)
        world_after_fork(t);
    world_enter(t);
}
