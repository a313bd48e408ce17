/* crc.c -- ARMv8's cyclic redundancy checks.  ARM DDI 0487, F5.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* A generator polynomial of degree 32, and the quotient of x^64 by it, both with their
 * bits reversed, so that bit 0 is the coefficient of x^32. */
typedef struct {
    u64 generator, quotient;
} Crc;

static const Crc crc32_of = {0x1db710641, 0x1f7011641};  /* 0x04c11db7 */
static const Crc crc32c_of = {0x105ec76f1, 0x0dea713f1}; /* 0x1edc6f41 */

static Val product(Block *b, Val x, u64 y)
{
    Val v = ir_vlow(b, TY_V128, x);

    return ir_vclmul(b, v, ir_constant(b, TY_V128, y), 64);
}

/* Returns x times x^32 modulo the generator, bits reversed: Barrett's reduction.  The
 * first product's low word is the quotient by the generator, so that the second one's
 * high word is what is left. */
static Val reduced(Block *b, Val x, const Crc *crc)
{
    Val quotient = product(b, x, crc->quotient), multiple;

    multiple =
        product(b, ir_vextract(b, TY_I32, quotient, vec_imm(32, 0)), crc->generator);
    return ir_vextract(b, TY_I32, multiple, vec_imm(32, 1));
}

/* Rd = the check Rn continued by the low 8 << x bits of Rm. */
static void continue_crc(Block *b, const ArmInsn *i, const Crc *crc)
{
    u32 unused = 32 - (8u << i->x);
    Val n = reg(b, i, i->n), sum = ir_xor(b, n, reg(b, i, i->m)), v;

    if (!unused) {
        set_reg(b, i, i->d, reduced(b, sum, crc));
        return;
    }
    v = reduced(b, ir_shl(b, sum, imm(b, unused)), crc);
    set_reg(b, i, i->d, ir_xor(b, v, ir_shr(b, n, imm(b, 32 - unused))));
}

INSN(crc32)
{
    continue_crc(b, i, &crc32_of);
}

INSN(crc32c)
{
    continue_crc(b, i, &crc32c_of);
}

FORM(crc_byte)
{
    (void)f;
    i->x = 0;
    return true;
}

FORM(crc_half)
{
    (void)f;
    i->x = 1;
    return true;
}

FORM(crc_word)
{
    (void)f;
    i->x = 2;
    return true;
}

/* clang-format off */
#define CRC(name, size, form, c, function)                                                      \
    A32(name, "1110 00010 " size " 0 nnnn dddd 00 " c " 0 0100 mmmm",                           \
        function, form, "dnm", "d, n, m", SELECTS),                                             \
    T32(name, "11111010 110 " c " nnnn 1111 dddd 10 " size " mmmm",                             \
        function, form, "DNM", "d, n, m", SELECTS)

const ArmRow arm_crc_rows[] = {
    CRC("crc32b",  "00", crc_byte, "0", crc32), CRC("crc32cb", "00", crc_byte, "1", crc32c),
    CRC("crc32h",  "01", crc_half, "0", crc32), CRC("crc32ch", "01", crc_half, "1", crc32c),
    CRC("crc32w",  "10", crc_word, "0", crc32), CRC("crc32cw", "10", crc_word, "1", crc32c),
    {0}
};
/* clang-format on */
