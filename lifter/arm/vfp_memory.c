/* vfp_memory.c -- loads and stores of floating-point registers.  ARM ARM, A7.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"
#include "lifter/arm/encodings/forms_vfp.h"

static unsigned shape(const ArmInsn *i)
{
    return i->x ? MEM_8 : MEM_4;
}

INSN(vldr)
{
    i32 displacement;
    Val at = access_address(b, i, &displacement);

    set_fp_reg(b, i, i->d, ir_load(b, fp_type(i), at, displacement, shape(i)));
}

INSN(vstr)
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

INSN(vldm)
{
    Val from = base(b, i), at = address_if(b, i, from);

    for (u32 k = 0; k < i->s; k++)
        set_fp_reg(b, i, i->d + k,
                   ir_load(b, fp_type(i), at, offset_of(i, k), shape(i)));
    write_back(b, i, from);
}

INSN(vstm)
{
    Val to = base(b, i), at = address_if(b, i, to);

    for (u32 k = 0; k < i->s; k++)
        ir_store(b, at, offset_of(i, k), fp_reg(b, i, i->d + k), shape(i));
    write_back(b, i, to);
}

/* clang-format off */
/* ARM ARM, A7.6.  Of an odd number of words: the old forms with an x. */
const ArmRow arm_vfp_memory_rows[] = {
    VFP("vldr",    "1101 U D 01 nnnn dddd 101 z vvvvvvvv",  vldr, vfp_memory, "", "Fd, M", LOADS),
    VFP("vstr",    "1101 U D 00 nnnn dddd 101 z vvvvvvvv",  vstr, vfp_memory, "", "Fd, M", STORES),
    VFP("fldmiax", "1100 1 D W 1 nnnn dddd 1011 vvvvvvv1",
        vldm, vfp_after_old, "", "n!, V", LOADS),
    VFP("fldmdbx", "1101 0 D 1 1 nnnn dddd 1011 vvvvvvv1",
        vldm, vfp_before_old, "", "n!, V", LOADS),
    VFP("fstmiax", "1100 1 D W 0 nnnn dddd 1011 vvvvvvv1",
        vstm, vfp_after_old, "", "n!, V", STORES),
    VFP("fstmdbx", "1101 0 D 1 0 nnnn dddd 1011 vvvvvvv1",
        vstm, vfp_before_old, "", "n!, V", STORES),
    VFP("vldmia",  "1100 1 D W 1 nnnn dddd 101 z vvvvvvvv", vldm, vfp_after, "", "n!, V", LOADS),
    VFP("vldmdb",  "1101 0 D 1 1 nnnn dddd 101 z vvvvvvvv", vldm, vfp_before, "", "n!, V", LOADS),
    VFP("vstmia",  "1100 1 D W 0 nnnn dddd 101 z vvvvvvvv", vstm, vfp_after, "", "n!, V", STORES),
    VFP("vstmdb",  "1101 0 D 1 0 nnnn dddd 101 z vvvvvvvv", vstm, vfp_before, "", "n!, V", STORES),
    {0}
};
/* clang-format on */
