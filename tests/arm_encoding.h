/*
 * arm_encoding.h -- random encodings of ARM's rows, as tests of rows use them.
 *
 *      u8 code[4];
 *      u32 length = put_row(code, row);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_ARM_ENCODING_H
#define TESTS_ARM_ENCODING_H

#include "lifter/arm/decode.h"
#include "lifter/arm/neon/neon.h"

static inline u32 random_word(void)
{
    static u64 seed = 88172645463325252ull;

    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (u32)(seed >> 16);
}

/* Returns true if the row is of T16 or T32. */
static inline bool is_thumb(const ArmRow *row)
{
    return row->table != ARM_TABLE_A32 && row->table != ARM_TABLE_A32_ALWAYS;
}

static inline u32 put_half(u8 *code, u32 half)
{
    code[0] = (u8)half;
    code[1] = (u8)(half >> 8);
    return 2;
}

/* Writes the row's picture with random fields, as it lies in memory.  Returns its
 * length in bytes. */
static inline u32 put_row(u8 *code, const ArmRow *row)
{
    Pattern p = pattern_compile(row->picture);
    u32 word = p.match | (random_word() & ~p.mask);

    if (p.width == 16)
        return put_half(code, word & 0xffff);
    if (!is_thumb(row))
        word = word << 16 | word >> 16;
    else if (row->table >= ARM_TABLE_NEON_SAME)
        word = arm_neon_word_of_t32(word);
    put_half(code, word >> 16);
    return 2 + put_half(code + 2, word & 0xffff);
}

#endif
