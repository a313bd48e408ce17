/* special.c -- moves to and from special registers.  Power ISA, Book I, 3.3.17.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

enum {
    SPR_XER = 1,
    SPR_TB = 268,
    SPR_TBU = 269,
    SPR_ATB = 526, /* the e500mc's alternate time base */
    SPR_ATBU = 527,
};

/* Numbers with this bit belong to the operating system. */
static void raise_for(Block *b, u32 number)
{
    ir_raise(b, number & 16 ? RAISE_PRIVILEGED : RAISE_ILLEGAL, b->here);
}

static Val shifted(Block *b, u32 slot, u32 count)
{
    Val bit = ir_get(b, TY_I32, slot);

    return ir_shl(b, bit, imm(b, count));
}

static Val pack_xer(Block *b)
{
    Val so = shifted(b, SLOT(so), 31), ov = shifted(b, SLOT(ov), 30);
    Val ca = shifted(b, SLOT(ca), 29), flags = ir_or(b, ir_or(b, so, ov), ca);

    return ir_or(b, flags, ir_get(b, TY_I32, SLOT(count)));
}

static void put_field(Block *b, Val word, u32 shift, u32 mask, u32 slot)
{
    Val field = shift ? ir_shr(b, word, imm(b, shift)) : word;

    ir_put(b, ir_and(b, field, imm(b, mask)), slot);
}

static void unpack_xer(Block *b, Val word)
{
    put_field(b, word, 31, 1, SLOT(so));
    put_field(b, word, 30, 1, SLOT(ov));
    put_field(b, word, 29, 1, SLOT(ca));
    put_field(b, word, 0, 127, SLOT(count));
}

static Val time_base(Block *b, u32 shift)
{
    Val now = ir_helper(b, ppc_helpers, PPC_timebase, VAL_NONE, VAL_NONE, VAL_NONE);

    if (shift)
        now = ir_shr(b, now, ir_constant(b, TY_I64, shift));
    return ir_trunc(b, TY_I32, now);
}

static void mfspr(Block *b, const Fields *f)
{
    u32 number = spr_number(f->s);

    switch (number) {
    case SPR_XER: set_gpr(b, f->t, pack_xer(b)); break;
    case SPR_TB:
    case SPR_ATB: set_gpr(b, f->t, time_base(b, 0)); break;
    case SPR_TBU:
    case SPR_ATBU: set_gpr(b, f->t, time_base(b, 32)); break;
#define KEPT(spr, member)                                                              \
    case spr:                                                                          \
        set_gpr(b, f->t, ir_get(b, TY_I32, SLOT(member)));                             \
        break;
#define FIXED(spr, value)                                                              \
    case spr:                                                                          \
        set_gpr(b, f->t, imm(b, value));                                               \
        break;
#include "lifter/ppc/user_spr.def"
    default: raise_for(b, number);
    }
}

static void mtspr(Block *b, const Fields *f)
{
    u32 number = spr_number(f->s);

    switch (number) {
    case SPR_XER: unpack_xer(b, gpr(b, f->t)); break;
#define KEPT(spr, member)                                                              \
    case spr:                                                                          \
        ir_put(b, gpr(b, f->t), SLOT(member));                                         \
        break;
#define FIXED(spr, value)
#include "lifter/ppc/user_spr.def"
    default: raise_for(b, number);
    }
}

static void mftb(Block *b, const Fields *f)
{
    u32 number = spr_number(f->s);

    if (number == SPR_TB)
        set_gpr(b, f->t, time_base(b, 0));
    else if (number == SPR_TBU)
        set_gpr(b, f->t, time_base(b, 32));
    else
        raise_for(b, number);
}

/* clang-format off */
const PpcInsn ppc_special[] = {
    INSN(mfspr, "011111 ttttt ssssssssss 0101010011 0", "rt, ss"),
    INSN(mtspr, "011111 ttttt ssssssssss 0111010011 0", "ss, rt"),
    INSN(mftb,  "011111 ttttt ssssssssss 0101110011 0", "rt, ss"),
    {0}
};
/* clang-format on */
