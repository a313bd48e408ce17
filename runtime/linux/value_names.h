/* value_names.h -- names, for strace, of numbers that are the same on guests and host.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_VALUE_NAMES_H
#define RUNTIME_LINUX_VALUE_NAMES_H

#include "runtime/linux/flags.h"

/* The sets of names in names.def. */
typedef enum {
#define NAMES(set) NAMES_##set,
#define NAME(n)
#define BIT(n)
#define FIELD(mask, n)
#define END
#include "runtime/linux/names.def"
    NUM_NAME_SETS
} NameSet;

/* Returns the names of a set; a row with name NULL ends it. */
const FlagBit *value_names(NameSet set);

#endif
