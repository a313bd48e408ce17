/* multiple.c -- loads and stores of many registers.  ARM ARM, A4.6.5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/forms_memory.h"

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
INSN(ldm)
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

INSN(stm)
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

/* clang-format off */
/* ARM ARM, A5.5; A6.3.5; A6.2. */
const ArmRow arm_multiple_rows[] = {
    A32("pop",  "cccc 100 0 1 0 1 1 1101 llllllllllllllll", ldm, pop, "", "L", LOADS),
    A32("push", "cccc 100 1 0 0 1 0 1101 llllllllllllllll", stm, push, "", "L", STORES),
    A32("ldm*", "cccc 100 P U 0 W 1 nnnn llllllllllllllll",
        ldm, load_multiple, "n", "n!, L", LOADS),
    A32("stm*", "cccc 100 P U 0 W 0 nnnn llllllllllllllll",
        stm, multiple, "n", "n!, L", STORES),

    T32("ldm*", "1110 1000 10 W 1 nnnn llllllllllllllll", ldm, t32_after,  "n", "n!, L", LOADS),
    T32("ldm*", "1110 1001 00 W 1 nnnn llllllllllllllll", ldm, t32_before, "n", "n!, L", LOADS),
    T32("stm*", "1110 1000 10 W 0 nnnn 0lllllllllllllll", stm, t32_after,  "n", "n!, L", STORES),
    T32("stm*", "1110 1001 00 W 0 nnnn 0lllllllllllllll", stm, t32_before, "n", "n!, L", STORES),

    T16("push", "1011 010 x llllllll", stm, t16_push, "", "L", STORES),
    T16("pop",  "1011 110 x llllllll", ldm, t16_pop, "", "L", LOADS),
    T16("stm*", "11000 nnn llllllll",  stm, t16_stm, "", "n!, L", STORES),
    T16("ldm*", "11001 nnn llllllll",  ldm, t16_ldm, "", "n!, L", LOADS),
    {0}
};
/* clang-format on */
