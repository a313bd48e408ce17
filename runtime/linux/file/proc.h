/* proc.h -- files of /proc that must show the guest, not the runtime.  proc(5).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_PROC_H
#define RUNTIME_LINUX_FILE_PROC_H

#include "ir/base.h"

/* Result of proc_open: the file is none of these; open it on the host. */
enum { PROC_AS_HOST = -4097 };

/* Opens /proc/self/`name`, or /proc/cpuinfo for PROC_CPUINFO, as the guest must see it,
 * with the host's `flags`.  Returns a descriptor, a negated error number, or
 * PROC_AS_HOST. */
i64 proc_open(const char *name, u64 flags);

#define PROC_CPUINFO "../cpuinfo"

/* Returns the name, for proc_open, of the file that a path of the guest names: "maps"
 * for /proc/self/maps, PROC_CPUINFO for /proc/cpuinfo.  Returns NULL for other files,
 * and for path NULL. */
const char *proc_self_name(const char *path);

#endif
