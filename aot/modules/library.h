/* library.h -- the input of --library.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_MODULES_LIBRARY_H
#define AOT_MODULES_LIBRARY_H

#include "aot/job.h"

/* Opens the input as a library, and sets the options' `base` and `called` where they
 * are not set.  Returns NULL, or what is wrong, as job.h tells. */
const char *library_open(Job *job);

#endif
