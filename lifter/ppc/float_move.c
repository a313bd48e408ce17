/* float_move.c -- floating-point moves, select, compare.  Book I, 4.6.5, 4.6.8.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/float.h"

static Val bits_of(Block *b, u32 n)
{
    return ir_as_int(b, TY_I64, fpr(b, n));
}

static void fmr(Block *b, const Fields *f)
{
    set_result(b, f, fpr(b, f->b));
}

static void fneg(Block *b, const Fields *f)
{
    set_result(b, f, ir_fneg(b, fpr(b, f->b)));
}

static void fabs_(Block *b, const Fields *f)
{
    set_result(b, f, ir_fabs(b, fpr(b, f->b)));
}

static void fnabs(Block *b, const Fields *f)
{
    set_result(b, f, ir_fneg(b, ir_fabs(b, fpr(b, f->b))));
}

static void fcpsgn(Block *b, const Fields *f)
{
    Val sign_bit = ir_constant(b, TY_I64, 1ull << 63);
    Val sign = ir_and(b, bits_of(b, f->a), sign_bit);
    Val size = ir_and(b, bits_of(b, f->b), ir_not(b, sign_bit));

    set_result(b, f, ir_as_float(b, TY_F64, ir_or(b, sign, size)));
}

/* Is frA 0 or more?  No for NaNs, and without an exception: compared as bits. */
static void fsel(Block *b, const Fields *f)
{
    Val x = bits_of(b, f->a), infinity = ir_constant(b, TY_I64, 0x7ffull << 52);
    Val minus_zero = ir_constant(b, TY_I64, 1ull << 63);
    Val positive = ir_set(b, x, infinity, CC_LEU);
    Val chosen = ir_or(b, positive, ir_set(b, x, minus_zero, CC_EQ));
    Val yes = fpr(b, f->c), no = fpr(b, f->b);

    set_result(b, f, ir_select(b, chosen, yes, no));
}

static void note_compare(Block *b, u32 note, Val x, Val y)
{
    Val last = ir_get(b, TY_I32, SLOT(last_op));

    last = ir_and(b, last, imm(b, ~(u32)LAST_COMPARES));
    ir_put(b, ir_or(b, last, imm(b, note)), SLOT(last_op));
    ir_put(b, x, SLOT(last_x));
    ir_put(b, y, SLOT(last_y));
}

static void compare(Block *b, const Fields *f, u32 signals, u32 note)
{
    Val x = fpr(b, f->a), y = fpr(b, f->b);
    Val less = ir_fset(b, x, y, FC_LT | signals);
    Val greater = ir_fset(b, y, x, FC_LT | signals);
    Val equal = ir_fset(b, x, y, FC_EQ | signals);
    Val unordered = ir_fset(b, x, y, FC_UNORDERED | signals);

    note_compare(b, note, x, y);
    set_cr_bit(b, 4 * f->d, less);
    set_cr_bit(b, 4 * f->d + 1, greater);
    set_cr_bit(b, 4 * f->d + 2, equal);
    set_cr_bit(b, 4 * f->d + 3, unordered);
}

static void fcmpu(Block *b, const Fields *f)
{
    compare(b, f, 0, LAST_FCMPU);
}

static void fcmpo(Block *b, const Fields *f)
{
    compare(b, f, FC_SIGNALS, LAST_FCMPO);
}

/* clang-format off */
const PpcInsn ppc_float_move[] = {
    INSN(fmr,     "111111 ttttt 00000 bbbbb 0001001000 r",   "ft, fb"),
    INSN(fneg,    "111111 ttttt 00000 bbbbb 0000101000 r",   "ft, fb"),
    {"fabs",      "111111 ttttt 00000 bbbbb 0100001000 r",   fabs_, "ft, fb"},
    INSN(fnabs,   "111111 ttttt 00000 bbbbb 0010001000 r",   "ft, fb"),
    INSN(fcpsgn,  "111111 ttttt aaaaa bbbbb 0000001000 r",   "ft, fa, fb"),
    INSN(fsel,    "111111 ttttt aaaaa bbbbb ccccc 10111 r",  "ft, fa, fc, fb"),
    INSN(fcmpu,   "111111 ddd00 aaaaa bbbbb 0000000000 0",   "cd, fa, fb"),
    INSN(fcmpo,   "111111 ddd00 aaaaa bbbbb 0000100000 0",   "cd, fa, fb"),
    {0}
};
/* clang-format on */
