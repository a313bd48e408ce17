/* decode.c -- finding the instruction, in the current instruction set.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/decode.h"
#include "lifter/arm/neon/neon.h"

const ArmRow *const arm_groups[] = {
#define GROUP(name) arm_##name##_rows,
#include "lifter/arm/groups.def"
    NULL};

typedef struct {
    const ArmRow *row;
    bool has_condition; /* in field c */
} Entry;

typedef struct {
    PatternTable patterns;
    Entry *entry; /* by row of patterns */
    u32 capacity;
} Table;

static Table tables[NUM_ARM_TABLES];

static bool has_condition(const ArmRow *row)
{
    const char *c = row->picture;

    while (*c && *c != 'c')
        c++;
    return *c != 0;
}

static void add_row(Table *t, const ArmRow *row)
{
    if (t->patterns.count == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 64;
        t->entry = base_resize(t->entry, t->capacity * sizeof(*t->entry));
    }
    t->entry[t->patterns.count] = (Entry){row, has_condition(row)};
    pattern_add(&t->patterns, row->picture);
}

static void compile_table(ArmTable table)
{
    for (const ArmRow *const *group = arm_groups; *group; group++)
        for (const ArmRow *row = *group; row->name; row++)
            if (row->table == table)
                add_row(&tables[table], row);
}

/* Names of registers in ArmRow.bars: a capital bars r13 too.  Values of z. */
static bool is_barred(const ArmRow *row, const Fields *f)
{
    for (const char *c = row->bars; *c; c++) {
        if (*c <= '9') {
            if (f->z == (u32)(*c - '0'))
                return true;
            continue;
        }
        bool capital = *c < 'a';
        u32 n = pattern_field(f, capital ? (char)(*c + 'a' - 'A') : *c);

        if (n == 15 || (capital && n == 13))
            return true;
    }
    return false;
}

static void set_fields(ArmInsn *i, const Fields *f)
{
    i->d = (u8)f->d, i->n = (u8)f->n, i->m = (u8)f->m, i->s = (u8)f->s;
    i->t = (u8)f->t, i->u = (u8)f->u, i->a = (u8)f->a;
    i->x = (u8)f->x, i->y = (u8)f->y;
    i->imm = f->v, i->list = f->l;
    i->sets_flags = f->S;
    i->index = f->P, i->add = f->U, i->writeback = f->W;
    i->holds = VAL_NONE;
}

static const ArmRow *find(ArmTable table, u32 word, ArmInsn *i)
{
    Table *t = &tables[table];

    if (!t->entry)
        compile_table(table);
    int n = pattern_find(&t->patterns, word);
    if (n < 0)
        return NULL;

    const ArmRow *row = t->entry[n].row;
    Fields f = pattern_fields(&t->patterns.row[n], word);
    set_fields(i, &f);
    i->cond = t->entry[n].has_condition ? (u8)f.c : ALWAYS;
    if (is_barred(row, &f) || (row->form && !row->form(i, &f)))
        return NULL;
    return row;
}

u32 arm_neon_word(u32 word, bool thumb)
{
    if (thumb && (word & 0xef000000) == 0xef000000)
        word = 0xf2000000 | (word >> 4 & 0x01000000) | (word & 0x00ffffff);
    else if (thumb && word >> 24 == 0xf9)
        word = 0xf4000000 | (word & 0x00ffffff);
    else if (thumb)
        return 0;
    bool is_memory = (word & 0xff100000) == 0xf4000000;
    return word >> 25 == 0xf2000000 >> 25 || is_memory ? word : 0;
}

u32 arm_neon_word_of_t32(u32 word)
{
    u32 rest = word & 0x00ffffff;

    return word >> 24 == 0xf4 ? 0xf9000000 | rest
                              : 0xef000000 | (word << 4 & 0x10000000) | rest;
}

/* By the groups of ARM ARM, A7.4. */
static ArmTable neon_table(u32 word)
{
    if (word >> 24 == 0xf4)
        return ARM_TABLE_NEON_MEMORY;
    if (!(word & 1 << 23))
        return ARM_TABLE_NEON_SAME;
    if (word & 1 << 4)
        return word & 0x00380080 ? ARM_TABLE_NEON_SHIFT : ARM_TABLE_NEON_IMMEDIATE;
    return (word >> 20 & 3) == 3 ? ARM_TABLE_NEON_MISC : ARM_TABLE_NEON_MIXED;
}

/* Is an odd register named where the operand text has a quadword? */
static bool is_half_quad(const ArmRow *row, const ArmInsn *i)
{
    for (const char *c = row->operands; *c; c++)
        if (*c == 'Q' || (*c == 'E' && i->quad))
            if (*arm_register_of(i, c[1]) & 1)
                return true;
    return false;
}

static const ArmRow *find_neon(u32 word, ArmInsn *i)
{
    const ArmRow *row = find(neon_table(word), word, i);

    return row && !is_half_quad(row, i) ? row : NULL;
}

static u32 decode_a32(const u8 *code, u32 size, u32 here, const ArmRow **row,
                      ArmInsn *i)
{
    if (size < 4 || here & 3)
        return 0;
    u32 word = arm_half(code) | arm_half(code + 2) << 16;
    i->pc = here + 8;
    i->here = here;
    i->next = here + 4;
    if (arm_neon_word(word, false))
        *row = find_neon(word, i);
    else
        *row = find(word >> 28 == 15 ? ARM_TABLE_A32_ALWAYS : ARM_TABLE_A32, word, i);
    return *row ? 4 : 0;
}

/* A load with r15 as its base, whatever its other bits say. */
static bool is_t32_literal(u32 word)
{
    return (word & 0xfe1f0000) == 0xf81f0000;
}

static const ArmRow *find_t32(u32 word, ArmInsn *i)
{
    u32 neon = arm_neon_word(word, true);

    if (neon)
        return find_neon(neon, i);
    return find(is_t32_literal(word) ? ARM_TABLE_T32_LITERAL : ARM_TABLE_T32, word, i);
}

static bool is_wide(u32 half)
{
    return half >= 0xe800;
}

u32 arm_decode(const u8 *code, u32 size, u32 here, bool in_it, const ArmRow **row,
               ArmInsn *insn)
{
    *insn = (ArmInsn){.thumb = here & 1, .in_it = in_it};
    if (!insn->thumb)
        return decode_a32(code, size, here, row, insn);
    if (size < 2)
        return 0;
    u32 half = arm_half(code), length = is_wide(half) ? 4 : 2;
    if (size < length)
        return 0;
    insn->pc = (here & ~1u) + 4;
    insn->here = here;
    insn->next = here + length;
    if (is_wide(half))
        *row = find_t32(half << 16 | arm_half(code + 2), insn);
    else
        *row = find(ARM_TABLE_T16, half, insn);
    return *row ? length : 0;
}

const char *arm_check_tables(void)
{
    static char complaint[200];
    u32 hider, hidden;

    for (u32 i = 0; i < NUM_ARM_TABLES; i++) {
        Table *t = &tables[i];

        if (!t->entry)
            compile_table(i);
        if (pattern_clash(&t->patterns, &hider, &hidden)) {
            base_format(complaint, sizeof(complaint), "\"%s\" hides \"%s\"",
                        t->entry[hider].row->picture, t->entry[hidden].row->picture);
            return complaint;
        }
    }
    return NULL;
}
