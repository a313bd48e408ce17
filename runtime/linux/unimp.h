/* unimp.h -- logs what the guest asked for and the runtime does not have (-d unimp).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_UNIMP_H
#define RUNTIME_LINUX_UNIMP_H

#include "ir/base.h"

/*
 * Logs, once for each kind and number: "system call 0x1a (ptrace) is not there:
 * reason". `kind` is a literal, one for each kind of numbers; `name` and `reason` may
 * be NULL.
 */
void unimp_tell(const char *kind, u32 number, const char *name, const char *reason);

#endif
