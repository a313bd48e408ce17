/* frame.h -- signal frames of 32-bit ARM, and the page of its kernel's helpers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_ARM_FRAME_H
#define RUNTIME_LINUX_ARM_FRAME_H

#include "runtime/linux/abi.h"

/* Offsets in the kernel page of the code to which a handler without SA_RESTORER
 * returns. */
enum { ARM_SIGRETURN = 0xf00, ARM_RT_SIGRETURN = 0xf08 };
#define ARM_KERNEL_PAGE 0xffff0000u

/* These do what LinuxAbi says of the members of these names. */
/* Maps the page of kernel helpers at ARM_KERNEL_PAGE (the kernel's
 * Documentation/arch/arm/kernel_user_helpers.rst).  Panics if it cannot. */
void arm_map_kernel_page(void);
bool arm_push_frame(Thread *t, int signal, const SignalFrame *frame);
bool arm_frame_mask(Thread *t, bool real_time, u64 *mask);
bool arm_pop_frame(Thread *t, bool real_time, SignalFrame *frame);

#endif
