/* selection.h -- which functions --functions=FILE asks for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_SELECTION_H
#define AOT_SELECTION_H

#include "lifter/discover.h"

/* Removes from a program all functions but those that the file `path` lists, one a
 * line, by name or address.  Returns NULL, or what is wrong, in `text`, which has
 * `room` bytes. */
const char *selection_apply(Program *program, const char *path, char *text,
                            size_t room);

#endif
