/* selection.h -- which functions a file lists: --functions, --record-functions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_SELECTION_H
#define AOT_SELECTION_H

#include "lifter/discover.h"

/* Sets chosen[] of those functions that the file `path` lists, one a line, by name or
 * address.  Returns NULL, or what is wrong, in `text`, which has `room` bytes. */
const char *selection_mark(const Program *program, const char *path, bool *chosen,
                           char *text, size_t room);
/* Removes from a program all functions but those that the file lists; otherwise the
 * same.
 */
const char *selection_apply(Program *program, const char *path, char *text,
                            size_t room);

#endif
