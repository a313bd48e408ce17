/*
 * block_file.h -- the file of all blocks that the process translated: DBT_BLOCKS,
 * dbt-run --blocks (docs/blocks.md).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_BLOCK_FILE_H
#define RUNTIME_CODE_BLOCK_FILE_H

#include "ir/base.h"

/* The version of the file's form. */
enum { BLOCK_FILE_VERSION = 1 };

/* Records blocks from now on (block_record.h), and writes them when the process ends.
 * `to` is the file's name, as of end_file.h; its text must live as long as the process.
 * Returns false, and writes a line to `error` (of `room` bytes) that starts with
 * `what`, if the file cannot be written. */
bool block_file_start(const char *to, const char *what, char *error, size_t room);

#endif
