/* memory_file.h -- /proc/self/mem: the host's, whose positions are shown as the guest's
 * addresses.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_MEMORY_FILE_H
#define RUNTIME_LINUX_FILE_MEMORY_FILE_H

#include "runtime/linux/syscall.h"

/* A descriptor, or an error number negated. */
i64 memory_file_open(u64 flags);
/* As lseek; and as pread and pwrite at a guest address. */
i64 memory_file_seek(u64 fd, i64 offset, u64 whence);
i64 memory_file_at(u64 fd, u64 number, u64 buffer, u64 size, u64 offset);
/* As read and write, by their numbers. */
i64 memory_file_move(u64 fd, u64 number, u64 buffer, u64 size);

#endif
