/* texts.h -- a list of strings, which it owns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_MODULES_TEXTS_H
#define AOT_MODULES_TEXTS_H

#include "ir/base.h"

typedef struct {
    char **item;
    u32 count;
} Texts;

/* Appends a string, as printf makes it, and returns it. */
const char *texts_add(Texts *texts, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void texts_free(Texts *texts);

#endif
