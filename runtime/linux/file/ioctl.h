/* ioctl.h -- the functions that rows of ioctls.def name, for requests whose argument is
 * no plain structure.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_IOCTL_H
#define RUNTIME_LINUX_FILE_IOCTL_H

#include "runtime/linux/syscall.h"

/* Makes request `host` of ioctl on descriptor c->arg[0], with what is at the guest's
 * `address`.  Returns the result or a negated error number. */
#define IOCTL(...)
#define TERMIOS(...)
#define IOCTL_BY(name, function) i64 function(Call *c, u64 host, u32 address);
#include "runtime/linux/ioctls.def"

#endif
