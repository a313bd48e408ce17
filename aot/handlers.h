/*
 * handlers.h -- what is exact at faults, where --resume leaves that to what the program
 * does.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_HANDLERS_H
#define AOT_HANDLERS_H

#include "aot/job.h"

/* Returns true if the program, a module that is there or its profile tells of a handler
 * for faults. */
bool handlers_known(const Job *job);

/* Makes registers exact at faults (Exact) if the options do not say and the program,
 * one of its modules or its profile tells of a handler for them.  Warns instead if one
 * of the first `given` modules, which are .dbto files of --with, cannot do that.
 * Returns true if it has changed what is to be made. */
bool handlers_choose(Job *job, u32 given);

#endif
