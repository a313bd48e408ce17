/* frame.h -- signal frames of 32-bit PowerPC.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PPC_FRAME_H
#define RUNTIME_LINUX_PPC_FRAME_H

#include "runtime/linux/abi.h"
#include "runtime/linux/signal/info.h"
#include "runtime/linux/ppc/context.h"

/* The signal frame at the stack pointer when a handler is entered, and when it has
 * returned: the handler's own stack frame of OLD_BELOW or RT_BELOW bytes, then the
 * sigcontext, or siginfo and ucontext (arch/powerpc/kernel/signal_32.c). */
enum {
    OLD_BELOW = 64,
    RT_BELOW = 64 + 16,
    SC_REGS = 28, /* byte offset in the sigcontext of the pointer to the registers */
    /* Bytes from the stack pointer to the word that points to the saved registers. */
    PPC_OLD_REGISTERS = OLD_BELOW + SC_REGS,
    PPC_RT_REGISTERS = RT_BELOW + GUEST_SIGINFO + UC_REGS,
};

/* These do what LinuxAbi says of the members of these names. */
bool ppc_push_frame(Thread *t, int signal, const SignalFrame *frame);
bool ppc_frame_mask(Thread *t, bool real_time, u64 *mask);
bool ppc_pop_frame(Thread *t, bool real_time, SignalFrame *frame);

#endif
