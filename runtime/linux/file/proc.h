/* proc.h -- files of /proc that must show the guest, not us.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_PROC_H
#define RUNTIME_LINUX_FILE_PROC_H

#include "ir/base.h"

/* Not one of them: open it on the host. */
enum { PROC_AS_HOST = -4097 };

/* A new descriptor for /proc/self/`name` (PROC_CPUINFO: /proc/cpuinfo) as the guest
 * must see it. */
i64 proc_open(const char *name, u64 flags);

#define PROC_CPUINFO "../cpuinfo"

/* The name of a file in /proc/self, or the name from there of one beside it: "maps" of
 * /proc/self/maps, PROC_CPUINFO of /proc/cpuinfo; or NULL. */
const char *proc_self_name(const char *path);

#endif
