/* old_calls.h -- what calls of old share with others.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_OLD_CALLS_H
#define RUNTIME_LINUX_FILE_OLD_CALLS_H

#include "runtime/linux/syscall.h"

struct stat;

/* Stores a host struct stat as the guest's struct __old_kernel_stat.  Returns 0 or a
 * negated error number. */
i64 old_stat_put(Call *c, struct stat *st, u32 address);

#endif
