/* profiling.h -- a translation with a profile: --profile, --cold.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_PROFILING_H
#define AOT_PROFILING_H

#include "aot/job.h"

/* Reads the profiles.  Returns NULL, or what is wrong: a file cannot be read.  What is
 * damaged is a warning. */
const char *profiling_read(Job *job);
/* Adds what they say of the program to the hints of its file, before code is looked
 * for.
 */
void profiling_begin(Job *job);
/* Tells the options what functions to optimise how much, once they are known; removes
 * those that are to be left out. */
void profiling_apply(Job *job);
void profiling_end(Job *job);

#endif
