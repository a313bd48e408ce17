/* choose_arm.c -- random ARM instructions and registers, defined by their roles.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/random/choose_arm.h"

#include <string.h>

#include "lifter/arm/decode.h"
#include "lifter/arm/fpscr.h"
#include "lifter/arm/neon/neon.h"
#include "tests/random/numbers.h"

/* Left out is what leaves the case, or is about the machine, not about values. */
#define CORE_GROUPS                                                                    \
    arm_alu_rows, arm_multiply_rows, arm_bits_rows, arm_saturate_rows,                 \
        arm_parallel_rows, arm_memory_rows, arm_multiple_rows, arm_crc_rows
#define VFP_GROUPS                                                                     \
    arm_vfp_arith_rows, arm_vfp_convert_rows, arm_vfp_move_rows, arm_vfp_memory_rows,  \
        arm_vfp_status_rows
#define NEON_GROUPS                                                                    \
    arm_neon_integer_rows, arm_neon_logic_rows, arm_neon_saturate_rows,                \
        arm_neon_shift_rows, arm_neon_wide_rows, arm_neon_permute_rows,                \
        arm_neon_float_rows, arm_neon_convert_rows, arm_neon_memory_rows,              \
        arm_neon_crypto_rows
enum { MAX_GROUPS = 10 };
static const ArmRow *const groups[NUM_KINDS][MAX_GROUPS] = {
    {CORE_GROUPS}, {CORE_GROUPS}, {VFP_GROUPS},
    {VFP_GROUPS},  {NEON_GROUPS}, {NEON_GROUPS}};

static bool is_of_group(const ArmRow *row, const ArmRow *group)
{
    for (; group->name; group++)
        if (row == group)
            return true;
    return false;
}

static bool is_left_out(Kind kind, const ArmRow *row)
{
    if (row->lift == arm_vmsr || row->lift == arm_vmrs || row->lift == arm_privileged)
        return true;
    for (u32 g = 0; g < MAX_GROUPS && groups[kind][g]; g++)
        if (is_of_group(row, groups[kind][g]))
            return false;
    return true;
}

bool kind_is_thumb(Kind kind)
{
    return kind == KIND_T32 || kind == KIND_VFP32 || kind == KIND_NEON32;
}

bool kind_is_neon(Kind kind)
{
    return kind == KIND_NEON || kind == KIND_NEON32;
}

static bool is_of_kind(const ArmRow *row, Kind kind)
{
    if (kind_is_neon(kind))
        return true;
    if (kind_is_thumb(kind))
        return row->table == ARM_TABLE_T32 || row->table == ARM_TABLE_T16;
    return row->table == ARM_TABLE_A32;
}

static const ArmRow *random_row(Kind kind)
{
    for (;;) {
        const ArmRow *group = groups[kind][below(MAX_GROUPS)];
        u32 count = 0;

        while (group && group[count].name)
            count++;
        if (!count)
            continue;
        const ArmRow *row = &group[below(count)];
        if (is_of_kind(row, kind) && !is_left_out(kind, row))
            return row;
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
    static const char *const exchanges[] = {"vswp", "vtrn.@", "vuzp.@", "vzip.@"};
    bool with_itself = false;

    for (size_t k = 0; k < ARRAY_LEN(exchanges) && i->d == i->m; k++)
        with_itself |= !strcmp(row->name, exchanges[k]);
    return !with_itself && i->align <= 1;
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
    if (is_left_out(choice->kind, found) ||
        (choice->in_it && found->flags & NOT_IN_IT) ||
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
