/* context.h -- the registers of 32-bit PowerPC in the kernel's mcontext and ucontext
 * (arch/powerpc/include/uapi/asm/ptrace.h, ucontext.h).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PPC_CONTEXT_H
#define RUNTIME_LINUX_PPC_CONTEXT_H

#include "lifter/ppc/cpu.h"
#include "runtime/linux/layout.h"
#include "runtime/thread.h"

/* mcontext: 48 words of pt_regs, of which PT_... are indices; then, by byte offset, 33
 * doubles, two words, vector registers. */
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
    MCONTEXT = MCONTEXT_PLAIN + 32 * 8, /* with the second halves of VSX registers */
};

/* Byte offsets in the ucontext, and its sizes. */
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

/* Write and read a big-endian word. */
static inline void context_put(u8 *at, u32 value)
{
    layout_write(at, 4, true, value);
}

static inline u32 context_get(const u8 *at)
{
    return (u32)layout_read(at, 4, true);
}

/* Returns the thread's guest state. */
static inline PpcCpu *context_cpu(Thread *t)
{
    return (PpcCpu *)(void *)t->state;
}

/* Store the registers to an mcontext of `size` bytes at host address `to`, and load
 * them from one. */
void context_save_registers(PpcCpu *cpu, u8 *to, u32 size);
void context_restore_registers(PpcCpu *cpu, const u8 *from);
/* Prepares the translators for floating-point exceptions that suppress results:
 * fault_expect(SIGFPE).  Call it after FPSCR was set, or the guest's traps were
 * switched. */
void context_expect_float(Thread *t);
/* Stores a ucontext of `size` bytes with signal mask `mask` at guest address `address`.
 * The caller stores its alternate stack. */
void context_save(PpcCpu *cpu, u32 address, u64 mask, u32 size);

#endif
