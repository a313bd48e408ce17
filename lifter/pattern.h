/*
 * pattern.h -- instruction encodings written as pictures.
 *
 * A picture shows an encoding as the manual draws it, most significant bit first, 16 or
 * 32 bits.  0 and 1 are fixed bits.  A letter is one bit of the field of that name.  A
 * dot is a bit that does not matter.  Spaces are ignored.
 *
 *      "001110 ttttt aaaaa iiiiiiiiiiiiiiii"       PowerPC addi
 *
 * A field whose bits are not adjacent is concatenated, high part first.  A semantic
 * function reads its operands by these letters: f->t, f->a, f->i.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_PATTERN_H
#define LIFTER_PATTERN_H

#include "ir/base.h"

/* The fields of one instruction, by letter. */
typedef struct {
    u32 a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z;
    u32 A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z;
    u32 next; /* the word after the instruction, if the lifter wants it; else 0 */
} Fields;

/* A compiled picture.  A run is a sequence of adjacent bits of one field. */
typedef struct {
    u32 mask, match;
    u8 width; /* width of the encoding in bits: 16 or 32 */
    u8 num_runs;
    struct {
        u8 letter, shift, length;
    } run[12];
} Pattern;

/* Compiles a picture.  Panics if the text is not one: pictures are part of the program.
 */
Pattern pattern_compile(const char *text);

/* Returns true if a word has the pattern's fixed bits. */
static inline bool pattern_matches(const Pattern *p, u32 word)
{
    return (word & p->mask) == p->match;
}

/* Returns the fields of a word that matches. */
Fields pattern_fields(const Pattern *p, u32 word);
/* Returns the field that a letter names: 't' gives f->t. */
u32 pattern_field(const Fields *fields, char letter);

/* A decoder: finds the first row that matches a word, by an index on the top six bits.
 * Two rows may match one word only if the earlier row is a special case of the later.
 */
typedef struct {
    Pattern *row;
    u32 count, capacity;
    u16 *bucket[64]; /* by the top six bits: the rows that may match, ending with
                        NO_ROW */
    bool indexed;
} PatternTable;

/* Ends a list of rows. */
enum { NO_ROW = 0xffff };

/* Appends a row. */
void pattern_add(PatternTable *t, const char *text);
/* Returns the index of the first row that matches a word, or -1. */
int pattern_find(PatternTable *t, u32 word);
/* Returns true, and sets *hider and *hidden, if two rows may match one word and the
 * earlier is not a special case of the later. */
bool pattern_clash(const PatternTable *t, u32 *hider, u32 *hidden);

#endif
