/* frame.c -- signal frames of 32-bit PowerPC, in the layout of its kernel.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/ppc/frame.h"

#include <string.h>

#include "lifter/ppc/fpscr.h"
#include "runtime/linux/host.h"
#include "runtime/linux/linux.h"
#include "runtime/memory/memory.h"
#include "runtime/program.h"

/* Offsets in sigcontext, which handlers without SA_SIGINFO get. */
enum {
    SC_MASK_HIGH = 12,
    SC_SIGNAL = 16,
    SC_HANDLER = 20,
    SC_MASK = 24,
    SIGCONTEXT = 32,
};

/* A frame has a sigcontext and an mcontext, or a siginfo and a ucontext. Below it stays
 * a gap that ABIs may use below the stack pointer. */
enum {
    ABI_GAP = 56 * 4,
    OLD_FRAME = SIGCONTEXT + MCONTEXT + ABI_GAP,
    RT_FRAME = GUEST_SIGINFO + UCONTEXT + ABI_GAP,
};

/* Saves why the kernel was entered, as the vector of the exception. */
static void save_cause(const SignalFrame *frame, int signal, u8 *to)
{
    const siginfo_t *info = frame->info;
    u32 trap = 0x900;

    if (frame->fault)
        trap = signal == SIGSEGV || signal == SIGBUS ? 0x300 : 0x700;
    context_put(to + 4 * PT_TRAP, trap);
    if (trap == 0x300)
        context_put(to + 4 * PT_DAR, (u32)(u64)info->si_addr);
}

/* Enters the handler, with a stack frame that points to the interrupted one. */
static void enter_handler(PpcCpu *cpu, u32 sp, u32 trampoline, const SignalFrame *frame)
{
    context_put(memory_at(sp), cpu->gpr[1]);
    cpu->gpr[1] = sp;
    cpu->lr = guest_program.vdso + trampoline;
    cpu->pc = frame->handler & ~3u;
    cpu->reserve_address = ~0u;
    ppc_fpscr_write(cpu, 0);
}

static bool place(const SignalFrame *frame, u32 size, u32 below, u32 *at)
{
    *at = (frame->stack - size) & ~15u;
    return *at > below && memory_prepare_write(*at - below, size + below);
}

static bool push_old(Thread *t, int signal, const SignalFrame *frame)
{
    PpcCpu *cpu = context_cpu(t);
    u32 at;

    if (!place(frame, OLD_FRAME, OLD_BELOW, &at))
        return false;
    u8 *context = memory_at(at);
    memset(context, 0, SIGCONTEXT);
    context_put(context + SC_SIGNAL, (u32)signal);
    context_put(context + SC_HANDLER, frame->handler);
    context_put(context + SC_MASK, (u32)frame->saved_mask);
    context_put(context + SC_MASK_HIGH, (u32)(frame->saved_mask >> 32));
    context_put(context + SC_REGS, at + SIGCONTEXT);
    context_save_registers(cpu, context + SIGCONTEXT, MCONTEXT);
    save_cause(frame, signal, context + SIGCONTEXT);
    enter_handler(cpu, at - OLD_BELOW, ppc_vdso.old_return, frame);
    cpu->gpr[3] = (u32)signal;
    cpu->gpr[4] = at;
    return true;
}

static bool push_real_time(Thread *t, int signal, const SignalFrame *frame)
{
    PpcCpu *cpu = context_cpu(t);
    u32 at;

    if (!place(frame, RT_FRAME, RT_BELOW, &at))
        return false;
    u32 uc = at + GUEST_SIGINFO;
    info_to_guest(frame->info, true, memory_at(at));
    context_save(cpu, uc, frame->saved_mask, UCONTEXT);
    for (int i = 0; i < 3; i++)
        context_put(memory_at(uc) + UC_STACK + 4 * i, frame->alternate[i]);
    save_cause(frame, signal, memory_at(uc + UC_MCONTEXT));
    enter_handler(cpu, at - RT_BELOW, ppc_vdso.rt_return, frame);
    cpu->gpr[3] = (u32)signal;
    cpu->gpr[4] = at;
    cpu->gpr[5] = uc;
    cpu->gpr[6] = at;
    return true;
}

bool ppc_push_frame(Thread *t, int signal, const SignalFrame *frame)
{
    if (frame->flags & SA_SIGINFO)
        return push_real_time(t, signal, frame);
    return push_old(t, signal, frame);
}

/* Returns the address of the frame above the stack pointer; 0 if it cannot be read. */
static u32 find_frame(Thread *t, bool real_time)
{
    u32 at = context_cpu(t)->gpr[1] + (real_time ? RT_BELOW : OLD_BELOW);
    u32 size = real_time ? GUEST_SIGINFO + UC_MCONTEXT : SIGCONTEXT;

    return memory_ok(at, size, PROT_READ) ? at : 0;
}

bool ppc_frame_mask(Thread *t, bool real_time, u64 *mask)
{
    u32 at = find_frame(t, real_time);
    const u8 *frame = memory_at(at), *set = frame + GUEST_SIGINFO + UC_SIGMASK;

    if (!at)
        return false;
    *mask = real_time ? context_get(set) | (u64)context_get(set + 4) << 32
                      : context_get(frame + SC_MASK) |
                            (u64)context_get(frame + SC_MASK_HIGH) << 32;
    return true;
}

bool ppc_pop_frame(Thread *t, bool real_time, SignalFrame *frame)
{
    u32 at = find_frame(t, real_time);
    const u8 *bytes = memory_at(at), *uc = bytes + GUEST_SIGINFO;

    if (!at)
        return false;
    u32 registers = context_get(real_time ? uc + UC_REGS : bytes + SC_REGS);
    if (!memory_ok(registers, VREGS, PROT_READ))
        return false;
    for (int i = 0; real_time && i < 3; i++)
        frame->alternate[i] = context_get(uc + UC_STACK + 4 * i);
    context_restore_registers(context_cpu(t), memory_at(registers));
    context_expect_float(t);
    return true;
}
