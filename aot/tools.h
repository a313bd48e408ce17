/* tools.h -- where the programs and files are that this program needs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_TOOLS_H
#define AOT_TOOLS_H

#include <stddef.h>

#include "ir/base.h"

/* Both write a path to `path`, of `room` bytes, and return true if there is a file that
 * allows `mode`, as access(2) has it (R_OK, X_OK). */

/* The file `name` relative to the folder of this program, as "../lib/dbt-aot/x". */
bool tools_beside(char *path, size_t room, const char *name, int mode);
/* The file `name` in the first folder of PATH that has it. */
bool tools_in_path(char *path, size_t room, const char *name, int mode);

#endif
