/* multiply.c -- multiply, multiply-accumulate and divide.  ARM ARM, A4.4.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

static Val wide(Block *b, Val v)
{
    return ir_exts(b, TY_I64, v);
}

static Val wide_unsigned(Block *b, Val v)
{
    return ir_extu(b, TY_I64, v);
}

/* Its low half if `top` is 0, else its high half, as a signed number. */
static Val half_of(Block *b, Val v, u32 top)
{
    return top ? ir_sar(b, v, imm(b, 16)) : ir_sext(b, v, 16);
}

static Val pair(Block *b, Val low, Val high)
{
    Val top = ir_shl(b, wide_unsigned(b, high), imm64(b, 32));

    return ir_or(b, top, wide_unsigned(b, low));
}

/* RdHi:RdLo, which are i->d and i->a. */
static Val accumulator(Block *b, const ArmInsn *i)
{
    Val low = reg(b, i, i->a), high = reg(b, i, i->d);

    return pair(b, low, high);
}

static void set_pair(Block *b, const ArmInsn *i, Val v)
{
    Val high = ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32)));

    if (i->sets_flags)
        set_nz64(b, i, v);
    set_reg(b, i, i->a, ir_trunc(b, TY_I32, v));
    set_reg(b, i, i->d, high);
}

static void set_product(Block *b, const ArmInsn *i, Val v)
{
    if (i->sets_flags)
        set_nz(b, i, v);
    set_reg(b, i, i->d, v);
}

static Val product(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n);

    return ir_mul(b, n, reg(b, i, i->m));
}

INSN(mul)
{
    set_product(b, i, product(b, i));
}

INSN(mla)
{
    Val v = product(b, i);

    set_product(b, i, ir_add(b, v, reg(b, i, i->a)));
}

INSN(mls)
{
    Val v = product(b, i);

    set_product(b, i, ir_sub(b, reg(b, i, i->a), v));
}

static Val signed_product(Block *b, const ArmInsn *i)
{
    Val n = wide(b, reg(b, i, i->n));

    return ir_mul(b, n, wide(b, reg(b, i, i->m)));
}

static Val unsigned_product(Block *b, const ArmInsn *i)
{
    Val n = wide_unsigned(b, reg(b, i, i->n));

    return ir_mul(b, n, wide_unsigned(b, reg(b, i, i->m)));
}

INSN(umull)
{
    set_pair(b, i, unsigned_product(b, i));
}

INSN(smull)
{
    set_pair(b, i, signed_product(b, i));
}

INSN(umlal)
{
    Val v = unsigned_product(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

INSN(smlal)
{
    Val v = signed_product(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

INSN(umaal)
{
    Val v = unsigned_product(b, i), low = wide_unsigned(b, reg(b, i, i->a));

    v = ir_add(b, v, low);
    set_pair(b, i, ir_add(b, v, wide_unsigned(b, reg(b, i, i->d))));
}

/* v + Ra, with Q set if that overflows. */
static void accumulate(Block *b, const ArmInsn *i, Val v)
{
    Val a = reg(b, i, i->a), overflow = ir_overflow(b, v, a, imm(b, 0));

    set_q_if(b, i, overflow);
    set_reg(b, i, i->d, ir_add(b, v, a));
}

static Val half_product(Block *b, const ArmInsn *i)
{
    Val n = half_of(b, reg(b, i, i->n), i->x);

    return ir_mul(b, n, half_of(b, reg(b, i, i->m), i->y));
}

INSN(smulxy)
{
    set_reg(b, i, i->d, half_product(b, i));
}

INSN(smlaxy)
{
    accumulate(b, i, half_product(b, i));
}

INSN(smlalxy)
{
    Val v = wide(b, half_product(b, i));

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

/* The top 32 of the 48 bits of a word times a half. */
static Val word_by_half(Block *b, const ArmInsn *i)
{
    Val n = wide(b, reg(b, i, i->n)), m = half_of(b, reg(b, i, i->m), i->y);
    Val v = ir_mul(b, n, wide(b, m));

    return ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 16)));
}

INSN(smulwy)
{
    set_reg(b, i, i->d, word_by_half(b, i));
}

INSN(smlawy)
{
    accumulate(b, i, word_by_half(b, i));
}

/* The products of both halves, 64 bits wide; x exchanges those of Rm. */
static void dual_products(Block *b, const ArmInsn *i, Val *low, Val *high)
{
    Val n = reg(b, i, i->n), m = reg(b, i, i->m);
    Val n_low = half_of(b, n, 0), n_high = half_of(b, n, 1);
    Val m_low = half_of(b, m, i->x), m_high = half_of(b, m, !i->x);

    *low = wide(b, ir_mul(b, n_low, m_low));
    *high = wide(b, ir_mul(b, n_high, m_high));
}

static Val dual_sum(Block *b, const ArmInsn *i)
{
    Val low, high;

    dual_products(b, i, &low, &high);
    return ir_add(b, low, high);
}

static Val dual_difference(Block *b, const ArmInsn *i)
{
    Val low, high;

    dual_products(b, i, &low, &high);
    return ir_sub(b, low, high);
}

static void set_dual(Block *b, const ArmInsn *i, Val v)
{
    Val result = ir_trunc(b, TY_I32, v);

    set_q_if(b, i, ir_set(b, wide(b, result), v, CC_NE));
    set_reg(b, i, i->d, result);
}

INSN(smuad)
{
    set_dual(b, i, dual_sum(b, i));
}

INSN(smusd)
{
    set_reg(b, i, i->d, ir_trunc(b, TY_I32, dual_difference(b, i)));
}

INSN(smlad)
{
    Val v = dual_sum(b, i);

    set_dual(b, i, ir_add(b, v, wide(b, reg(b, i, i->a))));
}

INSN(smlsd)
{
    Val v = dual_difference(b, i);

    set_dual(b, i, ir_add(b, v, wide(b, reg(b, i, i->a))));
}

INSN(smlald)
{
    Val v = dual_sum(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

INSN(smlsld)
{
    Val v = dual_difference(b, i);

    set_pair(b, i, ir_add(b, v, accumulator(b, i)));
}

/* The top half of v, rounded if x says so. */
static void set_top(Block *b, const ArmInsn *i, Val v)
{
    if (i->x)
        v = ir_add(b, v, imm64(b, 1u << 31));
    set_reg(b, i, i->d, ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32))));
}

static Val accumulator_top(Block *b, const ArmInsn *i)
{
    return ir_shl(b, wide_unsigned(b, reg(b, i, i->a)), imm64(b, 32));
}

INSN(smmul)
{
    set_top(b, i, signed_product(b, i));
}

INSN(smmla)
{
    Val v = signed_product(b, i);

    set_top(b, i, ir_add(b, v, accumulator_top(b, i)));
}

INSN(smmls)
{
    Val v = signed_product(b, i);

    set_top(b, i, ir_sub(b, accumulator_top(b, i), v));
}

INSN(sdiv)
{
    Val n = reg(b, i, i->n);

    set_reg(b, i, i->d, ir_divs(b, n, reg(b, i, i->m)));
}

INSN(udiv)
{
    Val n = reg(b, i, i->n);

    set_reg(b, i, i->d, ir_divu(b, n, reg(b, i, i->m)));
}

/* T16's destination is its second factor. */
FORM(multiply)
{
    i->sets_flags = !i->in_it;
    i->m = (u8)f->d;
    return true;
}

/* clang-format off */
#define A32_THREE(name, picture, function)                                                      \
    A32(name, "cccc " picture, function, none, "dnm", "d, n, m", SELECTS)
#define A32_FOUR(name, picture, function)                                                       \
    A32(name, "cccc " picture, function, none, "dnma", "d, n, m, a", SELECTS)
#define A32_LONG(name, picture, function)                                                       \
    A32(name, "cccc " picture, function, none, "dnma", "a, d, n, m", SELECTS)
#define T32_THREE(name, picture, function)                                                      \
    T32(name, "11111011 " picture, function, none, "DNM", "d, n, m", SELECTS)
#define T32_FOUR(name, picture, function)                                                       \
    T32(name, "11111011 " picture, function, none, "DNMA", "d, n, m, a", SELECTS)
#define T32_LONG(name, picture, function)                                                       \
    T32(name, "11111011 " picture, function, none, "DNMA", "a, d, n, m", SELECTS)

/* ARM ARM, A5.2.5, A5.2.7, A5.4; A6.3.16, A6.3.17; A6.2.2. */
const ArmRow arm_multiply_rows[] = {
    A32_THREE("mul",       "0000 000 S dddd 0000 mmmm 1001 nnnn", mul),
    A32_FOUR( "mla",       "0000 001 S dddd aaaa mmmm 1001 nnnn", mla),
    A32_LONG( "umaal",     "0000 0100 dddd aaaa mmmm 1001 nnnn",  umaal),
    A32_FOUR( "mls",       "0000 0110 dddd aaaa mmmm 1001 nnnn",  mls),
    A32_LONG( "umull",     "0000 100 S dddd aaaa mmmm 1001 nnnn", umull),
    A32_LONG( "umlal",     "0000 101 S dddd aaaa mmmm 1001 nnnn", umlal),
    A32_LONG( "smull",     "0000 110 S dddd aaaa mmmm 1001 nnnn", smull),
    A32_LONG( "smlal",     "0000 111 S dddd aaaa mmmm 1001 nnnn", smlal),
    A32_FOUR( "smla%x%y",  "0001 0000 dddd aaaa mmmm 1 y x 0 nnnn", smlaxy),
    A32_FOUR( "smlaw%y",   "0001 0010 dddd aaaa mmmm 1 y 0 0 nnnn", smlawy),
    A32_THREE("smulw%y",   "0001 0010 dddd 0000 mmmm 1 y 1 0 nnnn", smulwy),
    A32_LONG( "smlal%x%y", "0001 0100 dddd aaaa mmmm 1 y x 0 nnnn", smlalxy),
    A32_THREE("smul%x%y",  "0001 0110 dddd 0000 mmmm 1 y x 0 nnnn", smulxy),
    A32_THREE("smuad?x",   "0111 0000 dddd 1111 mmmm 00 x 1 nnnn", smuad),
    A32_FOUR( "smlad?x",   "0111 0000 dddd aaaa mmmm 00 x 1 nnnn", smlad),
    A32_THREE("smusd?x",   "0111 0000 dddd 1111 mmmm 01 x 1 nnnn", smusd),
    A32_FOUR( "smlsd?x",   "0111 0000 dddd aaaa mmmm 01 x 1 nnnn", smlsd),
    A32_LONG( "smlald?x",  "0111 0100 dddd aaaa mmmm 00 x 1 nnnn", smlald),
    A32_LONG( "smlsld?x",  "0111 0100 dddd aaaa mmmm 01 x 1 nnnn", smlsld),
    A32_THREE("smmul?r",   "0111 0101 dddd 1111 mmmm 00 x 1 nnnn", smmul),
    A32_FOUR( "smmla?r",   "0111 0101 dddd aaaa mmmm 00 x 1 nnnn", smmla),
    A32_FOUR( "smmls?r",   "0111 0101 dddd aaaa mmmm 11 x 1 nnnn", smmls),
    A32_THREE("sdiv",      "0111 0001 dddd 1111 mmmm 0001 nnnn",   sdiv),
    A32_THREE("udiv",      "0111 0011 dddd 1111 mmmm 0001 nnnn",   udiv),

    T32_THREE("mul",       "0000 nnnn 1111 dddd 0000 mmmm", mul),
    T32_FOUR( "mla",       "0000 nnnn aaaa dddd 0000 mmmm", mla),
    T32_FOUR( "mls",       "0000 nnnn aaaa dddd 0001 mmmm", mls),
    T32_THREE("smul%x%y",  "0001 nnnn 1111 dddd 00 xy mmmm", smulxy),
    T32_FOUR( "smla%x%y",  "0001 nnnn aaaa dddd 00 xy mmmm", smlaxy),
    T32_THREE("smuad?x",   "0010 nnnn 1111 dddd 000 x mmmm", smuad),
    T32_FOUR( "smlad?x",   "0010 nnnn aaaa dddd 000 x mmmm", smlad),
    T32_THREE("smulw%y",   "0011 nnnn 1111 dddd 000 y mmmm", smulwy),
    T32_FOUR( "smlaw%y",   "0011 nnnn aaaa dddd 000 y mmmm", smlawy),
    T32_THREE("smusd?x",   "0100 nnnn 1111 dddd 000 x mmmm", smusd),
    T32_FOUR( "smlsd?x",   "0100 nnnn aaaa dddd 000 x mmmm", smlsd),
    T32_THREE("smmul?r",   "0101 nnnn 1111 dddd 000 x mmmm", smmul),
    T32_FOUR( "smmla?r",   "0101 nnnn aaaa dddd 000 x mmmm", smmla),
    T32_FOUR( "smmls?r",   "0110 nnnn aaaa dddd 000 x mmmm", smmls),
    T32_LONG( "smull",     "1000 nnnn aaaa dddd 0000 mmmm", smull),
    T32_THREE("sdiv",      "1001 nnnn 1111 dddd 1111 mmmm", sdiv),
    T32_LONG( "umull",     "1010 nnnn aaaa dddd 0000 mmmm", umull),
    T32_THREE("udiv",      "1011 nnnn 1111 dddd 1111 mmmm", udiv),
    T32_LONG( "smlal",     "1100 nnnn aaaa dddd 0000 mmmm", smlal),
    T32_LONG( "smlal%x%y", "1100 nnnn aaaa dddd 10 xy mmmm", smlalxy),
    T32_LONG( "smlald?x",  "1100 nnnn aaaa dddd 110 x mmmm", smlald),
    T32_LONG( "smlsld?x",  "1101 nnnn aaaa dddd 110 x mmmm", smlsld),
    T32_LONG( "umlal",     "1110 nnnn aaaa dddd 0000 mmmm", umlal),
    T32_LONG( "umaal",     "1110 nnnn aaaa dddd 0110 mmmm", umaal),

    T16("mul",  "010000 1101 nnn ddd", mul, multiply, "", "d, n, d", SELECTS),
    {0}
};
/* clang-format on */
