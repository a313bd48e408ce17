/* unimp.h -- what a guest asked for that is not there, for -d unimp.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_UNIMP_H
#define RUNTIME_LINUX_UNIMP_H

#include "ir/base.h"

/*
 * Tell of it once: "system call 26 (ptrace) is not there: reason".  `kind` is a
 * literal, one for each kind of numbers; `name` and `reason` may be NULL.
 */
void unimp_tell(const char *kind, u32 number, const char *name, const char *reason);

#endif
