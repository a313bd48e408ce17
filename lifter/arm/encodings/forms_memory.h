/* forms_memory.h -- the operands of loads and stores.  ARM ARM, A5.2.8, A5.3, A5.5,
 * A6.2.4, A6.3.5 to A6.3.10.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_ENCODINGS_FORMS_MEMORY_H
#define LIFTER_ARM_ENCODINGS_FORMS_MEMORY_H

#include "lifter/arm/encodings/rows.h"

/* A base that is written back may not be r15 or the register moved. */
static inline bool addressing(ArmInsn *i)
{
    if (!i->index)
        i->writeback = true;
    return !i->writeback || (i->n != 15 && i->n != i->t);
}

SHARED_FORM(memory)
{
    i->op2 = op2_number(f->v);
    return addressing(i);
}

SHARED_FORM(memory_shifted)
{
    i->op2 = op2_shifted(f->m, f->y, f->v);
    return addressing(i);
}

SHARED_FORM(memory_halves)
{
    i->imm = f->a << 4 | f->v;
    i->op2 = op2_number(i->imm);
    return addressing(i);
}

SHARED_FORM(memory_register)
{
    i->op2 = op2_shifted(f->m, LSL, 0);
    return addressing(i);
}

/* An even register and the one after it, which is not r15. */
static inline bool even_pair(ArmInsn *i)
{
    i->u = i->t + 1;
    return !(i->t & 1) && i->t != 14;
}

static inline bool dual(ArmInsn *i)
{
    bool unprivileged = !i->index && i->writeback;

    return even_pair(i) && !unprivileged && addressing(i) &&
           !(i->writeback && i->n == i->u);
}

SHARED_FORM(dual)
{
    i->imm = f->a << 4 | f->v;
    i->op2 = op2_number(i->imm);
    return dual(i);
}

SHARED_FORM(dual_register)
{
    i->op2 = op2_shifted(f->m, LSL, 0);
    return dual(i);
}

SHARED_FORM(load_dual_register)
{
    return form_dual_register(i, f) && i->m != i->t && i->m != i->u;
}

SHARED_FORM(swap)
{
    (void)f;
    return i->n != i->t && i->n != i->m;
}

SHARED_FORM(exclusive_pair)
{
    (void)f;
    return even_pair(i);
}

/* The status is not put into the base or what is stored. */
SHARED_FORM(store_exclusive)
{
    (void)f;
    return i->d != i->n && i->d != i->t;
}

SHARED_FORM(store_exclusive_pair)
{
    return even_pair(i) && form_store_exclusive(i, f) && i->d != i->u;
}

/* Base and positive offset. */
static inline bool up(ArmInsn *i, u32 offset)
{
    i->imm = offset;
    i->op2 = op2_number(offset);
    i->index = i->add = true;
    return true;
}

SHARED_FORM(t32_up)
{
    return up(i, f->v);
}

SHARED_FORM(t32_down)
{
    up(i, f->v);
    i->add = false;
    return true;
}

SHARED_FORM(t32_literal_up)
{
    i->n = 15;
    return up(i, f->v);
}

SHARED_FORM(t32_literal_down)
{
    i->n = 15;
    return form_t32_down(i, f);
}

SHARED_FORM(t32_memory)
{
    i->op2 = op2_number(f->v);
    return (i->index || i->writeback) && addressing(i);
}

SHARED_FORM(t32_register)
{
    i->op2 = op2_shifted(f->m, LSL, f->v);
    i->index = i->add = true;
    return true;
}

SHARED_FORM(t32_dual)
{
    i->imm = f->v * 4;
    i->op2 = op2_number(i->imm);
    if (!i->index && !i->writeback)
        return false;
    return !i->writeback || (i->n != 15 && i->n != i->t && i->n != i->u);
}

SHARED_FORM(t32_load_dual)
{
    return form_t32_dual(i, f) && i->t != i->u;
}

SHARED_FORM(exclusive4)
{
    i->imm = f->v * 4;
    return true;
}

SHARED_FORM(t16_memory1)
{
    return up(i, f->v);
}

SHARED_FORM(t16_memory2)
{
    return up(i, f->v * 2);
}

SHARED_FORM(t16_memory4)
{
    return up(i, f->v * 4);
}

SHARED_FORM(t16_literal)
{
    i->n = 15;
    return up(i, f->v * 4);
}

SHARED_FORM(t16_register)
{
    i->op2 = op2_shifted(f->m, LSL, 0);
    i->index = i->add = true;
    return true;
}

SHARED_FORM(multiple)
{
    (void)f;
    return i->list != 0;
}

/* A base that is loaded cannot be written back. */
SHARED_FORM(load_multiple)
{
    return form_multiple(i, f) && !(i->writeback && i->list >> i->n & 1);
}

static inline void go_down(ArmInsn *i)
{
    i->n = 13;
    i->index = i->writeback = true;
    i->add = false;
}

static inline void go_up(ArmInsn *i)
{
    i->n = 13;
    i->index = false;
    i->writeback = i->add = true;
}

SHARED_FORM(push)
{
    i->list = f->l;
    go_down(i);
    return i->list != 0;
}

SHARED_FORM(pop)
{
    i->list = f->l;
    go_up(i);
    return i->list && !(i->list >> 13 & 1);
}

/* One register, as a load or store of a word. */
SHARED_FORM(push_one)
{
    (void)f;
    go_down(i);
    i->imm = 4;
    i->op2 = op2_number(4);
    return true;
}

SHARED_FORM(pop_one)
{
    form_push_one(i, f);
    go_up(i);
    return true;
}

static inline bool t32_list(const ArmInsn *i)
{
    bool one = !(i->list & (i->list - 1)), pc_and_lr = i->list >> 14 == 3;

    return !one && !pc_and_lr && !(i->list >> 13 & 1) &&
           !(i->writeback && i->list >> i->n & 1);
}

SHARED_FORM(t32_after)
{
    (void)f;
    i->add = true;
    i->index = false;
    return t32_list(i);
}

SHARED_FORM(t32_before)
{
    (void)f;
    i->add = false;
    i->index = true;
    return t32_list(i);
}

SHARED_FORM(t16_stack)
{
    i->n = 13;
    return up(i, f->v * 4);
}

SHARED_FORM(t16_stm)
{
    i->add = i->writeback = true;
    return form_multiple(i, f);
}

/* Written back unless the base is loaded. */
SHARED_FORM(t16_ldm)
{
    form_t16_stm(i, f);
    i->writeback = !(i->list >> i->n & 1);
    return i->list != 0;
}

SHARED_FORM(t16_push)
{
    form_push(i, f);
    i->list = f->l | f->x << 14;
    return i->list != 0;
}

SHARED_FORM(t16_pop)
{
    form_pop(i, f);
    i->list = f->l | f->x << 15;
    return i->list != 0;
}

SHARED_FORM(t32_store_exclusive)
{
    return form_exclusive4(i, f) && form_store_exclusive(i, f);
}

SHARED_FORM(t32_store_exclusive_pair)
{
    return form_store_exclusive(i, f) && i->d != i->u;
}

#endif
