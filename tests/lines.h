/*
 * lines.h -- tests read from text files, one fact a line.
 *
 *      u32 count = lines_each("tests/ops.txt", check_line);
 *
 * Empty lines and those that start with `;` are passed over.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_LINES_H
#define TESTS_LINES_H

#include "ir/base.h"

/* `where` is "tests/ops.txt:12".  Returns how many lines there were. */
u32 lines_each(const char *path, void (*check)(const char *where, char *line));

/* A whole file, to be freed with base_free. */
char *lines_read(const char *path);

/* Cut `line` at `mark`; what follows, or NULL.  Spaces around the mark go. */
char *lines_split(char *line, const char *mark);

#endif
