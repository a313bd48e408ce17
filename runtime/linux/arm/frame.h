/* frame.h -- signal frames of 32-bit ARM, and the page of its kernel's helpers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_ARM_FRAME_H
#define RUNTIME_LINUX_ARM_FRAME_H

#include "runtime/linux/abi.h"

/* Where a handler without SA_RESTORER returns to. */
enum { ARM_SIGRETURN = 0xf00, ARM_RT_SIGRETURN = 0xf08 };
#define ARM_KERNEL_PAGE 0xffff0000u

/* As the members of LinuxAbi. */
void arm_map_kernel_page(void);
bool arm_push_frame(Thread *t, int signal, const SignalFrame *frame);
bool arm_frame_mask(Thread *t, bool real_time, u64 *mask);
bool arm_pop_frame(Thread *t, bool real_time, SignalFrame *frame);

#endif
