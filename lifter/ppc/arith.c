/* arith.c -- integer arithmetic.  Power ISA, Book I, 3.3.8 and 3.3.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static void put_ca(Block *b, Val ca)
{
    ir_put(b, ca, SLOT(ca));
}

static Val get_ca(Block *b)
{
    return ir_get(b, TY_I32, SLOT(ca));
}

void put_ov(Block *b, Val ov)
{
    Val so = ir_get(b, TY_I32, SLOT(so));

    ir_put(b, ov, SLOT(ov));
    ir_put(b, ir_or(b, so, ov), SLOT(so));
}

static void finish(Block *b, const Fields *f, Val result)
{
    set_gpr(b, f->t, result);
    if (f->r)
        set_cr0(b, result);
}

/* rt = x + y without carry in. */
static Val sum(Block *b, const Fields *f, Val x, Val y)
{
    if (f->o)
        put_ov(b, ir_overflow(b, x, y, imm(b, 0)));
    return ir_add(b, x, y);
}

/* rt = y - x. */
static Val difference(Block *b, const Fields *f, Val x, Val y)
{
    if (f->o) {
        Val not_x = ir_not(b, x);
        put_ov(b, ir_overflow(b, not_x, y, imm(b, 1)));
    }
    return ir_sub(b, y, x);
}

/* rt = x + y + CA, with CA and what the forms ask for. */
static void add_with_ca(Block *b, const Fields *f, Val x, Val y)
{
    Val ca = get_ca(b), result = ir_add(b, ir_add(b, x, y), ca);

    if (f->o)
        put_ov(b, ir_overflow(b, x, y, ca));
    put_ca(b, ir_carry(b, x, y, ca));
    finish(b, f, result);
}

/* rt = x + CA: it carries only from all ones to 0. */
static void add_ca(Block *b, const Fields *f, Val x)
{
    Val ca = get_ca(b), result = ir_add(b, x, ca);

    if (f->o)
        put_ov(b, ir_overflow(b, x, imm(b, 0), ca));
    put_ca(b, ir_set(b, result, ca, CC_LTU));
    finish(b, f, result);
}

static void addi(Block *b, const Fields *f)
{
    Val y = imm(b, sign_extend(f->i, 16));

    set_gpr(b, f->t, f->a ? ir_add(b, gpr(b, f->a), y) : y);
}

static void addis(Block *b, const Fields *f)
{
    Val y = imm(b, f->i << 16);

    set_gpr(b, f->t, f->a ? ir_add(b, gpr(b, f->a), y) : y);
}

static void addic(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = imm(b, sign_extend(f->i, 16));
    Val result = ir_add(b, x, y);

    put_ca(b, ir_set(b, result, x, CC_LTU));
    finish(b, f, result);
}

static void subfic(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = imm(b, sign_extend(f->i, 16));

    put_ca(b, ir_set(b, y, x, CC_GEU));
    finish(b, f, ir_sub(b, y, x));
}

static void add(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    finish(b, f, sum(b, f, x, y));
}

static void addc(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b), result = sum(b, f, x, y);

    put_ca(b, ir_set(b, result, x, CC_LTU));
    finish(b, f, result);
}

static void subf(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    finish(b, f, difference(b, f, x, y));
}

static void subfc(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b), result = difference(b, f, x, y);

    put_ca(b, ir_set(b, y, x, CC_GEU));
    finish(b, f, result);
}

static void adde(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    add_with_ca(b, f, x, y);
}

/* Of a register from itself it is CA - 1, and leaves CA: compilers make masks so. */
static void subfe(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a);

    if (f->a == f->b && !f->o) {
        Val ca = get_ca(b);
        finish(b, f, ir_sub(b, ca, imm(b, 1)));
    } else {
        Val not_x = ir_not(b, x);
        add_with_ca(b, f, not_x, gpr(b, f->b));
    }
}

static void addze(Block *b, const Fields *f)
{
    add_ca(b, f, gpr(b, f->a));
}

static void subfze(Block *b, const Fields *f)
{
    add_ca(b, f, ir_not(b, gpr(b, f->a)));
}

static void addme(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a);

    add_with_ca(b, f, x, imm(b, ~0u));
}

static void subfme(Block *b, const Fields *f)
{
    Val not_x = ir_not(b, gpr(b, f->a));

    add_with_ca(b, f, not_x, imm(b, ~0u));
}

static void neg(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a);

    if (f->o)
        put_ov(b, ir_set(b, x, imm(b, 0x80000000), CC_EQ));
    finish(b, f, ir_neg(b, x));
}

static void mulli(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a);

    set_gpr(b, f->t, ir_mul(b, x, imm(b, sign_extend(f->i, 16))));
}

static void mullw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b), low = ir_mul(b, x, y);

    if (f->o) {
        Val high = ir_mulhs(b, x, y), sign = ir_sar(b, low, imm(b, 31));
        put_ov(b, ir_set(b, high, sign, CC_NE));
    }
    finish(b, f, low);
}

static void mulhw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    finish(b, f, ir_mulhs(b, x, y));
}

static void mulhwu(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    finish(b, f, ir_mulhu(b, x, y));
}

/* The quotients the manual leaves undefined are what the micro-ops make them. */
static void divw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    if (f->o) {
        Val by_zero = ir_set(b, y, imm(b, 0), CC_EQ);
        Val smallest = ir_set(b, x, imm(b, 0x80000000), CC_EQ);
        Val by_minus_one = ir_set(b, y, imm(b, ~0u), CC_EQ);
        put_ov(b, ir_or(b, by_zero, ir_and(b, smallest, by_minus_one)));
    }
    finish(b, f, ir_divs(b, x, y));
}

static void divwu(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    if (f->o)
        put_ov(b, ir_set(b, y, imm(b, 0), CC_EQ));
    finish(b, f, ir_divu(b, x, y));
}

/* The dividend is ra with 32 zeros after it. */
static Val extended_dividend(Block *b, const Fields *f)
{
    Val x = ir_extu(b, TY_I64, gpr(b, f->a));

    return ir_shl(b, x, ir_constant(b, TY_I64, 32));
}

static void divwe(Block *b, const Fields *f)
{
    Val x = extended_dividend(b, f), y = gpr(b, f->b);
    Val quotient = ir_divs(b, x, ir_exts(b, TY_I64, y));
    Val result = ir_trunc(b, TY_I32, quotient);

    if (f->o) {
        Val lost = ir_set(b, ir_exts(b, TY_I64, result), quotient, CC_NE);
        put_ov(b, ir_or(b, lost, ir_set(b, y, imm(b, 0), CC_EQ)));
    }
    finish(b, f, result);
}

static void divweu(Block *b, const Fields *f)
{
    Val x = extended_dividend(b, f), y = gpr(b, f->b);
    Val quotient = ir_divu(b, x, ir_extu(b, TY_I64, y));

    if (f->o)
        put_ov(b, ir_set(b, gpr(b, f->a), y, CC_GEU));
    finish(b, f, ir_trunc(b, TY_I32, quotient));
}

/* clang-format off */
const PpcInsn ppc_arith[] = {
    INSN(addi,   "001110 ttttt aaaaa iiiiiiiiiiiiiiii",     "rt, ra, #i"),
    INSN(addis,  "001111 ttttt aaaaa iiiiiiiiiiiiiiii",     "rt, ra, #i"),
    INSN(addic,  "00110r ttttt aaaaa iiiiiiiiiiiiiiii",     "rt, ra, #i"),
    INSN(subfic, "001000 ttttt aaaaa iiiiiiiiiiiiiiii",     "rt, ra, #i"),
    INSN(mulli,  "000111 ttttt aaaaa iiiiiiiiiiiiiiii",     "rt, ra, #i"),
    INSN(add,    "011111 ttttt aaaaa bbbbb o 100001010 r",  "rt, ra, rb"),
    INSN(addc,   "011111 ttttt aaaaa bbbbb o 000001010 r",  "rt, ra, rb"),
    INSN(adde,   "011111 ttttt aaaaa bbbbb o 010001010 r",  "rt, ra, rb"),
    INSN(addme,  "011111 ttttt aaaaa 00000 o 011101010 r",  "rt, ra"),
    INSN(addze,  "011111 ttttt aaaaa 00000 o 011001010 r",  "rt, ra"),
    INSN(subf,   "011111 ttttt aaaaa bbbbb o 000101000 r",  "rt, ra, rb"),
    INSN(subfc,  "011111 ttttt aaaaa bbbbb o 000001000 r",  "rt, ra, rb"),
    INSN(subfe,  "011111 ttttt aaaaa bbbbb o 010001000 r",  "rt, ra, rb"),
    INSN(subfme, "011111 ttttt aaaaa 00000 o 011101000 r",  "rt, ra"),
    INSN(subfze, "011111 ttttt aaaaa 00000 o 011001000 r",  "rt, ra"),
    INSN(neg,    "011111 ttttt aaaaa 00000 o 001101000 r",  "rt, ra"),
    INSN(mullw,  "011111 ttttt aaaaa bbbbb o 011101011 r",  "rt, ra, rb"),
    INSN(mulhw,  "011111 ttttt aaaaa bbbbb 0 001001011 r",  "rt, ra, rb"),
    INSN(mulhwu, "011111 ttttt aaaaa bbbbb 0 000001011 r",  "rt, ra, rb"),
    INSN(divw,   "011111 ttttt aaaaa bbbbb o 111101011 r",  "rt, ra, rb"),
    INSN(divwu,  "011111 ttttt aaaaa bbbbb o 111001011 r",  "rt, ra, rb"),
    INSN(divwe,  "011111 ttttt aaaaa bbbbb o 110101011 r",  "rt, ra, rb"),
    INSN(divweu, "011111 ttttt aaaaa bbbbb o 110001011 r",  "rt, ra, rb"),
    {0}
};
/* clang-format on */
