/*
 * find.h -- which libraries are translated with a program, and where they are put.
 *
 *      const char *wrong = libraries_find(&job);
 *      if (!wrong && job.closure) ... job.closure->file[i]->base ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_FIND_H
#define AOT_MODULES_FIND_H

#include "aot/job.h"

/* Reads the .dbto files of --with to job->modules, and sets job->closure to what else
 * is to be translated: those of its files that have a base; NULL: nothing.  Warns of
 * libraries that are not there or cannot be translated.  Returns NULL, or what is
 * wrong, as job.h tells. */
const char *libraries_find(Job *job);

/* Warns of what libraries of the closure need and the root does not have: its `missing`
 * from number `first` on. */
void libraries_warn_missing(const Job *job, const Closure *closure, u32 first);

/* Returns what the output depends on besides the program's own code, as a new string:
 * contents and addresses of all modules.  NULL: one cannot be read. */
char *libraries_describe(const Job *job);

#endif
