/* forms.c -- from the fields of encodings to the operands of instructions.
 * ARM ARM, A5, A6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

#define FORM(name) bool form_##name(ArmInsn *i, const Fields *f)

/* A32 encodings that set the flags and write r15 return from exceptions. */
static bool returns_from_exception(const ArmInsn *i)
{
    return i->sets_flags && i->d == 15;
}

FORM(a32_number)
{
    i->op2 = op2_rotated(f->v, 2 * f->r);
    return !returns_from_exception(i);
}

/* A number is a byte, a byte repeated, or eight bits rotated: A6.3.2. */
FORM(t32_number)
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

FORM(shifted)
{
    i->op2 = op2_shifted(f->m, f->y, f->v);
    return i->thumb || !returns_from_exception(i);
}

FORM(by_register)
{
    i->op2 = op2_by_register(f->m, f->y, f->s);
    return true;
}

FORM(register)
{
    i->op2 = op2_shifted(f->m, LSL, 0);
    return true;
}

FORM(number)
{
    i->op2 = op2_number(f->v);
    return true;
}

/* r13 may only be made from r13. */
static bool stack_pointer_stays(const ArmInsn *i)
{
    return i->d != 13 || i->n == 13;
}

FORM(t32_sum_number)
{
    return form_t32_number(i, f) && stack_pointer_stays(i);
}

FORM(t32_sum_shifted)
{
    return form_shifted(i, f) && stack_pointer_stays(i);
}

FORM(t32_sum12)
{
    return form_number(i, f) && stack_pointer_stays(i);
}

/* Most T16 encodings set the flags, except inside an IT block. */
FORM(flags)
{
    i->sets_flags = !i->in_it;
    return form_number(i, f);
}

FORM(register_flags)
{
    i->sets_flags = !i->in_it;
    return form_register(i, f);
}

/* The destination is also the first operand. */
FORM(two_number)
{
    i->n = i->d;
    return form_flags(i, f);
}

FORM(two_register)
{
    i->n = i->d;
    return form_register_flags(i, f);
}

FORM(shifted_flags)
{
    i->sets_flags = !i->in_it;
    return form_shifted(i, f);
}

static bool by_register(ArmInsn *i, const Fields *f, ShiftType type)
{
    i->sets_flags = !i->in_it;
    i->op2 = op2_by_register(f->d, type, f->s);
    return true;
}

FORM(by_lsl)
{
    return by_register(i, f, LSL);
}

FORM(by_lsr)
{
    return by_register(i, f, LSR);
}

FORM(by_asr)
{
    return by_register(i, f, ASR);
}

FORM(by_ror)
{
    return by_register(i, f, ROR);
}

/* The value is in Rn and the amount in Rm. */
FORM(t32_by_lsl)
{
    i->op2 = op2_by_register(f->n, LSL, f->m);
    return true;
}

FORM(t32_by_lsr)
{
    i->op2 = op2_by_register(f->n, LSR, f->m);
    return true;
}

FORM(t32_by_asr)
{
    i->op2 = op2_by_register(f->n, ASR, f->m);
    return true;
}

FORM(t32_by_ror)
{
    i->op2 = op2_by_register(f->n, ROR, f->m);
    return true;
}

FORM(multiply)
{
    i->sets_flags = !i->in_it;
    i->m = (u8)f->d;
    return true;
}

FORM(negate)
{
    i->sets_flags = !i->in_it;
    i->op2 = op2_number(0);
    (void)f;
    return true;
}

FORM(adr_up)
{
    (void)f;
    i->add = true;
    return true;
}

FORM(adr_down)
{
    (void)f;
    i->add = false;
    return true;
}

FORM(a32_move16)
{
    i->imm = f->a << 12 | f->v;
    return true;
}

FORM(t32_move16)
{
    i->imm = f->a << 12 | f->r << 11 | f->x << 8 | f->v;
    return true;
}

FORM(parallel)
{
    (void)f;
    return (i->x & 3) != 0 && i->y != 5 && i->y != 6;
}

/* T32 numbers the operations in another order: A6.3.13. */
FORM(parallel32)
{
    static const u8 op2[] = {4, 0, 1, 0xff, 7, 3, 2, 0xff};
    static const u8 op1[] = {1, 2, 3, 0xff, 5, 6, 7, 0xff};

    (void)f;
    i->x = op1[i->x];
    i->y = op2[i->y];
    return i->x != 0xff && i->y != 0xff;
}

FORM(saturate)
{
    i->op2 = op2_shifted(f->n, f->y ? ASR : LSL, f->a);
    return true;
}

/* With ASR by 0, T32 has other instructions. */
FORM(saturate32)
{
    return form_saturate(i, f) && (!f->y || f->a);
}

FORM(pack)
{
    i->op2 = op2_shifted(f->m, LSL, f->v);
    return true;
}

FORM(pack_top)
{
    i->op2 = op2_shifted(f->m, ASR, f->v);
    return true;
}

FORM(field_to_msb)
{
    if (f->x < f->y)
        return false;
    i->x = (u8)(f->x - f->y + 1);
    return true;
}

FORM(field_of_width)
{
    i->x = (u8)(f->x + 1);
    return f->y + i->x <= 32;
}

/* Rm is encoded twice. */
FORM(same_twice)
{
    (void)i;
    return f->n == f->m;
}

/* An extension that adds to no register. */
FORM(alone)
{
    (void)f;
    i->n = 15;
    return true;
}

FORM(high)
{
    i->n = i->d;
    return form_register(i, f) && !(i->d == 15 && i->m == 15);
}

FORM(high_compare)
{
    return form_register(i, f) && f->n != 15 && f->m != 15;
}

FORM(from_sp)
{
    i->n = 13;
    i->op2 = op2_number(f->v * 4);
    return true;
}

FORM(sp_number)
{
    i->d = 13;
    return form_from_sp(i, f);
}

FORM(t16_adr)
{
    i->imm = f->v * 4;
    i->add = true;
    return true;
}

/* Branches: displacements are signed, and in halves or words. */
static bool branch(ArmInsn *i, u32 displacement, unsigned bits)
{
    i->imm = (u32)sign_extend(displacement, bits);
    return true;
}

FORM(a32_branch)
{
    return branch(i, f->v << 2, 26);
}

FORM(a32_blx)
{
    return branch(i, f->v << 2 | f->x << 1, 26);
}

/* The upper bits, with the two that are encoded as their difference from the sign. */
static u32 t32_top(const Fields *f)
{
    u32 i1 = ~(f->B ^ f->A) & 1, i2 = ~(f->C ^ f->A) & 1;

    return f->A << 24 | i1 << 23 | i2 << 22 | f->x << 12;
}

FORM(t32_branch)
{
    return branch(i, t32_top(f) | f->v << 1, 25);
}

FORM(t32_blx)
{
    return branch(i, t32_top(f) | f->v << 2, 25);
}

FORM(t32_branch_if)
{
    if (f->c >= ALWAYS)
        return false;
    return branch(i, f->A << 20 | f->C << 19 | f->B << 18 | f->x << 12 | f->v << 1, 21);
}

FORM(t16_branch)
{
    return branch(i, f->v << 1, 12);
}

FORM(t16_branch_if)
{
    return f->c < ALWAYS && branch(i, f->v << 1, 9);
}

FORM(cbz)
{
    i->imm = f->v << 1;
    return true;
}

/* c is the first condition and v the mask. */
FORM(it)
{
    if (f->v == 0 || f->c == 15 || (f->c == ALWAYS && (f->v & (f->v - 1))))
        return false;
    i->cond = ALWAYS;
    i->x = (u8)f->c;
    return true;
}

/* Some byte of the status register: MSR, B9.3.12. */
FORM(status)
{
    (void)f;
    return i->x != 0;
}
