/* thread.c -- guest threads: their state, their host stack, fs and gs. */
#include "runtime/thread.h"

#include <asm/prctl.h>
#include <linux/mman.h>

#include "runtime/cache.h"
#include "runtime/dispatch.h"
#include "runtime/memory.h"
#include "runtime/sys.h"

enum { STACK_GUARD = 0x10000 };

/* Address space only: what deep recursion of the guest may use of the host. */
static const u64 stack_size = 256ull << 20;

static u64 map_stack(void)
{
    u8 *stack = sys_map(stack_size, PROT_NONE);

    if (!stack || sys_call3(__NR_mprotect, (u64)stack + STACK_GUARD,
                            stack_size - STACK_GUARD, PROT_READ | PROT_WRITE))
        panic("no address space for a host stack");
    return (u64)stack + STACK_GUARD;
}

Thread *thread_create(const Guest *guest)
{
    Thread *t = sys_map((sizeof *t + 4095) & -4096ull, PROT_READ | PROT_WRITE);

    if (!t)
        panic("no memory for a thread");
    if (guest->state_size > STATE_MAX)
        panic("the state of %s has %u bytes", guest->name, guest->state_size);
    t->guest = guest;
    t->stack_low = map_stack();
    t->stack_high = t->stack_low - STACK_GUARD + stack_size;
    t->head.self = (u64)t;
    t->head.memory = (u64)memory_base;
    t->head.expected = NO_RETURN;
    thread_drop_stack(t);
    thread_poll_off(t);
    cache_init_thread(t);
    return t;
}

void thread_drop_stack(Thread *t)
{
    t->head.dispatch_rsp = t->stack_high - DISPATCH_FRAME;
    t->head.expected = NO_RETURN;
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

void thread_before_fork(Thread *t)
{
    (void)t;
    cache_before_fork();
}

void thread_after_fork(Thread *t, bool child)
{
    (void)t;
    cache_after_fork(child);
}
