/* alias.c -- the simplified mnemonics that LLVM's disassembler prints.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/alias.h"

static bool same_source(Fields *f)
{
    return f->s == f->b;
}

static bool same_bits(Fields *f)
{
    return f->a == f->b;
}

static bool all_same_bits(Fields *f)
{
    return f->a == f->b && f->a == f->d;
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

/* LLVM prints the lowest field of the mask only. */
static bool one_field(Fields *f)
{
    f->n = f->m & -f->m;
    return true;
}

/* clang-format off */
static const PpcAlias aliases[] = {
    {"li",      "001110 ttttt 00000 iiiiiiiiiiiiiiii",      "rt, #i"},
    {"lis",     "001111 ttttt 00000 iiiiiiiiiiiiiiii",      "rt, #i"},
    {"sub",     "011111 ttttt aaaaa bbbbb 0 000101000 r",   "rt, rb, ra"},
    {"subc",    "011111 ttttt aaaaa bbbbb 0 000001000 r",   "rt, rb, ra"},

    {"nop",     "011000 00000 00000 0000000000000000",      ""},
    {"xnop",    "011010 00000 00000 0000000000000000",      ""},
    {"mr",      "011111 sssss aaaaa bbbbb 0110111100 r",    "ra, rs",     same_source},
    {"not",     "011111 sssss aaaaa bbbbb 0001111100 r",    "ra, rs",     same_source},

    {"slwi",    "010101 sssss aaaaa hhhhh mmmmm eeeee 0",   "ra, rs, +h", shift_left},
    {"srwi",    "010101 sssss aaaaa hhhhh mmmmm eeeee 0",   "ra, rs, +n", shift_right},
    {"rotlwi",  "010101 sssss aaaaa hhhhh 00000 11111 r",   "ra, rs, +h"},
    {"clrlwi",  "010101 sssss aaaaa 00000 mmmmm 11111 r",   "ra, rs, +m"},
    {"rotlw",   "010111 sssss aaaaa bbbbb 00000 11111 r",   "ra, rs, rb"},

    {"cmpw",    "011111 000 0 0 aaaaa bbbbb 0000000000 0",  "ra, rb"},
    {"cmpwi",   "001011 000 0 0 aaaaa iiiiiiiiiiiiiiii",    "ra, #i"},
    {"cmplw",   "011111 000 0 0 aaaaa bbbbb 0000100000 0",  "ra, rb"},
    {"cmplwi",  "001010 000 0 0 aaaaa iiiiiiiiiiiiiiii",    "ra, +i"},

    {"crclr",   "010011 ddddd aaaaa bbbbb 0011000001 0",    "+d",         all_same_bits},
    {"crset",   "010011 ddddd aaaaa bbbbb 0100100001 0",    "+d",         all_same_bits},
    {"crmove",  "010011 ddddd aaaaa bbbbb 0111000001 0",    "+d, +a",     same_bits},
    {"crnot",   "010011 ddddd aaaaa bbbbb 0000100001 0",    "+d, +a",     same_bits},
    {"mtcr",    "011111 sssss 0 11111111 0 0010010000 0",   "rs"},
    {"mfocrf",  "011111 ttttt 1 mmmmmmmm 0 0000010011 0",   "rt, +n",     one_field},
    {"mtocrf",  "011111 sssss 1 mmmmmmmm 0 0010010000 0",   "+n, rs",     one_field},
    {"isellt",  "011111 ttttt aaaaa bbbbb 00000 01111 0",   "rt, ra, rb"},
    {"iselgt",  "011111 ttttt aaaaa bbbbb 00001 01111 0",   "rt, ra, rb"},
    {"iseleq",  "011111 ttttt aaaaa bbbbb 00010 01111 0",   "rt, ra, rb"},

    {"bdnzf",      "010000 00000 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bdzf",       "010000 00010 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bf",         "010000 00100 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bf[l][A]-",  "010000 00110 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bf[l][A]+",  "010000 00111 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bdnzt",      "010000 01000 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bdzt",       "010000 01010 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bt",         "010000 01100 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bt[l][A]-",  "010000 01110 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bt[l][A]+",  "010000 01111 ccccc iiiiiiiiiiiiii A l", "+c, @i"},
    {"bdnz",       "010000 10000 00000 iiiiiiiiiiiiii A l", "@i"},
    {"bdnz[l][A]-", "010000 11000 00000 iiiiiiiiiiiiii A l", "@i"},
    {"bdnz[l][A]+", "010000 11001 00000 iiiiiiiiiiiiii A l", "@i"},
    {"bdz",        "010000 10010 00000 iiiiiiiiiiiiii A l", "@i"},
    {"bdz[l][A]-", "010000 11010 00000 iiiiiiiiiiiiii A l", "@i"},
    {"bdz[l][A]+", "010000 11011 00000 iiiiiiiiiiiiii A l", "@i"},
    {"blr",        "010011 10100 00000 000 00 0000010000 l", ""},
    {"bdnzlr",     "010011 10000 00000 000 00 0000010000 l", ""},
    {"bdnzlr[l]-", "010011 11000 00000 000 00 0000010000 l", ""},
    {"bdnzlr[l]+", "010011 11001 00000 000 00 0000010000 l", ""},
    {"bdzlr",      "010011 10010 00000 000 00 0000010000 l", ""},
    {"bdzlr[l]-",  "010011 11010 00000 000 00 0000010000 l", ""},
    {"bdzlr[l]+",  "010011 11011 00000 000 00 0000010000 l", ""},
    {"bclr",       "010011 nnnnn ccccc 000 00 0000010000 l", "+n, +c"},
    {"bctr",       "010011 10100 00000 000 00 1000010000 l", ""},
    {"bcctr",      "010011 nnnnn ccccc 000 00 1000010000 l", "+n, +c"},

    {"mftbu",   "011111 ttttt 01101 01000 0101110011 0",    "rt"},
    {"trap",    "011111 11111 00000 00000 0000000100 0",    ""},
    {"twlgt",   "011111 00001 aaaaa bbbbb 0000000100 0",    "ra, rb"},
    {"twllt",   "011111 00010 aaaaa bbbbb 0000000100 0",    "ra, rb"},
    {"tweq",    "011111 00100 aaaaa bbbbb 0000000100 0",    "ra, rb"},
    {"twgt",    "011111 01000 aaaaa bbbbb 0000000100 0",    "ra, rb"},
    {"twlt",    "011111 10000 aaaaa bbbbb 0000000100 0",    "ra, rb"},
    {"twne",    "011111 11000 aaaaa bbbbb 0000000100 0",    "ra, rb"},
    {"twu",     "011111 11111 aaaaa bbbbb 0000000100 0",    "ra, rb"},
    {"twlgti",  "000011 00001 aaaaa iiiiiiiiiiiiiiii",      "ra, #i"},
    {"twllti",  "000011 00010 aaaaa iiiiiiiiiiiiiiii",      "ra, #i"},
    {"tweqi",   "000011 00100 aaaaa iiiiiiiiiiiiiiii",      "ra, #i"},
    {"twgti",   "000011 01000 aaaaa iiiiiiiiiiiiiiii",      "ra, #i"},
    {"twlti",   "000011 10000 aaaaa iiiiiiiiiiiiiiii",      "ra, #i"},
    {"twnei",   "000011 11000 aaaaa iiiiiiiiiiiiiiii",      "ra, #i"},
    {"twui",    "000011 11111 aaaaa iiiiiiiiiiiiiiii",      "ra, #i"},

    {"lwarx",   "011111 ttttt aaaaa bbbbb 0000010100 1",    "rt, ra, rb, 1"},
    {"lharx",   "011111 ttttt aaaaa bbbbb 0001110100 1",    "rt, ra, rb, 1"},
    {"lbarx",   "011111 ttttt aaaaa bbbbb 0000110100 1",    "rt, ra, rb, 1"},
    {"sc",      "010001 ..... ..... .... 0000000 ... 1 0",  ""},
    {"sync",      "011111 00000 00000 00000 1001010110 0",  ""},
    {"lwsync",    "011111 00001 00000 00000 1001010110 0",  ""},
    {"ptesync",   "011111 00010 00000 00000 1001010110 0",  ""},
    {"phwsync",   "011111 00100 00000 00000 1001010110 0",  ""},
    {"plwsync",   "011111 00101 00000 00000 1001010110 0",  ""},
    {"sync",      "011111 00nnn 00000 00000 1001010110 0",  "+n"},
    {"stncisync", "011111 00001 00001 00000 1001010110 0",  ""},
    {"stcisync",  "011111 00000 00010 00000 1001010110 0",  ""},
    {"stsync",    "011111 00000 00011 00000 1001010110 0",  ""},
    {"eieio",   "011111 00000 00000 00000 1101010110 0",    ""},
    {"mbar",    "011111 00000 ..... ..... 1101010110 .",    ""},
    {"dcbf",    "011111 00000 aaaaa bbbbb 0001010110 0",    "ra, rb"},
    {"dcbfl",   "011111 00001 aaaaa bbbbb 0001010110 0",    "ra, rb"},
    {"dcbflp",  "011111 00011 aaaaa bbbbb 0001010110 0",    "ra, rb"},
    {"dcbfps",  "011111 00100 aaaaa bbbbb 0001010110 0",    "ra, rb"},
    {"dcbstps", "011111 00110 aaaaa bbbbb 0001010110 0",    "ra, rb"},
    {"dcbt",    "011111 00000 aaaaa bbbbb 0100010110 0",    "ra, rb"},
    {"dcbtt",   "011111 10000 aaaaa bbbbb 0100010110 0",    "ra, rb"},
    {"dcbtst",  "011111 00000 aaaaa bbbbb 0011110110 0",    "ra, rb"},
    {"dcbtstt", "011111 10000 aaaaa bbbbb 0011110110 0",    "ra, rb"},
    {"mtmsr",   "011111 sssss ....1 ..... 0010010010 .",    "rs, 1"},

    {0}
};
/* clang-format on */

static PatternTable patterns;

static void compile_aliases(void)
{
    for (u32 i = 0; aliases[i].name; i++)
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
