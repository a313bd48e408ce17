/* assemble.h -- what is made of the objects of a translation.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_ASSEMBLE_H
#define AOT_ASSEMBLE_H

#include "aot/job.h"

/* Writes the object with the guest's file, segments and tables to `path`.  Returns
 * NULL, or what is wrong, as job.h tells. */
const char *assemble_image(Job *job, const char *path);
/* Links the runtime, the objects and the image to the file "out" of the workspace, and
 * sets *peak to the linker's largest resident memory in bytes; 0: not known. */
const char *assemble_output(Job *job, char *image, u64 *peak);

#endif
