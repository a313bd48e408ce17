/* pattern.c -- compiling and matching instruction pictures.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/pattern.h"

#include <string.h>

_Static_assert(offsetof(Fields, next) == 52 * sizeof(u32), "letters are an array");

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static u32 field_index(char letter)
{
    return letter >= 'a' ? (u32)(letter - 'a') : (u32)(letter - 'A') + 26;
}

/* Add one bit, of weight 1 << shift, to the run it continues or to a new one. */
static void add_field_bit(Pattern *p, char letter, u8 shift)
{
    if (p->num_runs) {
        u32 last = p->num_runs - 1u;
        if (p->run[last].letter == (u8)letter && p->run[last].shift == shift + 1) {
            p->run[last].shift = shift;
            p->run[last].length++;
            return;
        }
    }
    if (p->num_runs == ARRAY_LEN(p->run))
        panic("pattern has too many fields");
    p->run[p->num_runs].letter = (u8)letter;
    p->run[p->num_runs].shift = shift;
    p->run[p->num_runs].length = 1;
    p->num_runs++;
}

Pattern pattern_compile(const char *text)
{
    Pattern p = {0};
    unsigned bit = 0;

    for (const char *c = text; *c; c++)
        p.width += *c != ' ';
    if (p.width != 16 && p.width != 32)
        panic("pattern \"%s\" has %d bits", text, p.width);

    for (const char *c = text; *c; c++) {
        if (*c == ' ')
            continue;
        u8 shift = (u8)(p.width - 1 - bit++);
        if (*c == '0' || *c == '1') {
            p.mask |= 1u << shift;
            p.match |= (u32)(*c - '0') << shift;
        } else if (is_letter(*c)) {
            add_field_bit(&p, *c, shift);
        } else if (*c != '.') {
            panic("pattern \"%s\" has a '%c'", text, *c);
        }
    }
    return p;
}

Fields pattern_fields(const Pattern *p, u32 word)
{
    u32 field[52] = {0};
    Fields f = {0};

    for (int i = 0; i < p->num_runs; i++) {
        u32 *v = &field[field_index((char)p->run[i].letter)];
        u32 length = p->run[i].length;
        u32 ones = length < 32 ? (1u << length) - 1 : ~0u;
        *v = (length < 32 ? *v << length : 0) | (word >> p->run[i].shift & ones);
    }
    memcpy(&f, field, sizeof(field));
    return f;
}

u32 pattern_field(const Fields *fields, char letter)
{
    u32 v;

    memcpy(&v, (const u8 *)fields + sizeof(v) * field_index(letter), sizeof(v));
    return v;
}

void pattern_add(PatternTable *t, const char *text)
{
    if (t->count == NO_ROW)
        panic("too many patterns");
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 256;
        t->row = base_resize(t->row, t->capacity * sizeof(*t->row));
    }
    t->row[t->count++] = pattern_compile(text);
    t->indexed = false;
}

/* May a word whose top six bits are `top` match? */
static bool may_match(const Pattern *p, u32 top)
{
    u32 shift = p->width - 6u;

    return !((top ^ p->match >> shift) & (p->mask >> shift) & 63);
}

static void index_bucket(PatternTable *t, u32 top)
{
    u32 count = 0;

    t->bucket[top] = base_resize(t->bucket[top], (t->count + 1) * sizeof(u16));
    for (u32 i = 0; i < t->count; i++)
        if (may_match(&t->row[i], top))
            t->bucket[top][count++] = (u16)i;
    t->bucket[top][count++] = NO_ROW;
    t->bucket[top] = base_resize(t->bucket[top], count * sizeof(u16));
}

int pattern_find(PatternTable *t, u32 word)
{
    if (!t->indexed) {
        for (u32 top = 0; top < ARRAY_LEN(t->bucket); top++)
            index_bucket(t, top);
        t->indexed = true;
    }
    if (!t->count)
        return -1;
    for (const u16 *i = t->bucket[word >> (t->row[0].width - 6) & 63]; *i != NO_ROW;
         i++)
        if (pattern_matches(&t->row[*i], word))
            return *i;
    return -1;
}

static bool overlap(const Pattern *p, const Pattern *q)
{
    return p->width == q->width && !(p->mask & q->mask & (p->match ^ q->match));
}

static bool is_special_case(const Pattern *p, const Pattern *of)
{
    return p->mask != of->mask && (p->mask & of->mask) == of->mask;
}

bool pattern_clash(const PatternTable *t, u32 *hider, u32 *hidden)
{
    for (u32 i = 0; i < t->count; i++)
        for (u32 j = i + 1; j < t->count; j++)
            if (overlap(&t->row[i], &t->row[j]) &&
                !is_special_case(&t->row[i], &t->row[j])) {
                *hider = i, *hidden = j;
                return true;
            }
    return false;
}
