/*
 * words.h -- the words that immediates are written with.
 *
 *      const Word *w = imm_words[IMM_MEM];     -> "8" "16" ... "signed" "big"
 *
 * The words of one kind whose `value` the imm has under their `mask` are its
 * text, joined by '|'.  What no choice of words says is not a valid imm.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_WORDS_H
#define IR_WORDS_H

#include "ir/ir.h"

typedef struct {
    const char *name; /* NULL ends the list */
    u32 mask, value;
} Word;

/* By ImmKind; NULL where the imm is no set of words. */
extern const Word *const imm_words[NUM_IMMS];

/* The bits of an imm that words describe; the others hold an address or such. */
u64 words_mask(ImmKind kind);

/* True if some choice of words says exactly `imm` (under words_mask). */
bool words_say(ImmKind kind, u64 imm);

#endif
