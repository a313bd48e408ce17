/* spelling.h -- the options that decide what the output is, each spelled in one way.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_SPELLING_H
#define AOT_SPELLING_H

#include "aot/options.h"

/* Returns a new string, from base_alloc. */
char *spelling_new(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Returns the one spelling of an option that decides what the output is, as a new
 * string: "-O2", also where it was not given.  NULL: it decides nothing, or says what
 * is so anyway.  A limit of time or memory decides something if it was reached.  Paths
 * of the machine that builds are left out. */
char *spelling_of(const Options *options, OptionId id);

#endif
