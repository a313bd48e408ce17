/*
 * files.h -- files of JSON lines, and whether two files are equal.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_FILES_H
#define AOT_COMPARE_FILES_H

#include <jansson.h>

#include "ir/base.h"

/* Returns the objects of a file that has one on each line (JSON Lines), as an array.
 * Returns NULL if it cannot be read, or a line is no JSON, with a text about it in
 * `error`, of `room` bytes. */
json_t *file_json_lines(const char *path, char *error, size_t room);

/* Returns true if two files have the same bytes. */
bool files_are_equal(const char *path, const char *other);

#endif
