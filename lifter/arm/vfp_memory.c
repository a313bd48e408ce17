/* vfp_memory.c -- loads and stores of floating-point registers.  ARM ARM, A7.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"

static unsigned shape(const ArmInsn *i)
{
    return i->x ? MEM_8 : MEM_4;
}

void arm_vldr(Block *b, const ArmInsn *i)
{
    i32 displacement;
    Val at = access_address(b, i, &displacement);

    set_fp_reg(b, i, i->d, ir_load(b, fp_type(i), at, displacement, shape(i)));
}

void arm_vstr(Block *b, const ArmInsn *i)
{
    i32 displacement;
    Val v = fp_reg(b, i, i->d), at = access_address(b, i, &displacement);

    ir_store(b, at, displacement, v, shape(i));
}

static Val base(Block *b, const ArmInsn *i)
{
    return i->n == 15 ? imm(b, i->pc & ~3u) : reg(b, i, i->n);
}

static void write_back(Block *b, const ArmInsn *i, Val old)
{
    if (i->writeback)
        set_reg(b, i, i->n, ir_add(b, old, imm(b, i->add ? i->imm : -i->imm)));
}

/* Of the k-th register, relative to Rn. */
static i32 offset_of(const ArmInsn *i, u32 k)
{
    i32 first = i->add ? 0 : -(i32)i->imm;

    return first + (i32)(k * (i->x ? 8 : 4));
}

void arm_vldm(Block *b, const ArmInsn *i)
{
    Val from = base(b, i), at = address_if(b, i, from);

    for (u32 k = 0; k < i->s; k++)
        set_fp_reg(b, i, i->d + k,
                   ir_load(b, fp_type(i), at, offset_of(i, k), shape(i)));
    write_back(b, i, from);
}

void arm_vstm(Block *b, const ArmInsn *i)
{
    Val to = base(b, i), at = address_if(b, i, to);

    for (u32 k = 0; k < i->s; k++)
        ir_store(b, at, offset_of(i, k), fp_reg(b, i, i->d + k), shape(i));
    write_back(b, i, to);
}
