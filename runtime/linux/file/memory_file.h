/* memory_file.h -- /proc/self/mem for the guest: the host's file, whose positions are
 * shifted so that the guest sees its own addresses.  proc(5).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_MEMORY_FILE_H
#define RUNTIME_LINUX_FILE_MEMORY_FILE_H

#include "runtime/linux/syscall.h"

/* Opens the file with the host's `flags`.  Returns a descriptor or a negated error
 * number. */
i64 memory_file_open(u64 flags);
/* As lseek, in guest addresses; SEEK_END gives -EINVAL. */
i64 memory_file_seek(u64 fd, i64 offset, u64 whence);
/* As pread64 and pwrite64 (`number`) at guest address `offset`, up to the first page
 * that is not mapped; -EIO if there is none.  `buffer` is a host pointer.  A write
 * invalidates translations. */
i64 memory_file_at(u64 fd, u64 number, u64 buffer, u64 size, u64 offset);
/* As read and write (`number`), at the file's position. */
i64 memory_file_move(u64 fd, u64 number, u64 buffer, u64 size);

#endif
