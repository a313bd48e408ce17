/* escape.h -- text of the guest, of paths and of errors as JSON and HTML may have it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_REPORT_ESCAPE_H
#define AOT_REPORT_ESCAPE_H

#include <jansson.h>
#include <stdio.h>

#include "ir/base.h"

/* Returns a copy that is valid UTF-8 (RFC 3629), for base_free: each byte that is not
 * becomes U+FFFD. */
char *escape_utf8(const char *text);
/* Returns the same as a JSON string; null for NULL. */
json_t *escape_json(const char *text);
/* Writes text as HTML's, fit for attributes, too.  What controls the display, among it
 * the direction of writing, is shown as "\u202e", what is not UTF-8 as U+FFFD. */
void escape_html(const char *text, FILE *to);

#endif
