/* forms_vfp.h -- the operands of floating-point instructions.  ARM ARM, A7.3, A7.5 to
 * A7.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_ENCODINGS_FORMS_VFP_H
#define LIFTER_ARM_ENCODINGS_FORMS_VFP_H

#include "lifter/arm/encodings/rows.h"

/* Numbers of registers are of five bits, one of which lies apart: the lowest of single
 * registers, the highest of double ones. */
static inline u8 numbered(u32 low, u32 apart, bool is_double)
{
    return (u8)(is_double ? apart << 4 | low : low << 1 | apart);
}

static inline bool registers(ArmInsn *i, const Fields *f, bool d, bool n, bool m)
{
    i->d = numbered(f->d, f->D, d);
    i->n = numbered(f->n, f->N, n);
    i->m = numbered(f->m, f->M, m);
    return true;
}

SHARED_FORM(vfp)
{
    i->x = (u8)f->z;
    return registers(i, f, f->z, f->z, f->z);
}

/* A7.5.1: sign, exponent with its top bits repeated, fraction. */
SHARED_FORM(vfp_number)
{
    u32 sign = f->v >> 7 & 1, top = f->v >> 6 & 1, rest = f->v & 0x3f;
    u32 high = sign << 31 | (top ^ 1) << 30;

    i->imm = high | (f->z ? (top ? 0xffu : 0) << 22 | rest << 16
                          : (top ? 0x1fu : 0) << 25 | rest << 19);
    return form_vfp(i, f);
}

SHARED_FORM(vfp_widen)
{
    i->x = 1;
    return registers(i, f, true, true, false);
}

SHARED_FORM(vfp_narrow)
{
    i->x = 1;
    return registers(i, f, false, true, true);
}

SHARED_FORM(vfp_to_word)
{
    i->x = (u8)f->z;
    return registers(i, f, false, f->z, f->z);
}

SHARED_FORM(vfp_from_word)
{
    i->x = (u8)f->z;
    return registers(i, f, f->z, f->z, false);
}

/* y and s say what integers are meant: not signed, and their size. */
static inline bool fixed(ArmInsn *i, const Fields *f, bool is_unsigned, u32 size)
{
    u32 whole = f->A << 1 | f->B;

    i->y = is_unsigned;
    i->s = (u8)size;
    i->imm = size - whole;
    return whole <= size && form_vfp(i, f);
}

SHARED_FORM(vfp_fixed16)
{
    return fixed(i, f, false, 16);
}

SHARED_FORM(vfp_fixed32)
{
    return fixed(i, f, false, 32);
}

SHARED_FORM(vfp_ufixed16)
{
    return fixed(i, f, true, 16);
}

SHARED_FORM(vfp_ufixed32)
{
    return fixed(i, f, true, 32);
}

SHARED_FORM(vfp_word)
{
    return registers(i, f, false, false, false);
}

SHARED_FORM(vfp_words)
{
    return registers(i, f, false, false, false) && i->m != 31;
}

SHARED_FORM(vfp_words_to_cores)
{
    return form_vfp_words(i, f) && i->t != i->u;
}

SHARED_FORM(vfp_double)
{
    return registers(i, f, true, true, true);
}

SHARED_FORM(vfp_double_to_cores)
{
    return form_vfp_double(i, f) && i->t != i->u;
}

/* x is the lane. */
SHARED_FORM(vfp_lane)
{
    return registers(i, f, true, true, true);
}

/* y: of a quadword, which is two registers. */
SHARED_FORM(vfp_dup)
{
    i->quad = f->y;
    return registers(i, f, true, true, true) && !(i->quad && i->d & 1);
}

SHARED_FORM(vfp_memory)
{
    i->x = (u8)f->z;
    i->d = numbered(f->d, f->D, f->z);
    i->imm = f->v * 4;
    i->op2 = op2_number(i->imm);
    i->index = true;
    return true;
}

/* s is how many registers, imm how far the base moves. */
static inline bool many(ArmInsn *i, const Fields *f, bool is_double, u32 words)
{
    i->x = is_double;
    i->d = numbered(f->d, f->D, is_double);
    i->s = (u8)(is_double ? words / 2 : words);
    i->imm = 4 * words;
    if (i->s == 0 || i->d + i->s > 32 || (is_double && i->s > 16))
        return false;
    return i->n != 15 || !(i->writeback || i->thumb);
}

SHARED_FORM(vfp_after)
{
    i->add = true;
    return many(i, f, f->z, f->v);
}

SHARED_FORM(vfp_before)
{
    i->writeback = true;
    return many(i, f, f->z, f->v);
}

/* The upper half of the registers is younger than these. */
static inline bool many_old(ArmInsn *i, const Fields *f)
{
    return many(i, f, true, 2 * f->v + 1) && i->d + i->s <= 16;
}

SHARED_FORM(vfp_after_old)
{
    i->add = true;
    return many_old(i, f);
}

SHARED_FORM(vfp_before_old)
{
    i->writeback = true;
    return many_old(i, f);
}

#endif
