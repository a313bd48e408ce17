/*
 * acquire.c -- loads that acquire and stores that release.  ARM ARM for ARMv8, F2.10.
 *
 * The host keeps all of their order but that of a store before a later load, which a
 * releasing store has with an acquiring load: so a fence follows the store.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/arm/arm.h"

/* Addresses must be multiples of the size.  The monitor is where the signal finds the
 * address; it stays what it is if there is none. */
static Val aligned_address(Block *b, const ArmInsn *i, u32 size)
{
    Val address = reg(b, i, i->n);

    if (size == 1)
        return address;
    Val low = ir_and(b, address, imm(b, size - 1)), monitor;
    monitor = ir_select(b, low, address, flag(b, SLOT(exclusive_address)));
    ir_put(b, monitor, SLOT(exclusive_address));
    ir_raise_if(b, low, RAISE_ALIGN, i->here);
    return address;
}

static void load_acquire(Block *b, const ArmInsn *i, u32 size)
{
    Val address = aligned_address(b, i, size);
    Val v = ir_load(b, TY_I32, address, 0, size);

    ir_order(b);
    set_reg(b, i, i->t, v);
}

static void store_release(Block *b, const ArmInsn *i, u32 size)
{
    Val address = aligned_address(b, i, size);

    ir_order(b);
    ir_store(b, address, 0, reg(b, i, i->t), size);
    ir_fence(b);
}

void arm_lda(Block *b, const ArmInsn *i)
{
    load_acquire(b, i, MEM_4);
}

void arm_ldab(Block *b, const ArmInsn *i)
{
    load_acquire(b, i, MEM_1);
}

void arm_ldah(Block *b, const ArmInsn *i)
{
    load_acquire(b, i, MEM_2);
}

void arm_stl(Block *b, const ArmInsn *i)
{
    store_release(b, i, MEM_4);
}

void arm_stlb(Block *b, const ArmInsn *i)
{
    store_release(b, i, MEM_1);
}

void arm_stlh(Block *b, const ArmInsn *i)
{
    store_release(b, i, MEM_2);
}

/* The compare-and-swap of an exclusive store is a fence by itself. */
#define EXCLUSIVE(acquiring, load, releasing, store)                                   \
    void arm_##acquiring(Block *b, const ArmInsn *i)                                   \
    {                                                                                  \
        arm_##load(b, i);                                                              \
        ir_order(b);                                                                   \
    }                                                                                  \
    void arm_##releasing(Block *b, const ArmInsn *i)                                   \
    {                                                                                  \
        ir_order(b);                                                                   \
        arm_##store(b, i);                                                             \
    }

EXCLUSIVE(ldaex, ldrex, stlex, strex)
EXCLUSIVE(ldaexb, ldrexb, stlexb, strexb)
EXCLUSIVE(ldaexh, ldrexh, stlexh, strexh)
EXCLUSIVE(ldaexd, ldrexd, stlexd, strexd)
