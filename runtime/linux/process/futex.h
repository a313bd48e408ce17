/* futex.h -- futexes: words of guest memory that threads wait for.  futex(2).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_FUTEX_H
#define RUNTIME_LINUX_PROCESS_FUTEX_H

#include "ir/base.h"

/* Returns the number in the word at `address`, in the guest's byte order, read
 * atomically.  The guest must be able to read it. */
u32 futex_load(u32 address);
/* Stores `new` at `address` if `old` is there, atomically.  Returns false if it is not.
 * The guest must be able to write the word. */
bool futex_swap(u32 address, u32 old, u32 new);

/* Returns true if the runtime implements priority-inheritance futexes itself, as for a
 * big-endian guest: the kernel would store thread ids in the host's byte order. */
bool futex_emulates_pi(void);

#endif
