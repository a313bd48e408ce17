/* futex.h -- words of guest memory that threads wait for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_FUTEX_H
#define RUNTIME_LINUX_PROCESS_FUTEX_H

#include "ir/base.h"

/* The number in a word that the guest may read, or write. */
u32 futex_load(u32 address);
/* Write `new` if `old` is there; atomically. */
bool futex_swap(u32 address, u32 old, u32 new);

/* Does the runtime do what locks with priority inheritance need, as the kernel would
 * write thread ids in its own byte order? */
bool futex_emulates_pi(void);

#endif
