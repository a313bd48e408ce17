/* numbers.h -- random numbers, and fields of instructions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_RANDOM_NUMBERS_H
#define TESTS_RANDOM_NUMBERS_H

#include "lifter/pattern.h"

void random_begin(u64 seed);
u32 random32(void);
u32 below(u32 n);
/* Numbers near the places where things happen. */
u32 random_value(void);

/* The field of a letter in a word of this pattern. */
void set_field(const Pattern *p, u32 *word, char letter, u32 value);
bool has_field(const Pattern *p, char letter);

/* A line of a report, if ours and theirs differ. */
void show_difference(const char *name, u32 n, u64 before, u64 ours, u64 theirs);

#endif
