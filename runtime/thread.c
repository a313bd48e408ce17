/* thread.c -- guest threads: their state, their host stack, fs and gs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/thread.h"

#include <asm/prctl.h>
#include <linux/mman.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <string.h>

#include "runtime/code/cache.h"
#include "runtime/dispatch.h"
#include "runtime/os.h"
#include "runtime/program.h"
#include "runtime/memory/memory.h"
#include "runtime/signal.h"
#include "runtime/stats.h"
#include "runtime/base/helper.h"
#include "runtime/base/sys.h"
#include "runtime/world.h"

enum { HOST_PAGE = 4096, STACK_GUARD = 0x10000, FIRST_PART = 0x40000 };

/* Bytes of address space for a host stack, for deep recursion of the guest in host
 * frames. */
typedef struct {
    u64 first, further; /* of the first thread, and of each other one */
} StackSizes;

/* Where the address space is limited, it has to do for a hundred threads. */
static const StackSizes stack_sizes = {256ull << 20, 64ull << 20};
static const StackSizes small_stack_sizes = {64ull << 20, 8ull << 20};

static StackSizes sizes;

static void choose_sizes(void)
{
    struct rlimit64 limit = {RLIM64_INFINITY, RLIM64_INFINITY};

    sys_call4(__NR_prlimit64, 0, RLIMIT_AS, 0, (u64)&limit);
    sizes = limit.rlim_cur == RLIM64_INFINITY ? stack_sizes : small_stack_sizes;
}

static u64 round_up(u64 size)
{
    return (size + HOST_PAGE - 1) & -(u64)HOST_PAGE;
}

/* Returns 0 or a negated error number. */
static i64 make_accessible(u64 start, u64 end)
{
    return sys_call3(__NR_mprotect, start, end - start, PROT_READ | PROT_WRITE);
}

/* Bytes of the mapping of a thread with a host stack of `stack` bytes. */
static u64 mapping_size(u64 stack)
{
    return STACK_GUARD + stack + round_up(sizeof(Thread)) + JUMP_CACHE_BYTES +
           SIGNAL_STACK_SIZE;
}

/* Makes the mapping of a thread: a guard, the host stack, the Thread, its
 * indirect-branch cache, and the stack of host handlers.  Huge pages are off, since
 * clearing them would make starting a thread slow.  Returns the host address of the
 * Thread, or a negated error number. */
static i64 make(const Guest *guest, u64 stack)
{
    u64 own = round_up(sizeof(Thread)), size = mapping_size(stack);
    i64 mapping = sys_map(size, PROT_NONE);

    if (sys_failed(mapping))
        return mapping;
    sys_call3(__NR_madvise, (u64)mapping, size, MADV_NOHUGEPAGE);
    u64 usable = (u64)mapping + STACK_GUARD + stack - FIRST_PART;
    i64 error = make_accessible(usable, (u64)mapping + size);
    if (error) {
        sys_call2(__NR_munmap, (u64)mapping, size);
        return error;
    }
    Thread *t = (Thread *)(void *)(mapping + STACK_GUARD + stack);
    t->mapping = (u64)mapping;
    t->mapping_size = size;
    t->guest = guest;
    t->stack_end = (u64)mapping + STACK_GUARD;
    t->stack_low = usable;
    t->stack_high = t->stack_end + stack;
    t->signal_stack = (u64)t + own + JUMP_CACHE_BYTES;
    t->life = LIFE_IS;
    t->head.self = (u64)t;
    t->head.middle = (u64)t + STATE_BIAS;
    t->head.memory = (u64)memory_base;
    t->head.lacks = (host_has_aes ? 0 : LACKS_AES) | (host_has_sha ? 0 : LACKS_SHA);
    cache_init_thread(t, (u64)t + own);
    thread_drop_stack(t);
    thread_poll_off(t);
    return (i64)t;
}

Thread *thread_create(const Guest *guest)
{
    choose_sizes();
    i64 made = make(guest, sizes.first);

    if (sys_failed(made))
        program_no_memory("the first thread", mapping_size(sizes.first), made);
    Thread *t = (Thread *)made;
    if (guest->state_size > STATE_MAX)
        panic("the state of %s has %u bytes", guest->name, guest->state_size);
    t->running = true;
    world_add(t);
    return t;
}

Thread *thread_copy(const Thread *like)
{
    i64 made = make(like->guest, sizes.further);

    if (sys_failed(made))
        return NULL;
    Thread *t = (Thread *)made;
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
    stats_thread_ends(t);
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

/* Doubles what is accessible; near a limit, as little more as is of use. */
bool thread_grow_stack(Thread *t)
{
    u64 size = t->stack_high - t->stack_low;

    for (; size >= STACK_MARGIN; size /= 2) {
        u64 low = t->stack_low - size;
        if (low < t->stack_end || low > t->stack_low)
            low = t->stack_end;
        if (low < t->stack_low && !make_accessible(low, t->stack_low)) {
            t->stack_low = low;
            return true;
        }
    }
    return false;
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

bool thread_polls(const Thread *t)
{
    return __atomic_load_n(&t->head.stack_limit, __ATOMIC_SEQ_CST) == ~0ull;
}

void thread_enter(Thread *t, bool by_instructions)
{
    i64 error = sys_call2(__NR_arch_prctl, ARCH_SET_FS, (u64)t);

    if (!error)
        error = sys_call2(__NR_arch_prctl, ARCH_SET_GS, t->head.memory);
    if (error && !by_instructions)
        program_refused("arch_prctl", "the registers fs and gs", error);
    if (error)
        cpu_set_bases((u64)t, t->head.memory);
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
    if (child) {
        world_after_fork(t);
        helper_after_fork();
    }
    world_enter(t);
}
