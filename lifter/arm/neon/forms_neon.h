/* forms_neon.h -- operands of Advanced SIMD data processing.  ARM ARM, A7.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_NEON_FORMS_NEON_H
#define LIFTER_ARM_NEON_FORMS_NEON_H

#include "lifter/arm/encodings/rows.h"

SHARED_FORM(plain)
{
    i->n = (u8)((f->n >> 1 & 15) | (f->n & 1) << 4);
    i->quad = f->Q;
    i->is_unsigned = f->U;
    i->size = (u8)f->z;
    return true;
}

/* The scalar's lane is in the bits that its register, 0 to 7 or 15, does not need. */
SHARED_FORM(scalar)
{
    u32 bits = f->z == 1 ? 3 : 4;

    form_plain(i, f);
    i->m = f->m & ((1u << bits) - 1);
    i->lane = (u8)(f->z == 1 ? (f->m >> 3 & 1) | f->m >> 4 << 1 : f->m >> 4);
    return true;
}

/* The number made of L and imm6 is the size of elements, in bits, and more: A7.4.4. */
static inline u32 bits_of_elements(ArmInsn *i, const Fields *f)
{
    form_plain(i, f);
    i->imm = f->w << 6 | f->v;
    i->size = (u8)(28 - __builtin_clz(i->imm));
    return 8u << i->size;
}

SHARED_FORM(right)
{
    u32 bits = bits_of_elements(i, f);

    i->imm = 2 * bits - i->imm;
    return true;
}

SHARED_FORM(left)
{
    u32 bits = bits_of_elements(i, f);

    i->imm -= bits;
    return true;
}

/* Bits behind the point. */
SHARED_FORM(fixed)
{
    return f->v >= 32 && form_right(i, f);
}

/* Bytes, as a number of the largest elements that it is a multiple of. */
SHARED_FORM(vext)
{
    form_plain(i, f);
    i->size = (u8)__builtin_ctz(f->v | (f->Q ? 8 : 4));
    i->imm = f->v >> i->size;
    return i->quad || f->v < 8;
}

/* A table of up to four registers, from Dn. */
SHARED_FORM(vtbl)
{
    form_plain(i, f);
    i->count = (u8)(f->x + 1);
    i->spacing = 1;
    return i->n + i->count <= 32;
}

/* The lowest set bit says how large elements are, those above it which. */
SHARED_FORM(vdup)
{
    form_plain(i, f);
    i->size = f->x ? (u8)__builtin_ctz(f->x) : 3;
    i->lane = (u8)(f->x >> (i->size + 1));
    return i->size < 3;
}

/* Two elements have nothing to interleave but by vtrn. */
SHARED_FORM(zip)
{
    return form_plain(i, f) && (i->quad || i->size < 2);
}

/* By as much as elements are wide. */
SHARED_FORM(shll)
{
    form_plain(i, f);
    i->imm = 8u << i->size;
    return true;
}

/* AdvSIMDExpandImm: `imm` for one element of `size`, repeated in `wide`. */
static inline bool expand(ArmInsn *i, const Fields *f, u32 size, u32 imm)
{
    form_plain(i, f);
    i->size = (u8)size;
    i->imm = imm;
    i->wide = imm;
    for (u32 bits = 8u << size; bits < 64; bits *= 2)
        i->wide |= i->wide << bits;
    return true;
}

SHARED_FORM(imm32)
{
    return expand(i, f, 2, f->v << 8 * f->x);
}

SHARED_FORM(imm16)
{
    return expand(i, f, 1, f->v << 8 * f->x);
}

/* What is shifted in are ones. */
SHARED_FORM(imm_ones)
{
    return expand(i, f, 2, f->x ? f->v << 16 | 0xffff : f->v << 8 | 0xff);
}

SHARED_FORM(imm8)
{
    return expand(i, f, 0, f->v);
}

/* Sign, three bits of exponent, four of fraction. */
SHARED_FORM(imm_float)
{
    u32 exponent = f->v & 0x40 ? 0x3e000000 : 0x40000000;

    return expand(i, f, 2, (f->v & 0x80) << 24 | exponent | (f->v & 0x3f) << 19);
}

/* Each bit is a byte. */
SHARED_FORM(imm64)
{
    form_plain(i, f);
    i->size = 3;
    for (u32 bit = 0; bit < 8; bit++)
        if (f->v >> bit & 1)
            i->wide |= 0xffull << 8 * bit;
    return true;
}

#endif
