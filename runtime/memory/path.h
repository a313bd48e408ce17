/*
 * path.h -- paths that are gone through part by part.
 *
 *      path_append(at, &used, "lib", 3);       "/usr" becomes "/usr/lib"
 *      path_up(at, &used, 0);                  and "/usr" again
 *
 * A path that is gone through is in ROOT_ROOM bytes, `used` of them before its 0, and
 * has no slash at its end: "" is the root.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_PATH_H
#define RUNTIME_MEMORY_PATH_H

#include "runtime/memory/root.h"

/* Links that a path may lead through, as in the kernel (MAXSYMLINKS). */
enum { PATH_MAX_LINKS = 40 };

/* Returns the bytes of the part that `path` begins with, up to a slash or its end. */
u64 path_part_length(const char *path);
/* Appends a slash and a part of `length` bytes.  Returns false if there is no room. */
bool path_append(char *at, u64 *used, const char *part, u64 length);
/* Removes the last part, but nothing of the first `base` bytes. */
void path_up(char *at, u64 *used, u64 base);

#endif
