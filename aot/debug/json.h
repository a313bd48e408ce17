/* json.h -- texts from a guest's file in JSON.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_DEBUG_JSON_H
#define AOT_DEBUG_JSON_H

#include <jansson.h>

/* A string of `length` bytes that may hold anything: what is no UTF-8 is taken for
 * Latin-1. */
json_t *json_text(const char *text, size_t length);

#endif
