/* wait_mask.h -- calls that wait with a signal mask of their own.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_SIGNAL_WAIT_MASK_H
#define RUNTIME_LINUX_SIGNAL_WAIT_MASK_H

#include "runtime/linux/syscall.h"

/*
 * Make a host call one of whose arguments points to the host mask `mask` (NULL:
 * none).  A signal that ends it is delivered under that mask, and its frame keeps
 * the thread's own.
 */
i64 wait_call(Call *c, const u64 *mask, u64 number, const u64 a[6]);

/*
 * The set that the guest's `struct { sigset_t *set; size_t size; }` at `address` names:
 * pselect6's and io_pgetevents's last argument.  1, or 0 if there is none, or -EFAULT,
 * -EINVAL.
 */
i64 mask_argument(Call *c, u32 address, u64 *mask);

/* What the guest may block: all but SIGKILL and SIGSTOP. */
u64 maskable(u64 set);

#endif
