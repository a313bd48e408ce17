/*
 * disassemble.c -- PowerPC assembly text, as LLVM's disassembler prints it.
 *
 * A name is printed as it stands, with [x] giving its letter if field x is set
 * ([A] gives "a"); (x:ab) gives the letter at the place that field x counts, "-" being
 * none; a name without [ gets o . l a at its end by the fields o r l A.
 * Operands: a kind and a field's letter,
 *      r f c   a register, by its number
 *      #       a signed 16-bit number
 *      +       an unsigned number
 *      s       the number of a special register
 *      @       a branch target: ".+8", or a number if field A is set; with names
 *              always an address
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/ppc/alias.h"
#include "lifter/ppc/decode.h"

#include <string.h>

typedef struct {
    char *text;
    size_t room, length;
    u32 pc;
    const AsmNames *names; /* of Guest.disassemble */
} Line;

static bool contains(const char *text, char c)
{
    while (*text && *text != c)
        text++;
    return *text != 0;
}

static void put_char(Line *line, char c)
{
    if (line->length + 1 < line->room) {
        line->text[line->length++] = c;
        line->text[line->length] = 0;
    }
}

static void put_text(Line *line, const char *text)
{
    for (const char *c = text; *c; c++)
        put_char(line, *c);
}

static void put_number(Line *line, const char *fmt, u32 n)
{
    char number[24];

    base_format(number, sizeof(number), fmt, n);
    put_text(line, number);
}

/* What "(x:ab)" says; gives its end. */
static const char *put_choice(Line *line, const char *choice, const Fields *f)
{
    const char *letters = choice + 3;
    char chosen = letters[pattern_field(f, choice[1])];

    if (chosen != '-')
        put_char(line, chosen);
    while (*letters != ')')
        letters++;
    return letters;
}

static void put_name(Line *line, const char *name, const Fields *f)
{
    static const char suffixes[][2] = {
        {'o', 'o'}, {'u', 'u'}, {'r', '.'}, {'l', 'l'}, {'A', 'a'}};

    for (const char *c = name; *c; c++) {
        if (*c == '(') {
            c = put_choice(line, c, f);
            continue;
        }
        if (*c != '[') {
            put_char(line, *c);
            continue;
        }
        if (pattern_field(f, c[1]))
            put_char(line, c[1] == 'A' ? 'a' : c[1]);
        c += 2;
    }
    for (u32 i = 0; i < ARRAY_LEN(suffixes) && !contains(name, '['); i++)
        if (pattern_field(f, suffixes[i][0]))
            put_char(line, suffixes[i][1]);
}

/* Displacements count words; field j has 24 bits of one and the others 14. */
static void put_target(Line *line, const Fields *f, char letter)
{
    unsigned bits = letter == 'j' ? 26 : 16;
    u32 offset = (u32)sign_extend(pattern_field(f, letter) << 2, bits);
    u32 target = f->A ? offset : line->pc + offset;
    char name[240];

    if (f->A || line->names)
        put_number(line, "0x%x", target);
    if (line->names) {
        guest_target_name(line->names, target, name, sizeof name);
        put_text(line, name);
    }
    if (f->A || line->names)
        return;
    if ((i32)offset < 0)
        put_number(line, ".-%u", -offset);
    else
        put_number(line, ".+%u", offset);
}

static void put_operand(Line *line, const Fields *f, char kind, char letter)
{
    u32 field = pattern_field(f, letter);

    switch (kind) {
    case '#': put_number(line, "%d", (u32)sign_extend(field, 16)); break;
    case 's': put_number(line, "%u", spr_number(field)); break;
    case '@': put_target(line, f, letter); break;
    default: put_number(line, "%u", field); break;
    }
}

static void put_operands(Line *line, const Fields *f, const char *operands)
{
    for (const char *c = operands; *c; c++) {
        if (contains("rfcs#+@", *c)) {
            put_operand(line, f, c[0], c[1]);
            c++;
        } else {
            put_char(line, *c);
        }
    }
}

typedef struct {
    u16 number;
    u8 moves; /* MF, MT */
    i8 index;
    const char *name;
} SprName;

enum { MF = 1, MT = 2 };

static const SprName spr_names[] = {
#define SPR(number, name, moves, index) {number, moves, index, #name},
#include "lifter/ppc/spr.def"
};

/* mfspr and mtspr of a register that has its own mnemonics; false if it has not. */
static bool put_spr_move(Line *line, const PpcInsn *insn, const Fields *f)
{
    bool from = !strcmp(insn->name, "mfspr"), to = !strcmp(insn->name, "mtspr");

    for (u32 i = 0; i < ARRAY_LEN(spr_names) && (from || to); i++) {
        const SprName *spr = &spr_names[i];
        if (spr->number != spr_number(f->s) || !(spr->moves & (from ? MF : MT)))
            continue;
        put_text(line, from ? "mf" : "mt");
        put_text(line, spr->name);
        put_char(line, ' ');
        if (to && spr->index >= 0)
            put_number(line, "%u, ", (u32)spr->index);
        put_number(line, "%u", f->t);
        if (from && spr->index >= 0)
            put_number(line, ", %u", (u32)spr->index);
        return true;
    }
    return false;
}

/* A branch on a bit of the condition register alone, by the name of the condition, as
 * compilers write it: beq+ cr7, 0x1000.  Appendix C.2.  Returns false for any other. */
static bool put_condition(Line *line, u32 word, const Fields *f)
{
    enum { BRANCH = 16, TO_REGISTER = 19, TO_LINK = 16, TO_COUNT = 528 };
    static const char *const conditions[2][4] = {{"ge", "le", "ne", "ns"},
                                                 {"lt", "gt", "eq", "so"}};
    static const char *const hints[] = {"", "", "-", "+"};
    u32 primary = word >> 26, way = word >> 1 & 1023, bo = word >> 21 & 31;
    u32 bit = word >> 16 & 31;
    bool to_register = primary == TO_REGISTER && (way == TO_LINK || way == TO_COUNT);

    if ((primary != BRANCH && !to_register) || (bo & 20) != 4)
        return false;
    put_char(line, 'b');
    put_text(line, conditions[bo >> 3 & 1][bit & 3]);
    if (to_register)
        put_text(line, way == TO_LINK ? "lr" : "ctr");
    put_text(line, word & 1 ? "l" : "");
    put_text(line, !to_register && word & 2 ? "a" : "");
    put_text(line, hints[bo & 3]);
    if (bit >> 2)
        put_number(line, " cr%u", bit >> 2);
    if (!to_register) {
        put_text(line, bit >> 2 ? ", " : " ");
        put_target(line, f, 'i');
    }
    return true;
}

u32 ppc_disassemble(char *text, size_t room, const u8 *code, u32 size, u32 pc,
                    const AsmNames *names)
{
    Line line = {text, room, 0, pc, names};
    Fields f;

    if (room)
        text[0] = 0;
    if (size < 4)
        return 0;
    u32 word = ppc_fetch(code);
    const PpcInsn *insn = ppc_find(word, &f);
    if (!insn) {
        put_number(&line, ".long %#x", word);
        return 4;
    }

    if (put_spr_move(&line, insn, &f))
        return 4;
    if (names && put_condition(&line, word, &f))
        return 4;
    const char *name = insn->name, *operands = insn->operands;
    const PpcAlias *alias = ppc_find_alias(word, &f);
    if (alias)
        name = alias->name, operands = alias->operands;
    put_name(&line, name, &f);
    if (*operands)
        put_char(&line, ' ');
    put_operands(&line, &f, operands);
    return 4;
}
