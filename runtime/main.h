/* main.h -- from the kernel's entry to the guest's.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_MAIN_H
#define RUNTIME_MAIN_H

#include "ir/base.h"

/* start.S enters the process here. `stack` is as the kernel left it: argc, argv, 0, the
 * environment, 0, the auxiliary vector. */
_Noreturn void start_process(u64 *stack, const void *dynamic);
/* Loads the guest program and runs it. */
_Noreturn void main_run(u64 *stack);

#endif
