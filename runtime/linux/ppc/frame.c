/* frame.c -- signal frames of 32-bit PowerPC, as its kernel lays them out. */
#include "runtime/linux/ppc/frame.h"

#include <string.h>

#include "lifter/ppc/fpscr.h"
#include "runtime/linux/host.h"
#include "runtime/linux/info.h"
#include "runtime/linux/layout.h"
#include "runtime/memory.h"

/* mcontext: the words of pt_regs, 33 doubles, two words, vector registers. */
enum {
    PT_NIP = 32,
    PT_MSR,
    PT_ORIG_R3,
    PT_CTR,
    PT_LNK,
    PT_XER,
    PT_CCR,
    PT_SOFTE,
    PT_TRAP,
    PT_DAR,
    FREGS = 48 * 4,
    FPSCR = FREGS + 32 * 8,
    PAD = FPSCR + 8,
    VREGS = PAD + 8,
    MCONTEXT = VREGS + 33 * 16 + 32 * 8,
};

/* ucontext. */
enum {
    UC_FLAGS = 0,
    UC_LINK = 4,
    UC_STACK = 8,
    UC_REGS = 48,
    UC_SIGMASK = 52,
    UC_MCONTEXT = 192,
    UCONTEXT = UC_MCONTEXT + MCONTEXT,
};

/* sigcontext, of handlers without SA_SIGINFO. */
enum {
    SC_MASK_HIGH = 12,
    SC_SIGNAL = 16,
    SC_HANDLER = 20,
    SC_MASK = 24,
    SC_REGS = 28,
    SIGCONTEXT = 32,
};

/* A frame: sigcontext and mcontext, or siginfo and ucontext, and a gap that ABIs
 * without stack updates may use.  The handler's own back chain lies below. */
enum {
    ABI_GAP = 56 * 4,
    OLD_FRAME = SIGCONTEXT + MCONTEXT + ABI_GAP,
    RT_FRAME = GUEST_SIGINFO + UCONTEXT + ABI_GAP,
    OLD_BELOW = 64,
    RT_BELOW = 64 + 16,
};

/* EE PR FP ME FE0 FE1 IR DR RI: of a user process with its floating point in use. */
enum { USER_MSR = 0xf932 };

/* What the kernel's vdso has for handlers to return to: li r0, number; sc. */
enum {
    OLD_TRAMPOLINE = 0,
    RT_TRAMPOLINE = 8,
    NR_SIGRETURN = 119,
    NR_RT_SIGRETURN = 172
};
static u32 trampolines;

static void put(u8 *at, u32 value)
{
    layout_write(at, 4, true, value);
}

static u32 get(const u8 *at)
{
    return (u32)layout_read(at, 4, true);
}

static void put_trampoline(u8 *at, u32 call)
{
    put(at, 0x38000000 | call);
    put(at + 4, 0x44000002);
}

void ppc_map_trampolines(void)
{
    i64 page = memory_map(0, GUEST_PAGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page < 0)
        panic("no page for signal returns");
    trampolines = (u32)page;
    put_trampoline(memory_at(trampolines + OLD_TRAMPOLINE), NR_SIGRETURN);
    put_trampoline(memory_at(trampolines + RT_TRAMPOLINE), NR_RT_SIGRETURN);
    memory_protect(trampolines, GUEST_PAGE, PROT_READ | PROT_EXEC);
}

static PpcCpu *cpu_of(Thread *t)
{
    return (PpcCpu *)(void *)t->state;
}

static u32 cr_packed(const PpcCpu *cpu)
{
    u32 cr = 0;

    for (int i = 0; i < 32; i++)
        cr = cr << 1 | (cpu->cr[i] & 1);
    return cr;
}

static void cr_unpack(PpcCpu *cpu, u32 cr)
{
    for (int i = 0; i < 32; i++)
        cpu->cr[i] = cr >> (31 - i) & 1;
}

static u32 xer_packed(const PpcCpu *cpu)
{
    return cpu->so << 31 | cpu->ov << 30 | cpu->ca << 29 | (cpu->count & 0x7f);
}

static void xer_unpack(PpcCpu *cpu, u32 xer)
{
    cpu->so = xer >> 31;
    cpu->ov = xer >> 30 & 1;
    cpu->ca = xer >> 29 & 1;
    cpu->count = xer & 0x7f;
}

static void save_registers(PpcCpu *cpu, u8 *to)
{
    memset(to, 0, MCONTEXT);
    for (int i = 0; i < 32; i++)
        put(to + 4 * i, cpu->gpr[i]);
    put(to + 4 * PT_NIP, cpu->pc);
    put(to + 4 * PT_MSR, USER_MSR);
    put(to + 4 * PT_ORIG_R3, cpu->gpr[3]);
    put(to + 4 * PT_CTR, cpu->ctr);
    put(to + 4 * PT_LNK, cpu->lr);
    put(to + 4 * PT_XER, xer_packed(cpu));
    put(to + 4 * PT_CCR, cr_packed(cpu));
    put(to + 4 * PT_SOFTE, 1);
    for (int i = 0; i < 32; i++)
        layout_write(to + FREGS + 8 * i, 8, true, cpu->fpr[i]);
    layout_write(to + FPSCR, 8, true, ppc_fpscr_read(cpu));
}

/* Why the kernel was entered: the vectors of the exceptions. */
static void save_cause(const SignalFrame *frame, int signal, u8 *to)
{
    const siginfo_t *info = frame->info;
    u32 trap = 0x900;

    if (frame->fault)
        trap = signal == SIGSEGV || signal == SIGBUS ? 0x300 : 0x700;
    put(to + 4 * PT_TRAP, trap);
    if (trap == 0x300)
        put(to + 4 * PT_DAR, (u32)(u64)info->si_addr);
}

static void restore_registers(PpcCpu *cpu, const u8 *from)
{
    for (int i = 0; i < 32; i++)
        cpu->gpr[i] = get(from + 4 * i);
    cpu->pc = get(from + 4 * PT_NIP) & ~3u;
    cpu->ctr = get(from + 4 * PT_CTR);
    cpu->lr = get(from + 4 * PT_LNK);
    xer_unpack(cpu, get(from + 4 * PT_XER));
    cr_unpack(cpu, get(from + 4 * PT_CCR));
    for (int i = 0; i < 32; i++)
        cpu->fpr[i] = layout_read(from + FREGS + 8 * i, 8, true);
    ppc_fpscr_write(cpu, (u32)layout_read(from + FPSCR, 8, true));
    cpu->reserve_address = ~0u;
}

static void put_mask(u8 *at, u64 mask)
{
    put(at, (u32)mask);
    put(at + 4, (u32)(mask >> 32));
}

/* On the stack with the old stack pointer below: where the handler begins. */
static void enter_handler(PpcCpu *cpu, u32 sp, u32 trampoline, const SignalFrame *frame)
{
    put(memory_at(sp), cpu->gpr[1]);
    cpu->gpr[1] = sp;
    cpu->lr = trampolines + trampoline;
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
    PpcCpu *cpu = cpu_of(t);
    u32 at;

    if (!place(frame, OLD_FRAME, OLD_BELOW, &at))
        return false;
    u8 *context = memory_at(at);
    memset(context, 0, SIGCONTEXT);
    put(context + SC_SIGNAL, (u32)signal);
    put(context + SC_HANDLER, frame->handler);
    put(context + SC_MASK, (u32)frame->saved_mask);
    put(context + SC_MASK_HIGH, (u32)(frame->saved_mask >> 32));
    put(context + SC_REGS, at + SIGCONTEXT);
    save_registers(cpu, context + SIGCONTEXT);
    save_cause(frame, signal, context + SIGCONTEXT);
    enter_handler(cpu, at - OLD_BELOW, OLD_TRAMPOLINE, frame);
    cpu->gpr[3] = (u32)signal;
    cpu->gpr[4] = at;
    return true;
}

static void save_context(PpcCpu *cpu, u32 address, const SignalFrame *frame)
{
    u8 *uc = memory_at(address);

    memset(uc, 0, UC_MCONTEXT);
    for (int i = 0; i < 3; i++)
        put(uc + UC_STACK + 4 * i, frame->alternate[i]);
    put(uc + UC_REGS, address + UC_MCONTEXT);
    put_mask(uc + UC_SIGMASK, frame->saved_mask);
    save_registers(cpu, uc + UC_MCONTEXT);
}

static bool push_real_time(Thread *t, int signal, const SignalFrame *frame)
{
    PpcCpu *cpu = cpu_of(t);
    u32 at;

    if (!place(frame, RT_FRAME, RT_BELOW, &at))
        return false;
    u32 uc = at + GUEST_SIGINFO;
    info_to_guest(frame->info, true, memory_at(at));
    save_context(cpu, uc, frame);
    save_cause(frame, signal, memory_at(uc + UC_MCONTEXT));
    enter_handler(cpu, at - RT_BELOW, RT_TRAMPOLINE, frame);
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

/* The frame above the stack pointer: its address, or 0 if it cannot be read. */
static u32 find_frame(Thread *t, bool real_time)
{
    u32 at = cpu_of(t)->gpr[1] + (real_time ? RT_BELOW : OLD_BELOW);
    u32 size = real_time ? GUEST_SIGINFO + UC_MCONTEXT : SIGCONTEXT;

    return memory_ok(at, size, PROT_READ) ? at : 0;
}

bool ppc_frame_mask(Thread *t, bool real_time, u64 *mask)
{
    u32 at = find_frame(t, real_time);
    const u8 *frame = memory_at(at), *set = frame + GUEST_SIGINFO + UC_SIGMASK;

    if (!at)
        return false;
    *mask = real_time ? get(set) | (u64)get(set + 4) << 32
                      : get(frame + SC_MASK) | (u64)get(frame + SC_MASK_HIGH) << 32;
    return true;
}

bool ppc_pop_frame(Thread *t, bool real_time, SignalFrame *frame)
{
    u32 at = find_frame(t, real_time);
    const u8 *bytes = memory_at(at), *uc = bytes + GUEST_SIGINFO;

    if (!at)
        return false;
    u32 registers = get(real_time ? uc + UC_REGS : bytes + SC_REGS);
    if (!memory_ok(registers, VREGS, PROT_READ))
        return false;
    for (int i = 0; real_time && i < 3; i++)
        frame->alternate[i] = get(uc + UC_STACK + 4 * i);
    restore_registers(cpu_of(t), memory_at(registers));
    return true;
}
