/* float_arith.c -- floating-point arithmetic.  Power ISA, Book I, 4.6.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/float.h"

void note_operation(Block *b, u32 op, Val x, Val y, Val z)
{
    ir_put(b, imm(b, op), SLOT(last_op));
    ir_put(b, x, SLOT(last_a));
    if (y != VAL_NONE)
        ir_put(b, y, SLOT(last_b));
    if (z != VAL_NONE)
        ir_put(b, z, SLOT(last_c));
}

void set_result(Block *b, const Fields *f, Val result)
{
    set_fpr(b, f->t, result);
    if (f->r)
        set_cr1(b);
}

Val to_single(Block *b, Val x)
{
    return ir_fwiden(b, TY_F64, ir_fnarrow(b, TY_F32, x));
}

/* Of operands that are singles, rounding to double first makes no difference. */
#define TWO_OPERANDS(name, op, last, rule, second)                                     \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        Val x = fpr(b, f->a), y = fpr(b, f->second), result = ir_##op(b, x, y, rule);  \
                                                                                       \
        note_operation(b, last, x, y, VAL_NONE);                                       \
        set_result(b, f, result);                                                      \
    }                                                                                  \
    static void name##s(Block *b, const Fields *f)                                     \
    {                                                                                  \
        Val x = fpr(b, f->a), y = fpr(b, f->second);                                   \
        Val result = to_single(b, ir_##op(b, x, y, rule));                             \
                                                                                       \
        note_operation(b, (last) | LAST_SINGLE, x, y, VAL_NONE);                       \
        set_result(b, f, result);                                                      \
    }

TWO_OPERANDS(fadd, fadd, LAST_ADD, NAN_PPC, b)
TWO_OPERANDS(fsub, fsub, LAST_SUB, NAN_PPC, b)
TWO_OPERANDS(fmul, fmul, LAST_MUL, NAN_PPC, c)
TWO_OPERANDS(fdiv, fdiv, LAST_DIV, NAN_PPC | NAN_OF_DIV, b)

static void multiply_add(Block *b, const Fields *f, u32 flags)
{
    Val x = fpr(b, f->a), y = fpr(b, f->c), z = fpr(b, f->b);
    Val result = ir_fma(b, x, y, z, NAN_PPC | flags);
    u32 single = flags & FMA_SINGLE ? LAST_SINGLE : 0;

    note_operation(b, LAST_FMA | single | flags << LAST_HOW_SHIFT, x, y, z);
    set_result(b, f, result);
}

#define MULTIPLY_ADD(name, flags)                                                      \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        multiply_add(b, f, flags);                                                     \
    }                                                                                  \
    static void name##s(Block *b, const Fields *f)                                     \
    {                                                                                  \
        multiply_add(b, f, (flags) | FMA_SINGLE);                                      \
    }

MULTIPLY_ADD(fmadd, 0)
MULTIPLY_ADD(fmsub, FMA_NEG_ADDEND)
MULTIPLY_ADD(fnmadd, FMA_NEG_RESULT)
MULTIPLY_ADD(fnmsub, FMA_NEG_ADDEND | FMA_NEG_RESULT)

static Val square_root(Block *b, Val x)
{
    return ir_fsqrt(b, x, NAN_PPC | NAN_OF_SQRT);
}

/* The estimates are as exact as rounding allows. */
static Val reciprocal(Block *b, Val x)
{
    Val one = ir_constant(b, TY_F64, 1023ull << 52);

    return ir_fdiv(b, one, x, NAN_PPC | NAN_OF_DIV);
}

static Val reciprocal_square_root(Block *b, Val x)
{
    return reciprocal(b, square_root(b, x));
}

#define ONE_OPERAND(name, operation, last)                                             \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        Val x = fpr(b, f->b), result = operation(b, x);                                \
                                                                                       \
        note_operation(b, last, x, VAL_NONE, VAL_NONE);                                \
        set_result(b, f, result);                                                      \
    }                                                                                  \
    static void name##s(Block *b, const Fields *f)                                     \
    {                                                                                  \
        Val x = fpr(b, f->b), result = to_single(b, operation(b, x));                  \
                                                                                       \
        note_operation(b, (last) | LAST_SINGLE, x, VAL_NONE, VAL_NONE);                \
        set_result(b, f, result);                                                      \
    }

ONE_OPERAND(fsqrt, square_root, LAST_SQRT)
ONE_OPERAND(fre, reciprocal, LAST_RECIPROCAL)
ONE_OPERAND(frsqrte, reciprocal_square_root, LAST_RECIPROCAL_SQRT)

static void ftdiv(Block *b, const Fields *f)
{
    Val x = fpr(b, f->a), y = fpr(b, f->b);
    Val field = ir_helper(b, ppc_helpers, PPC_ftdiv, x, y, VAL_NONE);

    set_cr_field_from(b, f->d, field, 0);
}

static void ftsqrt(Block *b, const Fields *f)
{
    Val x = fpr(b, f->b);
    Val field = ir_helper(b, ppc_helpers, PPC_ftsqrt, x, VAL_NONE, VAL_NONE);

    set_cr_field_from(b, f->d, field, 0);
}

/* clang-format off */
const PpcInsn ppc_float_arith[] = {
    INSN(fadd,     "111111 ttttt aaaaa bbbbb 00000 10101 r", "ft, fa, fb"),
    INSN(fadds,    "111011 ttttt aaaaa bbbbb 00000 10101 r", "ft, fa, fb"),
    INSN(fsub,     "111111 ttttt aaaaa bbbbb 00000 10100 r", "ft, fa, fb"),
    INSN(fsubs,    "111011 ttttt aaaaa bbbbb 00000 10100 r", "ft, fa, fb"),
    INSN(fmul,     "111111 ttttt aaaaa 00000 ccccc 11001 r", "ft, fa, fc"),
    INSN(fmuls,    "111011 ttttt aaaaa 00000 ccccc 11001 r", "ft, fa, fc"),
    INSN(fdiv,     "111111 ttttt aaaaa bbbbb 00000 10010 r", "ft, fa, fb"),
    INSN(fdivs,    "111011 ttttt aaaaa bbbbb 00000 10010 r", "ft, fa, fb"),
    INSN(fmadd,    "111111 ttttt aaaaa bbbbb ccccc 11101 r", "ft, fa, fc, fb"),
    INSN(fmadds,   "111011 ttttt aaaaa bbbbb ccccc 11101 r", "ft, fa, fc, fb"),
    INSN(fmsub,    "111111 ttttt aaaaa bbbbb ccccc 11100 r", "ft, fa, fc, fb"),
    INSN(fmsubs,   "111011 ttttt aaaaa bbbbb ccccc 11100 r", "ft, fa, fc, fb"),
    INSN(fnmadd,   "111111 ttttt aaaaa bbbbb ccccc 11111 r", "ft, fa, fc, fb"),
    INSN(fnmadds,  "111011 ttttt aaaaa bbbbb ccccc 11111 r", "ft, fa, fc, fb"),
    INSN(fnmsub,   "111111 ttttt aaaaa bbbbb ccccc 11110 r", "ft, fa, fc, fb"),
    INSN(fnmsubs,  "111011 ttttt aaaaa bbbbb ccccc 11110 r", "ft, fa, fc, fb"),
    INSN(fsqrt,    "111111 ttttt 00000 bbbbb 00000 10110 r", "ft, fb"),
    INSN(fsqrts,   "111011 ttttt 00000 bbbbb 00000 10110 r", "ft, fb"),
    INSN(fre,      "111111 ttttt 00000 bbbbb 00000 11000 r", "ft, fb"),
    INSN(fres,     "111011 ttttt 00000 bbbbb 00000 11000 r", "ft, fb"),
    INSN(frsqrte,  "111111 ttttt 00000 bbbbb 00000 11010 r", "ft, fb"),
    INSN(frsqrtes, "111011 ttttt 00000 bbbbb 00000 11010 r", "ft, fb"),
    INSN(ftdiv,    "111111 ddd00 aaaaa bbbbb 0010000000 0",  "+d, fa, fb"),
    INSN(ftsqrt,   "111111 ddd00 00000 bbbbb 0010100000 0",  "+d, fb"),
    {0}
};
/* clang-format on */
