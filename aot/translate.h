/* translate.h -- a program that was read, to the output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_TRANSLATE_H
#define AOT_TRANSLATE_H

#include "aot/job.h"

/* Makes what the options ask for of a program: an executable, an object, a shard or a
 * listing, or takes it from the cache.  It appears last of all: what fails before
 * leaves none.  Returns NULL, or what is wrong, as job.h tells. */
const char *translate(Job *job);

#endif
