/* fault.c -- which guest instruction a host fault is of.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/fault.h"

#include "runtime/code/cache.h"
#include "runtime/dispatch.h"
#include "runtime/code/image.h"
#include "runtime/code/invalidate.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"
#include "runtime/signal.h"
#include "runtime/code/translate.h"
#include "runtime/world.h"

enum { FAULT_WRITE = 2 /* bit of the page fault's error code */ };

/* Handles the int3 in the body of an invalidated function: the thread goes on where
 * image_leave_at says. */
static bool leave_function(Thread *t, int signal, struct sigcontext *host)
{
    u64 to = signal == SIGTRAP ? image_leave_at(host->rip) : 0;

    if (!to)
        return false;
    host->rip = to;
    if (image_wants_jumps())
        t->head.code_changed = 1;
    return true;
}

/* The runtime's own code went further down the host stack than STACK_MARGIN. */
static bool grow_stack(Thread *t, u64 at)
{
    if (at < t->stack_end || at >= t->stack_low)
        return false;
    while (at < t->stack_low)
        if (!thread_grow_stack(t))
            program_no_memory("the host stack", t->stack_high - at, -ENOMEM);
    return true;
}

static bool is_guest_address(u64 host)
{
    return host - ((u64)memory_base - GUARD_SIZE) < (1ull << 32) + 2ull * GUARD_SIZE;
}

/* Words that a block's out-of-line call may keep above its return address: all
 * registers, and arguments. */
enum { KEPT_WORDS = 32 * 2 + 8 };

/* Sets *pc to the guest instruction of the block that runs at host pc `rip`, or has
 * called the function that runs there.  Blocks call helpers with rsp = dispatch_rsp.
 * Out-of-line calls, which may raise floating-point traps, have saved registers between
 * that and their return address. */
static bool block_pc_at(const Thread *t, u64 rip, u64 rsp, u32 *pc)
{
    const u64 *frames = (const u64 *)t->head.dispatch_rsp;
    u64 words = translate_floats_are_precise() ? KEPT_WORDS : 1;

    if (cache_guest_pc(rip, pc))
        return true;
    if (rsp < t->stack_low)
        return false;
    for (u64 n = 1; n <= words && rsp <= (u64)(frames - n); n++)
        if (cache_guest_pc(*(frames - n) - 1, pc))
            return true;
    return false;
}

/* The same for an ahead-of-time function: its return address is somewhere between rsp
 * and dispatch_rsp.  Sets *pc to the function's entry, which will do where no handler
 * looks at it. */
static bool function_pc_at(const Thread *t, u64 rip, u64 rsp, u32 *pc)
{
    if (image_function_at(rip, pc))
        return true;
    if (rsp < t->stack_low)
        return false;
    for (; rsp < t->head.dispatch_rsp; rsp += sizeof(u64))
        if (image_function_at(*(const u64 *)rsp - 1, pc))
            return true;
    return false;
}

static bool find_pc(Thread *t, const struct sigcontext *host, u32 *pc)
{
    if (!t->interpreting && block_pc_at(t, host->rip, host->rsp, pc))
        return true;
    if (!t->interpreting && !function_pc_at(t, host->rip, host->rsp, pc))
        return false;
    if (t->interpreting)
        *pc = thread_pc(t);
    return true;
}

/* Returns true if the fault is one of ahead-of-time code that has checkpoints: the
 * instructions from the last one on are executed again, up to the fault. */
static bool is_replayed(const Thread *t, const struct sigcontext *host)
{
    u32 pc;

    return !t->interpreting && image_resumes() &&
           !block_pc_at(t, host->rip, host->rsp, &pc) &&
           function_pc_at(t, host->rip, host->rsp, &pc);
}

static void report_bug(int signal, u64 rip, u64 address)
{
    out_printf(log_error(),
               "internal error: signal %d at host pc %p (image at %p), %p\n", signal,
               (void *)rip, (const void *)rt_fault, (void *)address);
}

/* Returns true if the store faulted only because its page has translations, and can now
 * be made. */
static bool may_store_now(Thread *t, u32 address, u64 host_pc)
{
    t->store_at = host_pc;
    bool may = invalidate_fault(address);
    t->store_at = 0;
    return may;
}

bool fault_take(Thread *t, int signal, const siginfo_t *info, void *context)
{
    struct sigcontext *host = &((struct ucontext *)context)->uc_mcontext;
    u64 at = (u64)info->si_addr;
    bool of_memory = signal == SIGSEGV || signal == SIGBUS;
    u32 pc;

    if (leave_function(t, signal, host))
        return true;
    if (of_memory && grow_stack(t, at))
        return true;
    if (of_memory && !is_guest_address(at)) {
        report_bug(signal, host->rip, at);
        return false;
    }
    u32 address = (u32)(at - (u64)memory_base);
    if (signal == SIGSEGV && (host->err & FAULT_WRITE) &&
        may_store_now(t, address, host->rip))
        return true;
    if (t->recover) {
        host->rip = (u64)t->recover;
        host->rsp = t->head.dispatch_rsp;
        t->recover = NULL;
        return true;
    }
    if (of_memory && is_replayed(t, host)) {
        host->rip = (u64)rt_replay;
        host->rsp = t->head.dispatch_rsp;
        return true;
    }
    if (lock_is_mine(&lock_code) || !find_pc(t, host, &pc)) {
        report_bug(signal, host->rip, at);
        return false;
    }
    t->interpreting = false;
    t->fault.signal = signal;
    t->fault.code = info->si_code;
    if (signal == SIGSEGV) /* the host has mapped what the guest has not */
        t->fault.code = memory_ok(address, 1, 0) ? SEGV_ACCERR : SEGV_MAPERR;
    t->fault.access = host->err & FAULT_WRITE ? ACCESS_WRITE : ACCESS_READ;
    t->fault.address = of_memory ? address : pc;
    thread_set_pc(t, pc);
    host->rip = (u64)rt_fault;
    host->rsp = t->head.dispatch_rsp;
    return true;
}

u64 fault_handlers;

void fault_expect(Thread *t, int signal)
{
    bool is_float = signal == SIGFPE, flush = false;

    if (signal != SIGSEGV && signal != SIGBUS && !is_float)
        return;
    if (is_float && (!t->guest->float_trap || translate_floats_are_precise()))
        return;
    if (!is_float)
        __atomic_add_fetch(&fault_handlers, 1, __ATOMIC_RELAXED);
    world_stop(t);
    if (is_float)
        flush = translate_float_precisely();
    if (is_float || !image_resumes())
        flush = image_retire() || flush;
    if (flush) {
        cache_invalidate_all();
        world_change();
    }
    world_start(t);
}
