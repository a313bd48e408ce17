/* compare.c -- integer compares.  Power ISA, Book I, 3.3.10.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

/* What a field of CR gets from a comparison: LT GT EQ SO. */
static void compare(Block *b, u32 field, Val x, Val y, Cond less, Cond greater)
{
    set_cr_bit(b, 4 * field + 0, ir_set(b, x, y, less));
    set_cr_bit(b, 4 * field + 1, ir_set(b, x, y, greater));
    set_cr_bit(b, 4 * field + 2, ir_set(b, x, y, CC_EQ));
    set_cr_bit(b, 4 * field + 3, ir_get(b, TY_I32, SLOT(so)));
}

void set_cr0(Block *b, Val result)
{
    compare(b, 0, result, imm(b, 0), CC_LT, CC_GT);
}

static void cmpw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    compare(b, f->c, x, y, CC_LT, CC_GT);
}

static void cmpwi(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a);

    compare(b, f->c, x, imm(b, sign_extend(f->i, 16)), CC_LT, CC_GT);
}

static void cmplw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    compare(b, f->c, x, y, CC_LTU, CC_GTU);
}

static void cmplwi(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a);

    compare(b, f->c, x, imm(b, f->i), CC_LTU, CC_GTU);
}

/* clang-format off */
const PpcInsn ppc_compare[] = {
    INSN(cmpw,   "011111 ccc 0 0 aaaaa bbbbb 0000000000 0", "cc, ra, rb"),
    INSN(cmpwi,  "001011 ccc 0 0 aaaaa iiiiiiiiiiiiiiii",   "cc, ra, #i"),
    INSN(cmplw,  "011111 ccc 0 0 aaaaa bbbbb 0000100000 0", "cc, ra, rb"),
    INSN(cmplwi, "001010 ccc 0 0 aaaaa iiiiiiiiiiiiiiii",   "cc, ra, +i"),
    {0}
};
/* clang-format on */
