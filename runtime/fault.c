/* fault.c -- which guest instruction a host fault is of. */
#include "runtime/fault.h"

#include "runtime/cache.h"
#include "runtime/dispatch.h"
#include "runtime/image.h"
#include "runtime/invalidate.h"
#include "runtime/log.h"
#include "runtime/memory.h"

enum { FAULT_WRITE = 2 /* of the page fault's error code */ };

static bool is_guest_address(u64 host)
{
    return host - ((u64)memory_base - GUARD_SIZE) < (1ull << 32) + 2ull * GUARD_SIZE;
}

/*
 * The guest instruction that runs at host pc `rip`; in a helper, the one that calls
 * it.  Blocks call with rsp = dispatch_rsp; an ahead-of-time function has its
 * return address somewhere between there and rsp.
 */
static bool guest_pc_at(Thread *t, u64 rip, u64 rsp, u32 *pc)
{
    u64 frames = t->head.dispatch_rsp;

    if (t->interpreting) {
        *pc = thread_pc(t);
        return true;
    }
    if (cache_guest_pc(rip, pc) || image_function_at(rip, pc))
        return true;
    if (rsp > frames || rsp < t->stack_low)
        return false;
    if (rsp < frames && cache_guest_pc(((u64 *)frames)[-1] - 1, pc))
        return true;
    for (; rsp < frames; rsp += sizeof(u64))
        if (image_function_at(*(u64 *)rsp - 1, pc))
            return true;
    return false;
}

static void report_bug(int signal, u64 rip, u64 address)
{
    out_printf(log_error(),
               "internal error: signal %d at host pc %p (image at %p), %p\n", signal,
               (void *)rip, (const void *)rt_fault, (void *)address);
}

bool fault_take(Thread *t, int signal, const siginfo_t *info, void *context)
{
    struct sigcontext *host = &((struct ucontext *)context)->uc_mcontext;
    u64 at = (u64)info->si_addr;
    bool of_memory = signal == SIGSEGV || signal == SIGBUS;
    u32 pc;

    if (of_memory && !is_guest_address(at)) {
        report_bug(signal, host->rip, at);
        return false;
    }
    u32 address = (u32)(at - (u64)memory_base);
    if (signal == SIGSEGV && (host->err & FAULT_WRITE) && invalidate_fault(address))
        return true;
    if (!guest_pc_at(t, host->rip, host->rsp, &pc)) {
        report_bug(signal, host->rip, at);
        return false;
    }
    t->interpreting = false;
    t->fault.signal = signal;
    t->fault.code = info->si_code;
    t->fault.address = of_memory ? address : pc;
    thread_set_pc(t, pc);
    host->rip = (u64)rt_fault;
    host->rsp = t->head.dispatch_rsp;
    return true;
}
