/* context.c -- the registers of 32-bit PowerPC in mcontext and ucontext.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/ppc/context.h"

#include <string.h>

#include "lifter/ppc/fpscr.h"
#include "runtime/fault.h"
#include "runtime/linux/process.h"
#include "runtime/linux/signal/wait_mask.h"

/* MSR of a user process that uses floating point: EE PR FP ME FE0 FE1 IR DR RI. */
enum { USER_MSR = 0xf932 };

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

void context_save_registers(PpcCpu *cpu, u8 *to, u32 size)
{
    memset(to, 0, size);
    for (int i = 0; i < 32; i++)
        context_put(to + 4 * i, cpu->gpr[i]);
    context_put(to + 4 * PT_NIP, cpu->pc);
    context_put(to + 4 * PT_MSR, USER_MSR);
    context_put(to + 4 * PT_ORIG_R3, cpu->gpr[3]);
    context_put(to + 4 * PT_CTR, cpu->ctr);
    context_put(to + 4 * PT_LNK, cpu->lr);
    context_put(to + 4 * PT_XER, xer_packed(cpu));
    context_put(to + 4 * PT_CCR, cr_packed(cpu));
    context_put(to + 4 * PT_SOFTE, 1);
    for (int i = 0; i < 32; i++)
        layout_write(to + FREGS + 8 * i, 8, true, cpu->fpr[i]);
    layout_write(to + FPSCR, 8, true, ppc_fpscr_read(cpu));
}

void context_restore_registers(PpcCpu *cpu, const u8 *from)
{
    for (int i = 0; i < 32; i++)
        cpu->gpr[i] = context_get(from + 4 * i);
    cpu->pc = context_get(from + 4 * PT_NIP) & ~3u;
    cpu->ctr = context_get(from + 4 * PT_CTR);
    cpu->lr = context_get(from + 4 * PT_LNK);
    xer_unpack(cpu, context_get(from + 4 * PT_XER));
    cr_unpack(cpu, context_get(from + 4 * PT_CCR));
    for (int i = 0; i < 32; i++)
        cpu->fpr[i] = layout_read(from + FREGS + 8 * i, 8, true);
    ppc_fpscr_write(cpu, (u32)layout_read(from + FPSCR, 8, true));
    cpu->reserve_address = ~0u;
}

void context_expect_float(Thread *t)
{
    if (ppc_fpscr_alters(context_cpu(t)))
        fault_expect(t, SIGFPE);
}

static void put_mask(u8 *at, u64 mask)
{
    context_put(at, (u32)mask);
    context_put(at + 4, (u32)(mask >> 32));
}

void context_save(PpcCpu *cpu, u32 address, u64 mask, u32 size)
{
    u8 *uc = memory_at(address);

    memset(uc, 0, UC_MCONTEXT);
    context_put(uc + UC_REGS, address + UC_MCONTEXT);
    put_mask(uc + UC_SIGMASK, mask);
    context_save_registers(cpu, uc + UC_MCONTEXT, size - UC_MCONTEXT);
}

/* Returns the registers that a ucontext points to; NULL if they cannot be read. */
static const u8 *registers_of(u32 address, u64 *mask)
{
    const u8 *uc = guest_readable(address, UC_MCONTEXT);

    if (!uc)
        return NULL;
    *mask = context_get(uc + UC_SIGMASK) | (u64)context_get(uc + UC_SIGMASK + 4) << 32;
    return guest_readable(context_get(uc + UC_REGS), VREGS);
}

/* Serves getcontext, setcontext and swapcontext of the C library: saves the registers
 * in one context and loads them from another. */
i64 sys_swapcontext(Call *c)
{
    PpcCpu *cpu = context_cpu(c->t);
    u32 old = (u32)c->arg[0], wanted = (u32)c->arg[1], thread_pointer = cpu->gpr[2];
    u64 old_mask = c->t->signal_mask, mask = 0;
    const u8 *registers = wanted ? registers_of(wanted, &mask) : NULL;

    if (c->arg[2] < UCONTEXT_PLAIN)
        return -EINVAL;
    if ((old && !guest_writable(old, UCONTEXT_PLAIN)) || (wanted && !registers))
        return -EFAULT;
    if (wanted && !signal_set_mask(c->t, maskable(mask)))
        return CALL_BEFORE;
    cpu->cr[3] = 0;
    if (old)
        context_save(cpu, old, old_mask, UCONTEXT_PLAIN);
    if (!wanted)
        return 0;
    context_restore_registers(cpu, registers);
    context_expect_float(c->t);
    cpu->gpr[2] = thread_pointer;
    return CALL_KEEP;
}
