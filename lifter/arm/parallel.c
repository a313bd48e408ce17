/* parallel.c -- arithmetic on the bytes and halves of core registers, as lanes of
 * vectors. ARM ARM, A4.4.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"
#include "lifter/arm/encodings/rows.h"

enum { SATURATING = 2, HALVING = 3, UNSIGNED = 4 }; /* op1: how; 1: plain */
enum { ADD16, ASX, SAX, SUB16, ADD8, SUB8 = 7 };    /* op2: what */

/* Sums or differences, and what they do to GE. */
typedef struct {
    Val value, ge;
} Parallel;

static Val lanes_of(Block *b, Val v)
{
    return ir_vlow(b, TY_V128, v);
}

static Val word_of(Block *b, Val v)
{
    return ir_vextract(b, TY_I32, v, vec_imm(32, 0));
}

/* Of signed ones the saturated sum tells the sign of the exact one. */
static Parallel sums(Block *b, u32 how, Val x, Val y, unsigned bits)
{
    u64 lanes = bits | (how & UNSIGNED ? 0 : VEC_SIGNED);

    if ((how & 3) == HALVING)
        return (Parallel){ir_vhadd(b, x, y, lanes), VAL_NONE};
    if ((how & 3) == SATURATING)
        return (Parallel){ir_vadds(b, x, y, lanes), VAL_NONE};
    Val v = ir_vadd(b, x, y, bits);
    if (how & UNSIGNED)
        return (Parallel){v, ir_vcgt(b, x, v, lanes)};
    Val zero = simd_number(b, 64, 0), sign = ir_vadds(b, x, y, lanes);
    return (Parallel){v, ir_vcge(b, sign, zero, lanes)};
}

static Parallel differences(Block *b, u32 how, Val x, Val y, unsigned bits)
{
    u64 lanes = bits | (how & UNSIGNED ? 0 : VEC_SIGNED);

    if ((how & 3) == HALVING)
        return (Parallel){ir_vhsub(b, x, y, lanes), VAL_NONE};
    if ((how & 3) == SATURATING)
        return (Parallel){ir_vsubs(b, x, y, lanes), VAL_NONE};
    Val v = ir_vsub(b, x, y, bits);
    return (Parallel){v, ir_vcge(b, x, y, lanes)};
}

static Val halves(Block *b, Val low, Val high)
{
    low = ir_and(b, word_of(b, low), imm(b, 0xffff));
    return ir_or(b, low, ir_and(b, word_of(b, high), imm(b, 0xffff0000)));
}

static void set_parallel(Block *b, const ArmInsn *i, Val value, Val ge)
{
    set_reg(b, i, i->d, value);
    if (ge != VAL_NONE)
        set_slot(b, i, SLOT(ge), ge);
}

/* The halves of Rm are exchanged; one is added, the other subtracted. */
static void crossed(Block *b, const ArmInsn *i)
{
    Val m = ir_ror(b, reg(b, i, i->m), imm(b, 16)), y = lanes_of(b, m);
    Val x = lanes_of(b, reg(b, i, i->n)), ge = VAL_NONE;
    Parallel sum = sums(b, i->x, x, y, 16), difference = differences(b, i->x, x, y, 16);
    Parallel low = i->y == ASX ? difference : sum,
             high = i->y == ASX ? sum : difference;

    if (sum.ge != VAL_NONE)
        ge = halves(b, low.ge, high.ge);
    set_parallel(b, i, halves(b, low.value, high.value), ge);
}

/* i->x: the manual's op1, and i->y: op2. */
INSN(parallel)
{
    unsigned bits = i->y == ADD8 || i->y == SUB8 ? 8 : 16;
    bool adds = i->y == ADD8 || i->y == ADD16;

    if (i->y == ASX || i->y == SAX) {
        crossed(b, i);
        return;
    }
    Val x = lanes_of(b, reg(b, i, i->n)), y = lanes_of(b, reg(b, i, i->m));
    Parallel p = adds ? sums(b, i->x, x, y, bits) : differences(b, i->x, x, y, bits);
    Val ge = p.ge == VAL_NONE ? VAL_NONE : word_of(b, p.ge);
    set_parallel(b, i, word_of(b, p.value), ge);
}

static Val absolute_differences(Block *b, const ArmInsn *i)
{
    Val x = lanes_of(b, reg(b, i, i->n)), y = lanes_of(b, reg(b, i, i->m));
    Val v = word_of(b, simd_difference(b, x, y, 8)), even = imm(b, 0x00ff00ff);
    Val odd = ir_and(b, ir_shr(b, v, imm(b, 8)), even);

    v = ir_add(b, ir_and(b, v, even), odd);
    return ir_and(b, ir_add(b, v, ir_shr(b, v, imm(b, 16))), imm(b, 0xffff));
}

INSN(usad8)
{
    set_reg(b, i, i->d, absolute_differences(b, i));
}

INSN(usada8)
{
    Val v = absolute_differences(b, i);

    set_reg(b, i, i->d, ir_add(b, v, reg(b, i, i->a)));
}

/* Each byte from Rn where GE is set, else from Rm. */
INSN(sel)
{
    Val ge = flag(b, SLOT(ge)), n = ir_and(b, reg(b, i, i->n), ge);
    Val m = ir_and(b, reg(b, i, i->m), ir_not(b, ge));

    set_reg(b, i, i->d, ir_or(b, n, m));
}

FORM(parallel)
{
    (void)f;
    return (i->x & 3) != 0 && i->y != 5 && i->y != 6;
}

/* T32 numbers the operations in another order: A6.3.13. */
FORM(parallel32)
{
    static const u8 op2[] = {4, 0, 1, 0xff, 7, 3, 2, 0xff};
    static const u8 op1[] = {1, 2, 3, 0xff, 5, 6, 7, 0xff};

    (void)f;
    i->x = op1[i->x];
    i->y = op2[i->y];
    return i->x != 0xff && i->y != 0xff;
}

/* clang-format off */
/* ARM ARM, A5.4.1, A5.4.2, A5.4.4; A6.3.13, A6.3.14, A6.3.16. */
const ArmRow arm_parallel_rows[] = {
    A32("&",      "cccc 0110 0 xxx nnnn dddd 1111 yyy 1 mmmm",
        parallel, parallel, "dnm", "d, n, m", SELECTS),
    A32("sel",    "cccc 0110 1000 nnnn dddd 1111 1011 mmmm",
        sel, none, "dnm", "d, n, m", SELECTS),
    A32("usad8",  "cccc 0111 1000 dddd 1111 mmmm 0001 nnnn",
        usad8, none, "dnm", "d, n, m", SELECTS),
    A32("usada8", "cccc 0111 1000 dddd aaaa mmmm 0001 nnnn",
        usada8, none, "dnma", "d, n, m, a", SELECTS),

    T32("&",      "11111010 1 yyy nnnn 1111 dddd 0 xxx mmmm",
        parallel, parallel32, "DNM", "d, n, m", SELECTS),
    T32("sel",    "11111010 1010 nnnn 1111 dddd 1000 mmmm",
        sel, none, "DNM", "d, n, m", SELECTS),
    T32("usad8",  "11111011 0111 nnnn 1111 dddd 0000 mmmm",
        usad8, none, "DNM", "d, n, m", SELECTS),
    T32("usada8", "11111011 0111 nnnn aaaa dddd 0000 mmmm",
        usada8, none, "DNMA", "d, n, m, a", SELECTS),
    {0}
};
/* clang-format on */
