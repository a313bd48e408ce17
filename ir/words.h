/*
 * words.h -- the words that dumps write immediates with.
 *
 *      const Word *w = imm_words[IMM_MEM];     -> "8" "16" ... "signed" "big"
 *
 * A word applies to an imm if the imm's bits under the word's `mask` equal its `value`.
 * The text of an imm is the words that apply, joined by '|'.  An imm that words cannot
 * express is not valid.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_WORDS_H
#define IR_WORDS_H

#include "ir/ir.h"

/* A word for some bits of an imm. */
typedef struct {
    const char *name; /* NULL ends the list */
    u32 mask, value;
} Word;

/* The words by ImmKind; NULL if the imm is a number or an address. */
extern const Word *const imm_words[NUM_IMMS];

/* Returns the mask of the bits of an imm that words describe; the others hold an
 * address or a count. */
u64 words_mask(ImmKind kind);

/* Returns true if words express the bits of `imm` under words_mask exactly. */
bool words_say(ImmKind kind, u64 imm);

#endif
