/* context.h -- the registers of 32-bit PowerPC in mcontext and ucontext.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PPC_CONTEXT_H
#define RUNTIME_LINUX_PPC_CONTEXT_H

#include "lifter/ppc/cpu.h"
#include "runtime/linux/layout.h"
#include "runtime/thread.h"

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
    MCONTEXT_PLAIN = VREGS + 33 * 16,
    MCONTEXT = MCONTEXT_PLAIN + 32 * 8, /* with the second halves of VSX */
};

/* ucontext. */
enum {
    UC_FLAGS = 0,
    UC_LINK = 4,
    UC_STACK = 8,
    UC_REGS = 48,
    UC_SIGMASK = 52,
    UC_MCONTEXT = 192,
    UCONTEXT_PLAIN = UC_MCONTEXT + MCONTEXT_PLAIN,
    UCONTEXT = UC_MCONTEXT + MCONTEXT,
};

static inline void context_put(u8 *at, u32 value)
{
    layout_write(at, 4, true, value);
}

static inline u32 context_get(const u8 *at)
{
    return (u32)layout_read(at, 4, true);
}

static inline PpcCpu *context_cpu(Thread *t)
{
    return (PpcCpu *)(void *)t->state;
}

/* An mcontext of `size` bytes. */
void context_save_registers(PpcCpu *cpu, u8 *to, u32 size);
void context_restore_registers(PpcCpu *cpu, const u8 *from);
/* After FPSCR was set or the guest's traps were switched: if results are suppressed
 * from now on, code is to keep the registers exact that it may be stopped at. */
void context_expect_float(Thread *t);
/* A ucontext of `size` bytes, but for its alternate stack. */
void context_save(PpcCpu *cpu, u32 address, u64 mask, u32 size);

#endif
