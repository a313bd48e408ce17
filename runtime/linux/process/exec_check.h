/* exec_check.h -- what execve says to a guest's program before it gives up the old one.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_PROCESS_EXEC_CHECK_H
#define RUNTIME_LINUX_PROCESS_EXEC_CHECK_H

#include "runtime/linux/syscall.h"

/* The file at `fd` begins with the `size` bytes at `start`; size may be an error.  0 if
 * a guest can execute it, as far as its headers and its dynamic linker are looked at,
 * or the error of execve: -ENOEXEC, -ENOENT, -EIO, -ELIBBAD ... */
i64 exec_check(Call *c, i64 fd, const u8 *start, i64 size);

#endif
