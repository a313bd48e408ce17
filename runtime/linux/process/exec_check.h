/* exec_check.h -- checks that execve makes of a guest's program before it gives up the
 * old one.  execve(2).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_PROCESS_EXEC_CHECK_H
#define RUNTIME_LINUX_PROCESS_EXEC_CHECK_H

#include "runtime/linux/syscall.h"

/* Checks the headers, and the dynamic linker, of the file at `fd`.  `start` has its
 * first `size` bytes; `size` may be a negated error number.  Returns 0 if a guest can
 * execute the file as far as that tells, or the error of execve: -ENOEXEC, -ENOENT,
 * -EIO, -ELIBBAD ... */
i64 exec_check(Call *c, i64 fd, const u8 *start, i64 size);

#endif
