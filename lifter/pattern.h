/*
 * pattern.h -- instruction encodings written as pictures.
 *
 * A pattern is the encoding as the manual draws it, most significant bit
 * first: 0 and 1 are fixed, a letter is a bit of the field of that name, a
 * dot is a bit that does not matter, and spaces are for the eye.
 *
 *      "001110 ttttt aaaaa iiiiiiiiiiiiiiii"       PowerPC addi
 *
 * A field whose bits lie apart is joined, high part first.  The letters are
 * the names by which a semantic function reads its operands: f->t, f->a, f->i.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_PATTERN_H
#define LIFTER_PATTERN_H

#include "ir/base.h"

typedef struct {
    u32 a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z;
    u32 A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z;
    u32 next; /* what follows the encoding, where the lifter looks for that; or 0 */
} Fields;

typedef struct {
    u32 mask, match;
    u8 width; /* of the encoding, in bits */
    u8 num_runs;
    struct {
        u8 letter, shift, length;
    } run[12];
} Pattern;

/* Panics on text that is not a pattern: patterns are part of the program. */
Pattern pattern_compile(const char *text);

static inline bool pattern_matches(const Pattern *p, u32 word)
{
    return (word & p->mask) == p->match;
}

Fields pattern_fields(const Pattern *p, u32 word);
/* The field a letter names; "t" is f->t. */
u32 pattern_field(const Fields *fields, char letter);

/*
 * A decoder: the first row that matches, found through an index on the top bits.
 * Two rows may overlap only if the earlier is a special case of the later.
 */
typedef struct {
    Pattern *row;
    u32 count, capacity;
    u16 *bucket[64]; /* rows that may match, by the top 6 bits; ends with NO_ROW */
    bool indexed;
} PatternTable;

enum { NO_ROW = 0xffff };

void pattern_add(PatternTable *t, const char *text);
/* The first row that matches, or -1. */
int pattern_find(PatternTable *t, u32 word);
/* True, and which two, if a row wrongly hides all or part of a later one. */
bool pattern_clash(const PatternTable *t, u32 *hider, u32 *hidden);

#endif
