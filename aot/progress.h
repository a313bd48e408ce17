/*
 * progress.h -- a line on a terminal that says how far the translation is.
 *
 *      options.aot.progress = progress_wanted() ? progress_show : NULL;
 *      ...
 *      progress_clear();       -- before anything else is written, and at the end
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_PROGRESS_H
#define AOT_PROGRESS_H

#include "ir/base.h"

/* Is the standard error stream a terminal? */
bool progress_wanted(void);
/* Writes that `done` of `all` chunks of a stage are compiled, a few times a second at
 * most. */
void progress_show(const char *stage, u32 done, u32 all);
/* Removes the line, if there is one. */
void progress_clear(void);

#endif
