/* names.h -- guest symbols' names as people can read them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_ELF_NAMES_H
#define AOT_ELF_NAMES_H

#include "ir/base.h"

/* The names that had to be changed. */
typedef struct {
    char **item;
    u32 count, capacity;
} Names;

/* Returns `name` in printable ASCII without blanks: other bytes become "\x0a", a
 * backslash "\\".  A name of more than NAME_MOST bytes is cut, and ends in "...".  What
 * is fine as it is is returned itself; all else lives until names_free. */
enum { NAME_MOST = 200 };
const char *names_clean(Names *names, const char *name);
void names_free(Names *names);

#endif
