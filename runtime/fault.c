/* fault.c -- which guest instruction a host fault is of. */
#include "runtime/fault.h"

#include "runtime/cache.h"
#include "runtime/dispatch.h"
#include "runtime/image.h"
#include "runtime/invalidate.h"
#include "runtime/log.h"
#include "runtime/memory.h"
#include "runtime/signal.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size);

enum { FAULT_WRITE = 2 /* of the page fault's error code */ };

static bool is_guest_address(u64 host)
{
    return host - ((u64)memory_base - GUARD_SIZE) < (1ull << 32) + 2ull * GUARD_SIZE;
}

/* The guest instruction of a block that runs at host pc `rip`, or that calls a helper
 * which does: blocks call with rsp = dispatch_rsp. */
static bool block_pc_at(const Thread *t, u64 rip, u64 rsp, u32 *pc)
{
    u64 frames = t->head.dispatch_rsp;

    return cache_guest_pc(rip, pc) ||
           (rsp < frames && rsp >= t->stack_low &&
            cache_guest_pc(((const u64 *)frames)[-1] - 1, pc));
}

/* The same for an ahead-of-time function: it has its return address somewhere between
 * there and rsp. */
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

static void report_bug(int signal, u64 rip, u64 address)
{
    out_printf(log_error(),
               "internal error: signal %d at host pc %p (image at %p), %p\n", signal,
               (void *)rip, (const void *)rt_fault, (void *)address);
}

/*
 * The frame the kernel made on the alternate stack, which the next signal takes: moved
 * to below what is in use of the thread's own stack, for rt_host_return.
 */
static u64 move_frame(const struct ucontext *context, u64 rsp)
{
    enum { RED_ZONE = 128, FP_ALIGN = 64, FP_LEGACY = 512, FP_SIZE_AT = 468 };
    const u8 *fp = (const u8 *)context->uc_mcontext.fpstate;
    u32 fp_size = FP_LEGACY;

    if (context->uc_flags & UC_FP_XSTATE)
        __builtin_memcpy(&fp_size, fp + FP_SIZE_AT, sizeof fp_size);
    u64 fp_copy = (rsp - RED_ZONE - fp_size) & -(u64)FP_ALIGN;
    memcpy((void *)fp_copy, fp, fp_size);
    u64 at = (fp_copy - sizeof *context) & -(u64)FP_ALIGN;
    struct ucontext *copy = (struct ucontext *)at;
    memcpy(copy, context, sizeof *copy);
    copy->uc_mcontext.fpstate = (void *)fp_copy;
    return at;
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
    bool exact = t->interpreting || block_pc_at(t, host->rip, host->rsp, &pc);
    if (!exact && !function_pc_at(t, host->rip, host->rsp, &pc)) {
        report_bug(signal, host->rip, at);
        return false;
    }
    if (t->interpreting)
        pc = thread_pc(t);
    t->interpreting = false;
    t->fault.signal = signal;
    t->fault.code = info->si_code;
    if (signal == SIGSEGV) /* what the guest has not mapped, the host has */
        t->fault.code = memory_ok(address, 1, 0) ? SEGV_ACCERR : SEGV_MAPERR;
    t->fault.address = of_memory ? address : pc;
    thread_set_pc(t, pc);
    if (exact) {
        host->rip = (u64)rt_fault;
        host->rsp = t->head.dispatch_rsp;
    } else {
        host->rdi = move_frame(context, host->rsp);
        host->rsp = host->rdi;
        host->rip = (u64)rt_fault_resumable;
    }
    return true;
}

void fault_resume(Thread *t, void *frame)
{
    signal_mask_frame(t, frame);
    rt_host_return(frame);
}
