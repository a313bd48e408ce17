/* temps.h -- the files of a translation that -save-temps keeps.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_TEMPS_H
#define AOT_TEMPS_H

#include "aot/job.h"

/* Moves the objects of the workspace beside the output, or into the folder of
 * -save-temps, under the output's name and theirs, as "prog-code00000.o".  Returns
 * NULL, or what is wrong, as one line.  Without the option, or a workspace, it does
 * nothing. */
const char *temps_save(Job *job);

#endif
