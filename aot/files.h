/* files.h -- whole files, read and written at once.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_FILES_H
#define AOT_FILES_H

#include "ir/base.h"

/* Returns the bytes of a file, which may be a pipe, with a 0 after the last, from
 * base_alloc; *size becomes their number.  Returns NULL with errno set if the file
 * cannot be read. */
char *files_read(const char *path, size_t *size);

/* Returns the last part of a path, behind its last slash. */
const char *files_name(const char *path);

/* Writes a new file, or all of an old one.  Returns false if it cannot be written, and
 * errno says why. */
bool files_write(const char *path, const void *bytes, size_t size);

#endif
