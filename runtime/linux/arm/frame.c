/* frame.c -- signal frames of 32-bit ARM, in the layout of its kernel.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/arm/frame.h"

#include <string.h>

#include "lifter/arm/fpscr.h"
#include "runtime/linux/host.h"
#include "runtime/linux/signal/info.h"
#include "runtime/memory/memory.h"

/* A frame is a ucontext; with SA_SIGINFO a siginfo_t precedes it. sp points to the
 * frame. */
enum {
    UC_FLAGS = 0,
    UC_STACK = 8,
    SC_TRAP = 20, /* sigcontext: four words with error and mask, r0 to r15 */
    SC_ERROR = 24,
    SC_MASK = 28,
    SC_R0 = 32,
    SC_CPSR = 96,
    SC_ADDRESS = 100,
    UC_SIGMASK = 104,
    UC_VFP = 232, /* records, each magic and size first; a zero ends them */
    UC_RETURN = 744,
    FRAME = UC_RETURN + 16,
    VFP_FPSCR = UC_VFP + 8 + 32 * 8,
    VFP_MAGIC = 0x56465001,
    VFP_SIZE = 0x120,
    OLD_FRAME_MAGIC = 0x5ac3c35a,
};

enum { USER_MODE = 0x10, MODE = 0x1f, THUMB = 1 << 5, IRQ_OFF = 1 << 7, BIG = 1 << 9 };
enum { TRAP_DEBUG = 0, TRAP_PAGE_FAULT = 14, TRAP_OTHER = 6 };
/* Fault status registers, of short descriptors (B4.1.51, B4.1.96). */
enum {
    FSR_ALIGNMENT = 1,
    FSR_DEBUG = 2,
    FSR_NOT_MAPPED = 7,
    FSR_NOT_ALLOWED = 15,
    FSR_WRITE = 1 << 11,
};
#define FSR_FETCH (1u << 31) /* the kernel's own */

static ArmCpu *cpu_of(Thread *t)
{
    return (ArmCpu *)(void *)t->state;
}

static void put(u8 *at, u32 value)
{
    layout_write(at, 4, false, value);
}

static u32 get(const u8 *at)
{
    return (u32)layout_read(at, 4, false);
}

static u32 cpsr_packed(const ArmCpu *cpu)
{
    u32 cpsr = cpu->n << 31 | cpu->z << 30 | cpu->c << 29 | cpu->v << 28 |
               cpu->q << 27 | arm_ge_bits(cpu->ge) << 16 | USER_MODE;

    cpsr |= (cpu->it & ARM_ITSTATE) >> 2 << 10 | (cpu->it & 3) << 25;
    cpsr |= cpu->it & ARM_BIG ? BIG : 0;
    return cpu->r[15] & 1 ? cpsr | THUMB : cpsr;
}

static void cpsr_unpack(ArmCpu *cpu, u32 cpsr)
{
    cpu->n = cpsr >> 31;
    cpu->z = cpsr >> 30 & 1;
    cpu->c = cpsr >> 29 & 1;
    cpu->v = cpsr >> 28 & 1;
    cpu->q = cpsr >> 27 & 1;
    cpu->ge = arm_ge_bytes(cpsr >> 16);
    cpu->it = cpsr & THUMB ? (cpsr >> 10 & 0x3f) << 2 | (cpsr >> 25 & 3) : 0;
    if (!(cpu->it & 15))
        cpu->it = 0; /* the architecture has no such state */
    cpu->it |= cpsr & BIG ? ARM_BIG : 0;
}

/* Saves the cause of a fault in `trap_no`, `error_code` and `fault_address`. */
static void save_fault(const Thread *t, u8 *uc, const siginfo_t *info)
{
    bool memory = info->si_signo == SIGSEGV || info->si_signo == SIGBUS;
    bool debug = info->si_signo == SIGTRAP;
    u32 error = debug ? FSR_DEBUG : 0;

    if (memory) {
        error = info->si_signo == SIGBUS       ? FSR_ALIGNMENT
                : info->si_code == SEGV_ACCERR ? FSR_NOT_ALLOWED
                                               : FSR_NOT_MAPPED;
        error |= t->fault.access == ACCESS_WRITE   ? FSR_WRITE
                 : t->fault.access == ACCESS_FETCH ? FSR_FETCH
                                                   : 0;
    }
    put(uc + SC_TRAP, memory ? TRAP_PAGE_FAULT : debug ? TRAP_DEBUG : TRAP_OTHER);
    put(uc + SC_ERROR, error);
    put(uc + SC_ADDRESS, memory ? (u32)(u64)info->si_addr : 0);
}

static void save_context(Thread *t, u8 *uc, const SignalFrame *frame)
{
    ArmCpu *cpu = cpu_of(t);

    memset(uc, 0, FRAME);
    for (int i = 0; i < 3; i++)
        put(uc + UC_STACK + 4 * i, frame->alternate[i]);
    for (int i = 0; i < 15; i++)
        put(uc + SC_R0 + 4 * i, cpu->r[i]);
    put(uc + SC_R0 + 60, cpu->r[15] & ~1u);
    put(uc + SC_CPSR, cpsr_packed(cpu));
    put(uc + SC_MASK, (u32)frame->saved_mask);
    layout_write(uc + UC_SIGMASK, 8, false, frame->saved_mask);
    if (frame->fault)
        save_fault(t, uc, frame->info);
    put(uc + UC_VFP, VFP_MAGIC);
    put(uc + UC_VFP + 4, VFP_SIZE);
    for (int i = 0; i < 32; i++)
        layout_write(uc + UC_VFP + 8 + 8 * i, 8, false, cpu->d[i]);
    put(uc + VFP_FPSCR, arm_fpscr_read(cpu));
}

static void restore_context(ArmCpu *cpu, const u8 *uc)
{
    u32 cpsr = get(uc + SC_CPSR), pc = get(uc + SC_R0 + 60);

    for (int i = 0; i < 15; i++)
        cpu->r[i] = get(uc + SC_R0 + 4 * i);
    cpu->r[15] = cpsr & THUMB ? pc | 1 : pc & ~3u;
    cpsr_unpack(cpu, cpsr);
    cpu->exclusive_address = ~0u;
    if (get(uc + UC_VFP) != VFP_MAGIC || get(uc + UC_VFP + 4) != VFP_SIZE)
        return;
    for (int i = 0; i < 32; i++)
        cpu->d[i] = layout_read(uc + UC_VFP + 8 + 8 * i, 8, false);
    arm_fpscr_write(cpu, get(uc + VFP_FPSCR) & ~(u32)(FPSCR_LEN | FPSCR_STRIDE));
}

static void enter_handler(ArmCpu *cpu, u32 sp, const SignalFrame *frame)
{
    bool real_time = frame->flags & SA_SIGINFO;

    cpu->r[13] = sp;
    cpu->r[14] = frame->flags & SA_RESTORER
                     ? frame->restorer
                     : ARM_KERNEL_PAGE + (real_time ? ARM_RT_SIGRETURN : ARM_SIGRETURN);
    cpu->r[15] = frame->handler & 1 ? frame->handler : frame->handler & ~3u;
    cpu->n = cpu->z = cpu->c = cpu->v = cpu->q = cpu->it = 0;
    cpu->exclusive_address = ~0u;
}

bool arm_push_frame(Thread *t, int signal, const SignalFrame *frame)
{
    ArmCpu *cpu = cpu_of(t);
    bool real_time = frame->flags & SA_SIGINFO;
    u32 before = real_time ? GUEST_SIGINFO : 0;
    u32 at = (frame->stack - FRAME - before) & ~7u;

    if (at > frame->stack || !memory_prepare_write(at, FRAME + before))
        return false;
    save_context(t, memory_at(at + before), frame);
    if (real_time)
        info_to_guest(frame->info, false, memory_at(at));
    else
        put(memory_at(at) + UC_FLAGS, OLD_FRAME_MAGIC);
    enter_handler(cpu, at, frame);
    cpu->r[0] = (u32)signal;
    if (real_time) {
        cpu->r[1] = at;
        cpu->r[2] = at + before;
    }
    return true;
}

/* Returns true for a CPSR that the kernel's valid_user_regs accepts. */
static bool is_user_mode(u32 cpsr)
{
    return (cpsr & MODE) == USER_MODE && !(cpsr & IRQ_OFF);
}

/* Returns the ucontext at the stack pointer; NULL if it cannot be read. */
static const u8 *find_context(Thread *t, bool real_time)
{
    u32 at = cpu_of(t)->r[13] + (real_time ? GUEST_SIGINFO : 0);

    return memory_ok(at, FRAME, PROT_READ) ? memory_at(at) : NULL;
}

bool arm_frame_mask(Thread *t, bool real_time, u64 *mask)
{
    const u8 *uc = find_context(t, real_time);

    if (uc)
        *mask = layout_read(uc + UC_SIGMASK, 8, false);
    return uc;
}

bool arm_pop_frame(Thread *t, bool real_time, SignalFrame *frame)
{
    const u8 *uc = find_context(t, real_time);

    if (!uc || !is_user_mode(get(uc + SC_CPSR)))
        return false;
    for (int i = 0; i < 3; i++)
        frame->alternate[i] = get(uc + UC_STACK + 4 * i);
    restore_context(cpu_of(t), uc);
    return true;
}
