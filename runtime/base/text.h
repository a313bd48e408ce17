/*
 * text.h -- a text in memory that grows as it is printed to; writing a text to a file.
 *
 *      Text text = {0};
 *      Out out = text_out(&text);
 *      out_printf(&out, "%u blocks\n", count);
 *      text_write(2, text.text, text.length);
 *      base_free(text.text);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_TEXT_H
#define RUNTIME_BASE_TEXT_H

#include "ir/base.h"

/* All 0 to begin with. */
typedef struct {
    char *text; /* of base_alloc, without a 0 at the end; NULL: nothing was printed */
    size_t length, room; /* bytes */
} Text;

/* Returns an Out that appends to *text. */
Out text_out(Text *text);
/* Writes `length` bytes to the host descriptor `fd`.  Returns 0 or a negated error
 * number. */
i64 text_write(i64 fd, const char *text, size_t length);

#endif
