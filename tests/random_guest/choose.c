/* choose.c -- random instructions from the lifter's own pictures.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/random_guest/random.h"

#include <stdlib.h>
#include <string.h>

typedef enum { PLAIN, DISPLACED, INDEXED } Shape;

typedef struct {
    const PpcInsn *insn;
    Pattern pattern;
    Shape shape;
} Choice;

static Choice choice[512];
static u32 num_choices;
static u64 state;

/*
 * Not the same on all processors, not known to qemu-ppc's default one, or wrong in
 * qemu-ppc 7.2: it rounds singles twice, negates before it rounds, and sets FPSCR's FX
 * when nothing is new.
 */
static const char *const left_out[] = {
    "fmuls",    "fmadds",  "fmsubs",   "fnmadds",   "fnmsubs", "fnmadd",   "fnmsub",
    "mffs",     "mcrfs",   "fre",      "fres",      "frsqrte", "frsqrtes", "ftdiv",
    "ftsqrt",   "fcpsgn",  "fsqrt",    "fsqrts",    "frin",    "friz",     "frip",
    "frim",     "fctiwu",  "fctiwuz",  "fctid",     "fctidz",  "fctidu",   "fctiduz",
    "fcfid",    "fcfids",  "fcfidu",   "fcfidus",   "lfiwax",  "lfiwzx",   "mffsce",
    "mffscdrn", "mffscrn", "mffscrni", "mffscdrni", "mffsl",   "isel",     "popcntb",
    "popcntw",  "cmpb",    "divwe",    "divweu",    "lmw",     "stmw",     "prtyw",
    "lfdp",     "stfdp",   "lfdpx",    "stfdpx",    "addg6s",  "cdtbcd",   "cbcdtd"};

/* Moves of special registers, string and reserved accesses within bounds. */
static const PpcInsn extra[] = {
    {"mfxer", "011111 ttttt 00001 00000 0101010011 0", NULL, "rt"},
    {"mflr", "011111 ttttt 01000 00000 0101010011 0", NULL, "rt"},
    {"mfctr", "011111 ttttt 01001 00000 0101010011 0", NULL, "rt"},
    {"mtlr", "011111 ttttt 01000 00000 0111010011 0", NULL, "rt"},
    {"mtctr", "011111 ttttt 01001 00000 0111010011 0", NULL, "rt"},
    {"lwarx", "011111 ttttt 00000 11111 0000010100 0", NULL, "rt"},
    {"stwcx.", "011111 ttttt 00000 11111 0010010110 1", NULL, "rt"},
    {"lswi", "011111 0tttt 11111 0nnnn 1001010101 0", NULL, "rt"},
    {"stswi", "011111 0tttt 11111 nnnnn 1011010101 0", NULL, "rt"},
    {"stmw", "101111 11ttt 11111 0000000000000000", NULL, "rt"},
    {NULL, NULL, NULL, NULL}};

u32 random_number(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (u32)(state >> 20);
}

void random_seed(u32 seed)
{
    state = (u64)seed * 0x9e3779b97f4a7c15 + 1;
    for (int i = 0; i < 10; i++)
        random_number();
}

static bool is_left_out(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(left_out); i++)
        if (strcmp(left_out[i], name) == 0)
            return true;
    return false;
}

static void add_table(const PpcInsn *insn, const char *only, bool memory)
{
    for (; insn->name; insn++) {
        Choice *c = &choice[num_choices];

        if (is_left_out(insn->name) && insn->lift)
            continue;
        if (only && strncmp(insn->name, only, strlen(only)) != 0)
            continue;
        c->insn = insn;
        c->pattern = pattern_compile(insn->picture);
        c->shape = strstr(insn->operands, "(ra)") ? DISPLACED
                   : memory                       ? INDEXED
                                                  : PLAIN;
        num_choices += num_choices < ARRAY_LEN(choice) - 1;
    }
}

u32 choose_init(const char *only)
{
    num_choices = 0;
    add_table(ppc_arith, only, false);
    add_table(ppc_logic, only, false);
    add_table(ppc_rotate, only, false);
    add_table(ppc_compare, only, false);
    add_table(ppc_condition, only, false);
    add_table(ppc_memory, only, true);
    add_table(ppc_float_memory, only, true);
    add_table(ppc_float_arith, only, false);
    add_table(ppc_float_convert, only, false);
    add_table(ppc_float_move, only, false);
    add_table(ppc_float_status, only, false);
    add_table(extra, only, false);
    return num_choices;
}

/* The bits of the field that a letter names, set to its low bits of n. */
static u32 with_field(const Choice *c, u32 word, char letter, u32 n)
{
    u32 done = 0;

    for (int i = c->pattern.num_runs - 1; i >= 0; i--) {
        u32 length = c->pattern.run[i].length, mask;

        if (c->pattern.run[i].letter != (u8)letter)
            continue;
        mask = (u32)((1ull << length) - 1) << c->pattern.run[i].shift;
        word = (word & ~mask) | ((n >> done << c->pattern.run[i].shift) & mask);
        done += length;
    }
    return word;
}

static u32 field(const Choice *c, u32 word, char letter)
{
    Fields f = pattern_fields(&c->pattern, word);

    return pattern_field(&f, letter);
}

static bool has_field(const Choice *c, char letter)
{
    for (u32 i = 0; i < c->pattern.num_runs; i++)
        if (c->pattern.run[i].letter == (u8)letter)
            return true;
    return false;
}

static u32 random_fields(const Choice *c)
{
    u32 word = c->pattern.match;

    for (u32 i = 0; i < c->pattern.num_runs; i++) {
        u32 length = c->pattern.run[i].length;

        if (c->pattern.run[i].letter)
            word |= (random_number() & (u32)((1ull << length) - 1))
                    << c->pattern.run[i].shift;
    }
    return word;
}

/* The first operand is the destination, where it is a general register. */
static u32 spare_registers(const Choice *c, u32 word)
{
    char letter = c->insn->operands[1];

    if (c->insn->operands[0] != 'r')
        return word;
    for (;;) {
        u32 n = field(c, word, letter);

        if (n != STATE_REGISTER && n != DIVISOR_REGISTER && n < INDEX_REGISTER)
            return word;
        word = with_field(c, word, letter, random_number());
    }
}

/* addi UPDATE_REGISTER, BASE_REGISTER, offset */
static u32 set_update_register(i32 offset)
{
    return 14u << 26 | UPDATE_REGISTER << 21 | BASE_REGISTER << 16 | (u16)offset;
}

static i32 random_offset(void)
{
    i32 offset = (i32)(random_number() % (SANDBOX_SIZE / 2)) - SANDBOX_SIZE / 4;

    return random_number() & 1 ? offset & ~7 : offset;
}

/* What division by zero gives is undefined. */
static u32 spare_divisor(const Choice *c, u32 word)
{
    return strncmp(c->insn->name, "div", 3) == 0
               ? with_field(c, word, 'b', DIVISOR_REGISTER)
               : word;
}

/* mfocrf and mtocrf are for one field. */
static u32 one_of_mask(const Choice *c, u32 word)
{
    return strstr(c->insn->name, "ocrf")
               ? with_field(c, word, 'm', 1u << random_number() % 8)
               : word;
}

/*
 * The low byte of FPSCR keeps its enable bits, non-IEEE mode off: with exceptions
 * enabled qemu-ppc stops the program.
 */
static u32 spare_enables(const Choice *c, u32 word)
{
    const char *name = c->insn->name;

    if (strncmp(name, "mtfsb1", 6) == 0 && field(c, word, 't') >= 24)
        word = with_field(c, word, 't', field(c, word, 't') & 1 ? 31 : 3);
    if (strncmp(name, "mtfsfi", 6) == 0)
        word &= ~0x02010000u; /* fields 0 to 3, not W */
    else if (strncmp(name, "mtfsf", 5) == 0)
        word &= ~0x02070000u; /* neither L nor W, nor the last two fields */
    return word;
}

static u32 memory_insn(const Choice *c, u32 *words)
{
    u32 word = spare_registers(c, random_fields(c)), n = 0;
    bool update = has_field(c, 'u') && field(c, word, 'u');

    if (update) {
        words[n++] = set_update_register(random_offset() / 2);
        if (c->insn->operands[0] == 'r' && field(c, word, 't') == UPDATE_REGISTER)
            word = with_field(c, word, 't', 5);
    }
    word = with_field(c, word, 'a', update ? UPDATE_REGISTER : BASE_REGISTER);
    if (c->shape == INDEXED)
        word = with_field(c, word, 'b', INDEX_REGISTER);
    else
        word = with_field(c, word, 'i', (u32)(random_offset() / (update ? 2 : 1)));
    words[n++] = word;
    return n;
}

/* The high word of fctiw's result is undefined: store the low one, overwrite it. */
static u32 convert_insn(const Choice *c, u32 *words)
{
    u32 target;

    words[0] = with_field(c, random_fields(c), 'r', 0);
    target = field(c, words[0], 't');
    words[1] = 31u << 26 | target << 21 | BASE_REGISTER << 16 | INDEX_REGISTER << 11 |
               983 << 1;
    words[2] = 63u << 26 | target << 21 | (target ^ 1) << 11 | 72 << 1;
    return 3; /* fctiw, stfiwx, fmr */
}

/* The operands of single-precision arithmetic must be singles. */
static u32 single_insn(const Choice *c, u32 *words)
{
    static const char operands[] = "abc";
    u32 word = with_field(c, random_fields(c), 'r', 0), n = 0;

    for (int i = 0; operands[i]; i++) {
        u32 operand = has_field(c, operands[i]) ? field(c, word, operands[i]) : 0;
        if (has_field(c, operands[i]))
            words[n++] = 63u << 26 | operand << 21 | operand << 11 | 12 << 1; /* frsp */
    }
    words[n++] = word;
    return n;
}

/* Forward over one instruction, on any condition and count. */
static u32 skip_insn(void)
{
    static const u32 kinds[] = {0, 2, 4, 8, 10, 12, 16, 18};

    return 16u << 26 | kinds[random_number() % 8] << 21 | (random_number() & 31) << 16 |
           8;
}

u32 choose_insn(u32 *words)
{
    const Choice *c = &choice[random_number() % num_choices];

    if (c->shape != PLAIN)
        return memory_insn(c, words);
    if (strncmp(c->insn->name, "fctiw", 5) == 0)
        return convert_insn(c, words);
    if (c->pattern.match >> 26 == 59)
        return single_insn(c, words);
    words[0] = spare_registers(c, random_fields(c));
    words[0] = spare_enables(c, spare_divisor(c, words[0]));
    words[0] = one_of_mask(c, words[0]);
    if (words[0] >> 26 == 63) /* CR1 would get FX */
        words[0] = with_field(c, words[0], 'r', 0);
    if (random_number() % 16)
        return 1;
    words[1] = words[0];
    words[0] = skip_insn();
    return 2;
}
