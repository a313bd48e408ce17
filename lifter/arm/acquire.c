/*
 * acquire.c -- loads that acquire and stores that release.  ARM ARM for ARMv8, F2.10.
 *
 * The host keeps all of their order but that of a store before a later load, which a
 * releasing store has with an acquiring load: so a fence follows the store.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/arm/encodings/rows.h"

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

INSN(lda)
{
    load_acquire(b, i, MEM_4);
}

INSN(ldab)
{
    load_acquire(b, i, MEM_1);
}

INSN(ldah)
{
    load_acquire(b, i, MEM_2);
}

INSN(stl)
{
    store_release(b, i, MEM_4);
}

INSN(stlb)
{
    store_release(b, i, MEM_1);
}

INSN(stlh)
{
    store_release(b, i, MEM_2);
}

/* clang-format off */
#define A32_SIZE(lda, stl, code)                                                                \
    A32(#lda, "cccc 0001 1" code "1 nnnn tttt 1100 1001 1111", lda, none, "nt", "t, [n]", 0),   \
    A32(#stl, "cccc 0001 1" code "0 nnnn 1111 1100 1001 tttt", stl, none, "nt", "t, [n]", 0)
#define T32_SIZE(lda, stl, code)                                                                \
    T32(#lda, "1110 1000 1101 nnnn tttt 1111 10" code " 1111", lda, none, "nT", "t, [n]", 0),   \
    T32(#stl, "1110 1000 1100 nnnn tttt 1111 10" code " 1111", stl, none, "nT", "t, [n]", 0)

/* ARM ARM for ARMv8, F3.1 and F4.1. */
const ArmRow arm_acquire_rows[] = {
    A32_SIZE(lda, stl, "00"), A32_SIZE(ldab, stlb, "10"), A32_SIZE(ldah, stlh, "11"),
    T32_SIZE(lda, stl, "10"), T32_SIZE(ldab, stlb, "00"), T32_SIZE(ldah, stlh, "01"),
    {0}
};
/* clang-format on */
