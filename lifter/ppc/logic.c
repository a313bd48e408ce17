/* logic.c -- and, or, extend, shift and count.  Power ISA, Book I, 3.3.13, 3.3.14.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static void finish(Block *b, const Fields *f, Val result)
{
    set_gpr(b, f->a, result);
    if (f->r)
        set_cr0(b, result);
}

static void andi(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), result = ir_and(b, x, imm(b, f->i));

    set_gpr(b, f->a, result);
    set_cr0(b, result);
}

static void andis(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), result = ir_and(b, x, imm(b, f->i << 16));

    set_gpr(b, f->a, result);
    set_cr0(b, result);
}

/* ra = rs | n, but nothing at all for the forms used as nop. */
static void or_number(Block *b, const Fields *f, u32 n)
{
    if (n)
        set_gpr(b, f->a, ir_or(b, gpr(b, f->s), imm(b, n)));
    else if (f->a != f->s)
        set_gpr(b, f->a, gpr(b, f->s));
}

static void xor_number(Block *b, const Fields *f, u32 n)
{
    if (n)
        set_gpr(b, f->a, ir_xor(b, gpr(b, f->s), imm(b, n)));
    else if (f->a != f->s)
        set_gpr(b, f->a, gpr(b, f->s));
}

static void ori(Block *b, const Fields *f)
{
    or_number(b, f, f->i);
}

static void oris(Block *b, const Fields *f)
{
    or_number(b, f, f->i << 16);
}

static void xori(Block *b, const Fields *f)
{
    xor_number(b, f, f->i);
}

static void xoris(Block *b, const Fields *f)
{
    xor_number(b, f, f->i << 16);
}

static void and_(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), y = gpr(b, f->b);

    finish(b, f, ir_and(b, x, y));
}

static void andc(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), y = ir_not(b, gpr(b, f->b));

    finish(b, f, ir_and(b, x, y));
}

static void or_(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s);

    finish(b, f, f->s == f->b ? x : ir_or(b, x, gpr(b, f->b)));
}

static void orc(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), y = ir_not(b, gpr(b, f->b));

    finish(b, f, ir_or(b, x, y));
}

static void xor_(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), y = gpr(b, f->b);

    finish(b, f, ir_xor(b, x, y));
}

static void nand(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), y = gpr(b, f->b);

    finish(b, f, ir_not(b, ir_and(b, x, y)));
}

static void nor(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s);

    finish(b, f, ir_not(b, f->s == f->b ? x : ir_or(b, x, gpr(b, f->b))));
}

static void eqv(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), y = gpr(b, f->b);

    finish(b, f, ir_not(b, ir_xor(b, x, y)));
}

static void extsb(Block *b, const Fields *f)
{
    finish(b, f, ir_sext(b, gpr(b, f->s), 8));
}

static void extsh(Block *b, const Fields *f)
{
    finish(b, f, ir_sext(b, gpr(b, f->s), 16));
}

static void cntlzw(Block *b, const Fields *f)
{
    finish(b, f, ir_clz(b, gpr(b, f->s)));
}

static void popcntw(Block *b, const Fields *f)
{
    set_gpr(b, f->a, ir_popcount(b, gpr(b, f->s)));
}

/* The bits set in each byte, by adding neighbours. */
static void popcntb(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s);

    for (u32 step = 1; step < 8; step *= 2) {
        u32 mask = step == 1 ? 0x55555555 : step == 2 ? 0x33333333 : 0x0f0f0f0f;
        Val low = ir_and(b, x, imm(b, mask));
        Val high = ir_and(b, ir_shr(b, x, imm(b, step)), imm(b, mask));
        x = ir_add(b, low, high);
    }
    set_gpr(b, f->a, x);
}

/* The parity of the lowest bits of all bytes: Power ISA 2.05. */
static void prtyw(Block *b, const Fields *f)
{
    Val ones = ir_and(b, gpr(b, f->s), imm(b, 0x01010101));

    set_gpr(b, f->a, ir_and(b, ir_popcount(b, ones), imm(b, 1)));
}

/* Each byte all ones where the operands' bytes are equal, else zero. */
static void cmpb(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), y = gpr(b, f->b), differ = ir_xor(b, x, y);
    Val sevens = imm(b, 0x7f7f7f7f);
    Val carried = ir_add(b, ir_and(b, differ, sevens), sevens);
    Val any = ir_or(b, ir_or(b, carried, differ), sevens);
    Val equal = ir_shr(b, ir_not(b, any), imm(b, 7));

    set_gpr(b, f->a, ir_mul(b, equal, imm(b, 255)));
}

/* Shift counts have six bits: 32 to 63 shift everything out. */
static Val shift_count(Block *b, const Fields *f)
{
    Val y = gpr(b, f->b);

    return ir_and(b, y, imm(b, 63));
}

static void slw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), count = shift_count(b, f);

    finish(b, f, ir_shl(b, x, count));
}

static void srw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), count = shift_count(b, f);

    finish(b, f, ir_shr(b, x, count));
}

/* CA after a right shift of a negative number that loses ones. */
static void put_lost(Block *b, Val x, Val lost_bits)
{
    Val zero = imm(b, 0), negative = ir_set(b, x, zero, CC_LT);
    Val lost = ir_set(b, ir_and(b, x, lost_bits), zero, CC_NE);

    ir_put(b, ir_and(b, negative, lost), SLOT(ca));
}

static void sraw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), count = shift_count(b, f), ones = imm(b, ~0u);

    put_lost(b, x, ir_not(b, ir_shl(b, ones, count)));
    finish(b, f, ir_sar(b, x, count));
}

static void srawi(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s);

    if (f->h)
        put_lost(b, x, imm(b, (1u << f->h) - 1));
    else
        ir_put(b, imm(b, 0), SLOT(ca));
    finish(b, f, f->h ? ir_sar(b, x, imm(b, f->h)) : x);
}

/* clang-format off */
const PpcInsn ppc_logic[] = {
    {"andi.",     "011100 sssss aaaaa iiiiiiiiiiiiiiii", andi,  "ra, rs, +i"},
    {"andis.",    "011101 sssss aaaaa iiiiiiiiiiiiiiii", andis, "ra, rs, +i"},
    INSN(ori,     "011000 sssss aaaaa iiiiiiiiiiiiiiii",  "ra, rs, +i"),
    INSN(oris,    "011001 sssss aaaaa iiiiiiiiiiiiiiii",  "ra, rs, +i"),
    INSN(xori,    "011010 sssss aaaaa iiiiiiiiiiiiiiii",  "ra, rs, +i"),
    INSN(xoris,   "011011 sssss aaaaa iiiiiiiiiiiiiiii",  "ra, rs, +i"),
    {"and",       "011111 sssss aaaaa bbbbb 0000011100 r", and_, "ra, rs, rb"},
    INSN(andc,    "011111 sssss aaaaa bbbbb 0000111100 r", "ra, rs, rb"),
    {"or",        "011111 sssss aaaaa bbbbb 0110111100 r", or_, "ra, rs, rb"},
    INSN(orc,     "011111 sssss aaaaa bbbbb 0110011100 r", "ra, rs, rb"),
    {"xor",       "011111 sssss aaaaa bbbbb 0100111100 r", xor_, "ra, rs, rb"},
    INSN(nand,    "011111 sssss aaaaa bbbbb 0111011100 r", "ra, rs, rb"),
    INSN(nor,     "011111 sssss aaaaa bbbbb 0001111100 r", "ra, rs, rb"),
    INSN(eqv,     "011111 sssss aaaaa bbbbb 0100011100 r", "ra, rs, rb"),
    INSN(extsb,   "011111 sssss aaaaa 00000 1110111010 r", "ra, rs"),
    INSN(extsh,   "011111 sssss aaaaa 00000 1110011010 r", "ra, rs"),
    INSN(cntlzw,  "011111 sssss aaaaa 00000 0000011010 r", "ra, rs"),
    INSN(popcntb, "011111 sssss aaaaa 00000 0001111010 0", "ra, rs"),
    INSN(popcntw, "011111 sssss aaaaa 00000 0101111010 0", "ra, rs"),
    INSN(prtyw,   "011111 sssss aaaaa 00000 0010011010 0", "ra, rs"),
    INSN(cmpb,    "011111 sssss aaaaa bbbbb 0111111100 0", "ra, rs, rb"),
    INSN(slw,     "011111 sssss aaaaa bbbbb 0000011000 r", "ra, rs, rb"),
    INSN(srw,     "011111 sssss aaaaa bbbbb 1000011000 r", "ra, rs, rb"),
    INSN(sraw,    "011111 sssss aaaaa bbbbb 1100011000 r", "ra, rs, rb"),
    INSN(srawi,   "011111 sssss aaaaa hhhhh 1100111000 r", "ra, rs, +h"),
    {0}
};
/* clang-format on */
