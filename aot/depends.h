/*
 * depends.h -- the rule for make that -MD writes: what the output depends on.
 *
 *      const char *wrong = depends_open(&job);
 *      ... translate ...
 *      if (!wrong) wrong = depends_finish(&job);    -- just before the output appears
 *
 * The rule's form is that of GCC, which ninja and CMake read, too.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_DEPENDS_H
#define AOT_DEPENDS_H

#include "aot/job.h"

/* Opens the workspace of the file of -MF, or of the output's name with .d.  Refuses one
 * that would replace another file of the job. */
const char *depends_open(Job *job);
/* Writes the file, which appears at once. */
const char *depends_finish(Job *job);

#endif
