/* bundling.h -- the files that options put into an output: --bundle, --bundle-file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_BUNDLING_H
#define AOT_BUNDLING_H

#include "aot/job.h"

/* Gathers and packs the bundle of a program that was read, if the options ask for one.
 * Returns NULL, or what is wrong. */
const char *bundling_read(Job *job);

#endif
