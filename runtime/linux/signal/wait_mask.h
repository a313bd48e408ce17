/* wait_mask.h -- calls that wait with a signal mask of their own, as pselect6 and
 * ppoll.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_SIGNAL_WAIT_MASK_H
#define RUNTIME_LINUX_SIGNAL_WAIT_MASK_H

#include "runtime/linux/syscall.h"

/*
 * Makes a host call one of whose arguments points to the host mask `mask` (NULL: none).
 * Returns as signal_call.  A signal that ends the call is delivered under that mask;
 * its frame saves the thread's own mask, to be restored.
 */
i64 wait_call(Call *c, const u64 *mask, u64 number, const u64 a[6]);

/*
 * Reads the signal set that the guest's `struct { sigset_t *set; size_t size; }` at
 * `address` points to: the last argument of pselect6 and io_pgetevents.  Returns 1, or
 * 0 if there is no set, or -EFAULT or -EINVAL.
 */
i64 mask_argument(Call *c, u32 address, u64 *mask);

/* Returns the signals of `set` that can be blocked: all but SIGKILL and SIGSTOP. */
u64 maskable(u64 set);

#endif
