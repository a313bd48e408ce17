/* multiple.c -- loads and stores of many registers.  ARM ARM, A4.6.5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

static u32 count_of(const ArmInsn *i)
{
    return (u32)__builtin_popcount(i->list);
}

/* Where the lowest register is, relative to Rn: IA, IB, DA, DB. */
static i32 first_offset(const ArmInsn *i)
{
    i32 size = 4 * (i32)count_of(i), before = i->add == i->index ? 4 : 0;

    return i->add ? before : before - size;
}

static void write_back(Block *b, const ArmInsn *i, Val base)
{
    u32 size = 4 * count_of(i);

    set_reg(b, i, i->n, ir_add(b, base, imm(b, i->add ? size : -size)));
}

/* Leaving a frame pops, or sets the stack pointer, and leaves the link register. */
static bool is_return(const ArmInsn *i)
{
    bool pops = i->n == 13 && i->writeback, sets_sp = i->list >> 13 & 1;

    return (pops || sets_sp) && !(i->list >> 14 & 1);
}

/* The base register stays as it is until nothing can fault any more. */
void arm_ldm(Block *b, const ArmInsn *i)
{
    Val base = reg(b, i, i->n), new_base = VAL_NONE, new_pc = VAL_NONE;
    i32 offset = first_offset(i);
    Val at = address_if(b, i, base);

    for (u32 n = 0; n < 16; n++) {
        if (!(i->list >> n & 1))
            continue;
        Val v = ir_load(b, TY_I32, at, offset, MEM_4);
        offset += 4;
        if (n == i->n)
            new_base = v;
        else if (n == 15)
            new_pc = v;
        else
            set_reg(b, i, n, v);
    }
    if (new_base != VAL_NONE)
        set_reg(b, i, i->n, new_base);
    else if (i->writeback)
        write_back(b, i, base);
    if (new_pc != VAL_NONE)
        write_pc_bx(b, i, new_pc, is_return(i));
}

void arm_stm(Block *b, const ArmInsn *i)
{
    Val base = reg(b, i, i->n), at = address_if(b, i, base);
    i32 offset = first_offset(i);

    for (u32 n = 0; n < 16; n++) {
        if (!(i->list >> n & 1))
            continue;
        Val v = n == i->n ? base : reg(b, i, n);
        ir_store(b, at, offset, v, MEM_4);
        offset += 4;
    }
    if (i->writeback)
        write_back(b, i, base);
}
