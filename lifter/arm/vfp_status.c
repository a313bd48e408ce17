/* vfp_status.c -- moves from and to FPSCR.  ARM ARM, A8.8.365, A8.8.366.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"
#include "lifter/arm/encodings/rows.h"

/* A flag of FPSCR: the value that this block put there last, so that condition.c sees
 * what was compared. */
static Val fp_flag(Block *b, u32 slot)
{
    for (u32 k = b->count; k-- > 0;)
        if (b->ops[k].code == OP_put && b->ops[k].imm == slot)
            return b->ops[k].a;
    return flag(b, slot);
}

INSN(vmrs_flags)
{
    set_slot(b, i, SLOT(n), fp_flag(b, SLOT(fpn)));
    set_slot(b, i, SLOT(z), fp_flag(b, SLOT(fpz)));
    set_slot(b, i, SLOT(c), fp_flag(b, SLOT(fpc)));
    set_slot(b, i, SLOT(v), fp_flag(b, SLOT(fpv)));
}

static Val read_fpscr(Block *b)
{
    return ir_helper(b, arm_helpers, ARM_fpscr, VAL_NONE, VAL_NONE, VAL_NONE);
}

void arm_vmrs(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, read_fpscr(b));
}

/* Short vectors are not there, nor in processors since ARMv7: code that asks for them
 * is stopped here, before its instructions mean something else. */
void arm_vmsr(Block *b, const ArmInsn *i)
{
    Val v = reg(b, i, i->t), refused;

    if (i->holds != VAL_NONE)
        v = ir_select(b, i->holds, v, read_fpscr(b));
    refused = ir_helper(b, arm_helpers, ARM_set_fpscr, v, VAL_NONE, VAL_NONE);

    ir_raise_if(b, refused, RAISE_ILLEGAL, i->here);
}

/* clang-format off */
/* ARM ARM, A7.8.  Of the system registers user mode has one; reading it as r15 reads its flags. */
const ArmRow arm_vfp_status_rows[] = {
    VFP("vmrs", "1110 1111 0001 1111 1010 0001 0000",
        vmrs_flags, none, "", "APSR_nzcv, fpscr", SELECTS | SETS_FLAGS),
    VFP("vmrs", "1110 1111 0001 tttt 1010 0001 0000", vmrs, none, "", "t, fpscr", GUARDS),
    VFP("vmsr", "1110 1110 0001 tttt 1010 0001 0000", vmsr, none, "t", "fpscr, t", GUARDS),
    VFP("vmrs", "1110 1111 0000 tttt 1010 0001 0000", privileged, none, "t", "t, fpsid", 0),
    VFP("vmrs", "1110 1111 0101 tttt 1010 0001 0000", privileged, none, "t", "t, mvfr2", 0),
    VFP("vmrs", "1110 1111 0110 tttt 1010 0001 0000", privileged, none, "t", "t, mvfr1", 0),
    VFP("vmrs", "1110 1111 0111 tttt 1010 0001 0000", privileged, none, "t", "t, mvfr0", 0),
    VFP("vmrs", "1110 1111 1000 tttt 1010 0001 0000", privileged, none, "t", "t, fpexc", 0),
    VFP("vmrs", "1110 1111 1001 tttt 1010 0001 0000", privileged, none, "t", "t, fpinst", 0),
    VFP("vmrs", "1110 1111 1010 tttt 1010 0001 0000", privileged, none, "t", "t, fpinst2", 0),
    VFP("vmsr", "1110 1110 0000 tttt 1010 0001 0000", privileged, none, "t", "fpsid, t", 0),
    VFP("vmsr", "1110 1110 1000 tttt 1010 0001 0000", privileged, none, "t", "fpexc, t", 0),
    VFP("vmsr", "1110 1110 1001 tttt 1010 0001 0000", privileged, none, "t", "fpinst, t", 0),
    VFP("vmsr", "1110 1110 1010 tttt 1010 0001 0000", privileged, none, "t", "fpinst2, t", 0),
    {0}
};
/* clang-format on */
