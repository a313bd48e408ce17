/* block_line.h -- a record of a block as a line of JSON (docs/blocks.md).
 *
 *      block_line(&out, b, "live");
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_BLOCK_LINE_H
#define RUNTIME_CODE_BLOCK_LINE_H

#include "runtime/base/text.h"
#include "runtime/code/blocks.h"

/* Prints the file's first line, which says what it is. */
void block_line_first(Out *out);
/* Prints the line of a block with a record (block_record.h); `ends` is what has become
 * of it. */
void block_line(Out *out, const TransBlock *b, const char *ends);

#endif
