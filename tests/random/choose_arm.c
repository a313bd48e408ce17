/* choose_arm.c -- random ARM instructions and registers, defined by their roles.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/random/choose_arm.h"

#include <string.h>

#include "lifter/arm/decode.h"
#include "lifter/arm/fpscr.h"
#include "lifter/arm/neon/neon.h"
#include "tests/random/numbers.h"

#define NEON_TABLES                                                                    \
    neon_same_rows, neon_mixed_rows, neon_shift_rows, neon_immediate_rows,             \
        neon_misc_rows, neon_memory_rows
static const ArmRow *const tables[NUM_KINDS][6] = {
    {a32_alu_rows, a32_multiply_rows, a32_media_rows, a32_memory_rows},
    {t32_alu_rows, t32_multiply_rows, t32_media_rows, t32_memory_rows, t16_rows},
    {a32_vfp_rows},
    {t32_vfp_rows},
    {NEON_TABLES},
    {NEON_TABLES}};

/* What leaves the case, or is about the machine, not about values. */
static void (*const left_out[])(Block *, const ArmInsn *) = {
    arm_b,      arm_bl,     arm_blx,   arm_bx,         arm_blx_reg, arm_cbz,
    arm_cbnz,   arm_tbb,    arm_tbh,   arm_svc,        arm_bkpt,    arm_udf,
    arm_it,     arm_swp,    arm_swpb,  arm_privileged, arm_ldrex,   arm_ldrexb,
    arm_ldrexh, arm_ldrexd, arm_strex, arm_strexb,     arm_strexh,  arm_strexd,
    arm_clrex,  arm_vmsr,   arm_vmrs,  arm_setend};

static bool is_left_out(const ArmRow *row)
{
    for (size_t i = 0; i < ARRAY_LEN(left_out); i++)
        if (row->lift == left_out[i])
            return true;
    return false;
}

bool kind_is_thumb(Kind kind)
{
    return kind == KIND_T32 || kind == KIND_VFP32 || kind == KIND_NEON32;
}

bool kind_is_neon(Kind kind)
{
    return kind == KIND_NEON || kind == KIND_NEON32;
}

static const ArmRow *random_row(Kind kind)
{
    for (;;) {
        const ArmRow *table = tables[kind][below(ARRAY_LEN(tables[kind]))];
        u32 count = 0;

        while (table && table[count].name)
            count++;
        if (count && !is_left_out(&table[count = below(count)]))
            return &table[count];
    }
}

static bool is_access(const ArmRow *row)
{
    return row->flags & (LOADS | STORES);
}

/* A row of Advanced SIMD: d, n and m are its own, of accesses but d. */
static u32 random_simd(const ArmRow *row)
{
    Pattern p = pattern_compile(row->picture);
    u32 word = p.match;

    for (int i = 0; i < p.num_runs; i++)
        set_field(&p, &word, (char)p.run[i].letter, random32());
    if (is_access(row)) {
        static const u8 index[] = {INDEX, INDEX + 1, 13, 15};
        set_field(&p, &word, 'n', BASE + below(4));
        set_field(&p, &word, 'm', index[below(ARRAY_LEN(index))]);
    }
    return word;
}

/* Exchanges with itself are not defined, nor do bases stay aligned. */
static bool is_defined_simd(const ArmRow *row, const ArmInsn *i)
{
    bool exchanges = row->lift == arm_neon_vswp || row->lift == arm_neon_vtrn ||
                     row->lift == arm_neon_vuzp || row->lift == arm_neon_vzip;

    return !(exchanges && i->d == i->m) && i->align <= 1;
}

/* Core registers by their roles; floating-point ones are any. */
static u32 random_word(const ArmRow *row)
{
    Pattern p = pattern_compile(row->picture);
    bool floats = row->flags & FLOATING;
    u32 word = p.match;

    for (int i = 0; i < p.num_runs; i++)
        set_field(&p, &word, (char)p.run[i].letter, random32());
    for (const char *c = floats ? "tu" : "dnmstua"; *c; c++)
        set_field(&p, &word, *c, below(FREE));
    if (!floats && has_field(&p, 'd') && has_field(&p, 'a')) /* halves of a product */
        set_field(&p, &word, 'a', pattern_fields(&p, word).d ^ (1 + below(FREE - 1)));
    if (has_field(&p, 'c'))
        set_field(&p, &word, 'c', below(4) ? ALWAYS : below(ALWAYS));
    if (is_access(row)) {
        set_field(&p, &word, 'n', BASE + below(4));
        set_field(&p, &word, 'v', floats ? below(20) : 4 * below(4));
        set_field(&p, &word, 'l', 1 + below(255));
        if (!floats)
            set_field(&p, &word, 'm', INDEX + below(2));
        if (has_field(&p, 'y')) { /* a shift */
            set_field(&p, &word, 'y', LSL);
            set_field(&p, &word, 'v', below(3));
        }
    }
    return word;
}

/* As memory has it: of Thumb the first half is the low one. */
static u32 in_memory(const ArmRow *row, u32 word, Kind kind)
{
    bool narrow = pattern_compile(row->picture).width == 16;

    if (!kind_is_thumb(kind))
        return word;
    if (kind_is_neon(kind))
        word = arm_neon_word_of_t32(word);
    return narrow ? word | 0xbf00u << 16 : word >> 16 | word << 16;
}

static bool keeps_roles(const ArmRow *row, const ArmInsn *i)
{
    bool floats = row->flags & FLOATING;

    if (is_access(row) && (i->n < BASE || i->n == 15 || i->n == NOT_USED))
        return false;
    return i->t < FREE && i->u < FREE && !(i->list >> FREE) &&
           (floats || is_access(row) || i->d < FREE);
}

/* All that it names, as bits.  Forms add some that the picture does not have. */
static u32 registers_of(const ArmRow *row, const ArmInsn *i)
{
    Pattern p = pattern_compile(row->picture);
    u32 named = i->list;

    for (const char *c = "dnmstua"; *c; c++)
        if (has_field(&p, *c) || *arm_register_of(i, *c))
            named |= 1u << *arm_register_of(i, *c);
    if (i->op2.kind != OP2_NUMBER)
        named |= 1u << i->op2.m;
    if (i->op2.kind == OP2_BY_REGISTER)
        named |= 1u << i->op2.s;
    return named;
}

static bool is_fit(const ArmChoice *choice, const ArmRow *drawn, const ArmRow *found,
                   const ArmInsn *i)
{
    if (is_left_out(found) || (choice->in_it && found->flags & NOT_IN_IT) ||
        (found->flags ^ drawn->flags) & FLOATING)
        return false;
    if ((choice->no_access && is_access(found)) ||
        registers_of(found, i) & choice->avoid)
        return false;
    return kind_is_neon(choice->kind) ? is_defined_simd(found, i)
                                      : keeps_roles(found, i);
}

u32 random_insn(const ArmChoice *choice)
{
    Kind kind = choice->kind;
    bool thumb = kind_is_thumb(kind);

    for (;;) {
        const ArmRow *row = random_row(kind), *found;
        u32 drawn = kind_is_neon(kind) ? random_simd(row) : random_word(row);
        u32 word = in_memory(row, drawn, kind);
        u8 code[4];
        ArmInsn insn;

        memcpy(code, &word, 4);
        if (arm_decode(code, 4, CASE_CODE | thumb, choice->in_it, &found, &insn) &&
            is_fit(choice, row, found, &insn))
            return word;
    }
}

bool is_narrow(u32 word)
{
    return (word & 0xffff) < 0xe800;
}

static u32 random_single(void)
{
    static const u32 special[] = {0,          0x3f800000, 0x7f800000, 0x7fc00000,
                                  0x7f800001, 0x00000001, 0x00800000, 0x7f7fffff};
    u32 sign = random32() & 0x80000000;

    if (!below(3))
        return sign | special[below(ARRAY_LEN(special))];
    if (!below(6))
        return random32();
    return sign | (127 + below(60) - 30) << 23 |
           (random32() & (below(2) ? 0x7fffff : 0x700000));
}

static u64 random_double(void)
{
    static const u64 special[] = {0,
                                  0x3ff0000000000000,
                                  0x7ff0000000000000,
                                  0x7ff8000000000000,
                                  0x7ff4000020000001,
                                  0x0000000000000001,
                                  0x0010000000000000,
                                  0x7fefffffffffffff,
                                  0x36a0000000000000,
                                  0x47efffffe0000000,
                                  0x41dfffffffc00000};
    u64 sign = (u64)(random32() & 1) << 63,
        fraction = (u64)random32() << 20 ^ random32();

    if (!below(3))
        return sign | special[below(ARRAY_LEN(special))];
    if (below(2))
        fraction &= ~0ull << 45;
    return sign | (u64)(1023 + below(80) - 40) << 52 | (fraction & ((1ull << 52) - 1));
}

static u32 random_modes(void)
{
    u32 modes = below(2) ? 0 : below(4) << FPSCR_RMODE_SHIFT;

    if (!below(4))
        modes |= FPSCR_DN;
    if (!below(4))
        modes |= FPSCR_FZ;
    return below(4) ? modes : modes | FPSCR_AHP;
}

void random_registers(CaseState *s)
{
    for (u32 i = 0; i < FREE; i++)
        s->r[i] = random_value();
    for (u32 i = INDEX; i < BASE; i++)
        s->r[i] = 8 * below(4);
    for (u32 i = BASE; i < NOT_USED; i++)
        s->r[i] = CASE_DATA + CASE_DATA_SIZE / 2 + 8 * below(32) - 128;
    s->cpsr = random32() & 0xf80f0000;
    s->fpscr = random_modes();
    for (u32 i = 0; i < 32; i++)
        s->d[i] =
            below(2) ? random_double() : (u64)random_single() << 32 | random_single();
}
