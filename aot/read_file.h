/* read_file.h -- a whole file in memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_READ_FILE_H
#define AOT_READ_FILE_H

#include <stddef.h>

/* Returns the bytes of a file, which may be a pipe, with a 0 after the last, from
 * base_alloc; *size becomes their number.  Returns NULL with errno set if the file
 * cannot be read. */
char *read_file(const char *path, size_t *size);

#endif
