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

/* Returns what the output depends on besides the program's own code, as a new string:
 * contents and addresses of all modules.  NULL: one cannot be read. */
char *libraries_describe(const Job *job);

#endif
