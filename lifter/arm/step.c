/* step.c -- an instruction alone, of an IT block or for big-endian data, as the
 * interpreter takes them.  ARM ARM, A2.5.2, A3.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/decode.h"
#include "lifter/arm/encodings/rows.h"

static void swap_pair(ArmInsn *i)
{
    u8 first = i->t;

    i->t = i->u;
    i->u = first;
}

/*
 * With CPSR.E each access has its bytes the other way round.  That of a pair is one of
 * 64 bits, which exchanges the two words, too.  Not there: structures of Advanced SIMD,
 * whose elements lie in larger accesses.
 */
static void lift_big(Block *blk, const ArmRow *row, ArmInsn *insn)
{
    u32 first = blk->count;

    if (row->flags & DUAL)
        swap_pair(insn);
    arm_lift_one(blk, row->flags & NOT_BIG ? &arm_undefined_row : row, insn);
    for (u32 k = first; k < blk->count; k++) {
        Op *op = &blk->ops[k];

        if (op->code == OP_load || op->code == OP_store || op->code == OP_cas)
            op->imm |= MEM_BIG;
    }
}

static void lift_step_one(Block *blk, const ArmRow *row, ArmInsn *insn)
{
    if (blk->mode & ARM_BIG)
        lift_big(blk, row, insn);
    else
        arm_lift_one(blk, row, insn);
}

/* Big-endian code is rare, and short: it is left to the interpreter, till it goes back.
 */
INSN(setend)
{
    if (b->steps || i->x)
        arm_put_it(b, i->x ? ARM_BIG : 0);
    if (!b->steps && i->x)
        ir_raise(b, RAISE_STEP, i->next);
}

u32 arm_lift_step(Block *blk, const u8 *code, u32 size)
{
    const ArmRow *row;
    ArmInsn insn;

    bool in_it = blk->mode & ARM_ITSTATE;
    u32 length = in_it ? arm_decode_in_it(code, size, blk->here, &row, &insn)
                       : arm_decode(code, size, blk->here, false, &row, &insn);

    if (!length) {
        arm_lift_undefined(blk, code, size);
        return 0;
    }
    if (row->lift == arm_it) {
        arm_put_it(blk, (blk->mode & ARM_BIG) | insn.x << 4 | insn.imm);
        return length;
    }
    if (in_it && row->lift != arm_bkpt)
        insn.cond = (u8)((blk->mode & ARM_ITSTATE) >> 4);
    lift_step_one(blk, row, &insn);
    return length;
}

/* clang-format off */
/* ARM ARM, A5.7.1, A6.2.5. */
const ArmRow arm_step_rows[] = {
    A32_ALWAYS("setend", "1111 0001 0000 0001 0000 00 x 0 0000 0000", setend, none, "", "#x", 0),
    T16("setend", "1011 0110 0101 x 000", setend, none, "", "#x", NOT_IN_IT),
    {0}
};
/* clang-format on */
