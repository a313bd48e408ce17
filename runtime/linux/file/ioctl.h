/* ioctl.h -- the functions that rows of ioctls.def name.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_IOCTL_H
#define RUNTIME_LINUX_FILE_IOCTL_H

#include "runtime/linux/syscall.h"

/* Each makes the request `host` on c->arg[0] with what is at the guest's `address`;
 * the result, or an error number negated. */
#define IOCTL(...)
#define TERMIOS(...)
#define IOCTL_BY(name, function) i64 function(Call *c, u64 host, u32 address);
#include "runtime/linux/ioctls.def"

#endif
