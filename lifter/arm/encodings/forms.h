/* forms.h -- from the fields of encodings to the operands of data processing.
 * ARM ARM, A5, A6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_ENCODINGS_FORMS_H
#define LIFTER_ARM_ENCODINGS_FORMS_H

#include "lifter/arm/encodings/rows.h"

/* A32 encodings that set the flags and write r15 return from exceptions. */
static inline bool returns_from_exception(const ArmInsn *i)
{
    return i->sets_flags && i->d == 15;
}

SHARED_FORM(a32_number)
{
    i->op2 = op2_rotated(f->v, 2 * f->r);
    return !returns_from_exception(i);
}

/* A number is a byte, a byte repeated, or eight bits rotated: A6.3.2. */
SHARED_FORM(t32_number)
{
    u32 byte = f->v & 0xff, kind = f->v >> 8;

    if (kind >= 4) {
        i->op2 = op2_rotated(byte | 0x80, f->v >> 7);
        return true;
    }
    if (kind && !byte)
        return false;
    static const u32 repeat[] = {1, 0x00010001, 0x01000100, 0x01010101};
    i->op2 = op2_number(byte * repeat[kind]);
    return true;
}

SHARED_FORM(shifted)
{
    i->op2 = op2_shifted(f->m, f->y, f->v);
    return i->thumb || !returns_from_exception(i);
}

SHARED_FORM(by_register)
{
    i->op2 = op2_by_register(f->m, f->y, f->s);
    return true;
}

SHARED_FORM(register)
{
    i->op2 = op2_shifted(f->m, LSL, 0);
    return true;
}

SHARED_FORM(number)
{
    i->op2 = op2_number(f->v);
    return true;
}

/* r13 may only be made from r13. */
static inline bool stack_pointer_stays(const ArmInsn *i)
{
    return i->d != 13 || i->n == 13;
}

SHARED_FORM(t32_sum_number)
{
    return form_t32_number(i, f) && stack_pointer_stays(i);
}

SHARED_FORM(t32_sum_shifted)
{
    return form_shifted(i, f) && stack_pointer_stays(i);
}

SHARED_FORM(t32_sum12)
{
    return form_number(i, f) && stack_pointer_stays(i);
}

/* Most T16 encodings set the flags, except inside an IT block. */
SHARED_FORM(flags)
{
    i->sets_flags = !i->in_it;
    return form_number(i, f);
}

SHARED_FORM(register_flags)
{
    i->sets_flags = !i->in_it;
    return form_register(i, f);
}

/* The destination is also the first operand. */
SHARED_FORM(two_number)
{
    i->n = i->d;
    return form_flags(i, f);
}

SHARED_FORM(two_register)
{
    i->n = i->d;
    return form_register_flags(i, f);
}

SHARED_FORM(shifted_flags)
{
    i->sets_flags = !i->in_it;
    return form_shifted(i, f);
}

static inline bool by_register(ArmInsn *i, const Fields *f, ShiftType type)
{
    i->sets_flags = !i->in_it;
    i->op2 = op2_by_register(f->d, type, f->s);
    return true;
}

SHARED_FORM(by_lsl)
{
    return by_register(i, f, LSL);
}

SHARED_FORM(by_lsr)
{
    return by_register(i, f, LSR);
}

SHARED_FORM(by_asr)
{
    return by_register(i, f, ASR);
}

SHARED_FORM(by_ror)
{
    return by_register(i, f, ROR);
}

/* The value is in Rn and the amount in Rm. */
SHARED_FORM(t32_by_lsl)
{
    i->op2 = op2_by_register(f->n, LSL, f->m);
    return true;
}

SHARED_FORM(t32_by_lsr)
{
    i->op2 = op2_by_register(f->n, LSR, f->m);
    return true;
}

SHARED_FORM(t32_by_asr)
{
    i->op2 = op2_by_register(f->n, ASR, f->m);
    return true;
}

SHARED_FORM(t32_by_ror)
{
    i->op2 = op2_by_register(f->n, ROR, f->m);
    return true;
}

SHARED_FORM(negate)
{
    i->sets_flags = !i->in_it;
    i->op2 = op2_number(0);
    (void)f;
    return true;
}

SHARED_FORM(adr_up)
{
    (void)f;
    i->add = true;
    return true;
}

SHARED_FORM(adr_down)
{
    (void)f;
    i->add = false;
    return true;
}

SHARED_FORM(a32_move16)
{
    i->imm = f->a << 12 | f->v;
    return true;
}

SHARED_FORM(t32_move16)
{
    i->imm = f->a << 12 | f->r << 11 | f->x << 8 | f->v;
    return true;
}

SHARED_FORM(high)
{
    i->n = i->d;
    return form_register(i, f) && !(i->d == 15 && i->m == 15);
}

SHARED_FORM(high_compare)
{
    return form_register(i, f) && f->n != 15 && f->m != 15;
}

SHARED_FORM(from_sp)
{
    i->n = 13;
    i->op2 = op2_number(f->v * 4);
    return true;
}

SHARED_FORM(sp_number)
{
    i->d = 13;
    return form_from_sp(i, f);
}

SHARED_FORM(t16_adr)
{
    i->imm = f->v * 4;
    i->add = true;
    return true;
}

#endif
