/* make.h -- translating the libraries of a program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_MODULES_MAKE_H
#define AOT_MODULES_MAKE_H

#include "aot/job.h"

/* Translates each library that job->closure has a place for, by `translate` (see
 * translate.h) with a job of its own, to a .dbto in the job's workspace, and adds it to
 * job->modules.  With --cache it is taken from there.  What fails is a warning. */
void libraries_make(Job *job, const char *(*translate)(Job *job));

#endif
