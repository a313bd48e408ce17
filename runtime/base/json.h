/* json.h -- printing JSON (RFC 8259).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_BASE_JSON_H
#define RUNTIME_BASE_JSON_H

#include "ir/base.h"

/* Prints a string in quotes.  `text` is bytes of any encoding: those from 0x80 on stand
 * as the characters U+0080 to U+00FF. */
void json_string(Out *out, const char *text);
/* The same, or null if `text` is NULL. */
void json_string_or_null(Out *out, const char *text);
/* Prints `size` bytes as a string of two hexadecimal digits each. */
void json_hex(Out *out, const u8 *bytes, size_t size);

#endif
