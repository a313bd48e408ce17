/* plan.h -- what would be done: --dry-run and -###.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_PLAN_H
#define AOT_PLAN_H

#include "aot/job.h"

/* Tells it of a program that was read: with --dry-run on the standard output which
 * files would be read and written, with -### on the standard error stream the command
 * of the linker, as GCC does.  Returns NULL, or what is wrong. */
const char *plan_print(Job *job);

#endif
