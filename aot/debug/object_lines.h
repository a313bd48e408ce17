/* object_lines.h -- which lines an object has host code of.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_DEBUG_OBJECT_LINES_H
#define AOT_DEBUG_OBJECT_LINES_H

#include "ir/base.h"

/* Sets `bit` in seen[N] for each line N, below `count`, of the line table of the object
 * in memory. */
void object_lines(const void *object, size_t size, u8 *seen, u32 count, u8 bit);

#endif
