/* main.h -- from the kernel's entry into the process to the guest's first instruction.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_MAIN_H
#define RUNTIME_MAIN_H

#include "ir/base.h"

/* Relocates the process, checks that the processor has the x86-64 level it was compiled
 * for, and runs the guest. start.S calls it.  `stack` is as the kernel left it: argc,
 * argv, 0, the environment, 0, the auxiliary vector.  `dynamic` is the process's own
 * _DYNAMIC table (ELF, chapter 5). */
_Noreturn void start_process(u64 *stack, const void *dynamic);
/* Reads options and environment, loads the guest program and runs it.  `stack` as
 * above. */
_Noreturn void main_run(u64 *stack);

#endif
