/* alias.c -- the simplified mnemonics that LLVM's disassembler prints. */
#include "lifter/ppc/alias.h"

static bool same_source(Fields *f)
{
    return f->s == f->b;
}

static bool shift_left(Fields *f)
{
    return f->m == 0 && f->e == 31 - f->h;
}

static bool shift_right(Fields *f)
{
    f->n = 32 - f->h;
    return f->h && f->m == f->n && f->e == 31;
}

/* clang-format off */
static const PpcAlias aliases[] = {
    {"li",     "001110 ttttt 00000 iiiiiiiiiiiiiiii",      "rt, #i"},
    {"lis",    "001111 ttttt 00000 iiiiiiiiiiiiiiii",      "rt, #i"},
    {"nop",    "011000 00000 00000 0000000000000000",      ""},
    {"mr",     "011111 sssss aaaaa bbbbb 0110111100 r",    "ra, rs",     same_source},
    {"not",    "011111 sssss aaaaa bbbbb 0001111100 r",    "ra, rs",     same_source},
    {"sub",    "011111 ttttt aaaaa bbbbb 0 000101000 r",   "rt, rb, ra"},
    {"subc",   "011111 ttttt aaaaa bbbbb 0 000001000 r",   "rt, rb, ra"},
    {"slwi",   "010101 sssss aaaaa hhhhh mmmmm eeeee r",   "ra, rs, +h", shift_left},
    {"srwi",   "010101 sssss aaaaa hhhhh mmmmm eeeee r",   "ra, rs, +n", shift_right},
    {"clrlwi", "010101 sssss aaaaa 00000 mmmmm 11111 r",   "ra, rs, +m"},
};
/* clang-format on */

static PatternTable patterns;

static void compile_aliases(void)
{
    for (u32 i = 0; i < ARRAY_LEN(aliases); i++)
        pattern_add(&patterns, aliases[i].picture);
}

const PpcAlias *ppc_find_alias(u32 word, Fields *fields)
{
    if (!patterns.count)
        compile_aliases();
    for (u32 i = 0; i < patterns.count; i++) {
        if (!pattern_matches(&patterns.row[i], word))
            continue;
        Fields f = pattern_fields(&patterns.row[i], word);
        if (aliases[i].when && !aliases[i].when(&f))
            continue;
        *fields = f;
        return &aliases[i];
    }
    return NULL;
}
