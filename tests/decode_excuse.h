/*
 * decode_excuse.h -- what the checks of our decoders against LLVM's have in common.
 *
 *      static const Excuse only_llvm[] = {{"a32", "mcr*", NULL}, ...};
 *      if (is_excused(only_llvm, ARRAY_LEN(only_llvm), "a32", text, word)) ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_DECODE_EXCUSE_H
#define TESTS_DECODE_EXCUSE_H

#include "ir/base.h"

typedef struct {
    const char *set;     /* of encodings: a32, t32 ...; * for all */
    const char *name;    /* as printed; a * at its end stands for anything */
    const char *picture; /* of the words it is excused for, or NULL for all */
} Excuse;

/* Is one of the `count` rows for this set, word, and first word of the text? */
bool is_excused(const Excuse *excuse, size_t count, const char *set, const char *text,
                u32 word);

/* The next of a fixed sequence of random words. */
u32 random_word(void);

/* Tells how many words were looked at and how many were `failures`; the exit status. */
int report_words(u64 seen, u64 decoded, u64 failures);

#endif
