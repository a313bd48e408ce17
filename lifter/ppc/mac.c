/* mac.c -- halfword multiplication and accumulation, dlmzb.  PPC440 User's Manual, 9.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/ppc/ppc.h"

/* Which halves of ra and rb are multiplied: hh both high, ch ra's low and rb's high, lh
 * both low. */
typedef enum { HALVES_HH, HALVES_CH, HALVES_LH } Halves;

static Val half(Block *b, Val word, bool high, bool is_signed)
{
    if (high)
        return is_signed ? ir_sar(b, word, imm(b, 16)) : ir_shr(b, word, imm(b, 16));
    return is_signed ? ir_sext(b, word, 16) : ir_zext(b, word, 16);
}

/* Bit `s` of the encoding is 0 where numbers have no sign. */
static Val product(Block *b, const Fields *f, Halves halves)
{
    Val x = half(b, gpr(b, f->a), halves == HALVES_HH, f->s);
    Val y = half(b, gpr(b, f->b), halves != HALVES_LH, f->s);

    return ir_mul(b, x, y);
}

static void finish(Block *b, const Fields *f, Val result)
{
    set_gpr(b, f->t, result);
    if (f->r)
        set_cr0(b, result);
}

static Val most(Block *b, const Fields *f, Val addend)
{
    if (!f->s)
        return imm(b, ~0u);
    return ir_xor(b, ir_sar(b, addend, imm(b, 31)), imm(b, 0x7fffffff));
}

/* rt += addend: `S` saturates, `o` records whether the sum fits. */
static void accumulate(Block *b, const Fields *f, Val addend)
{
    Val before = gpr(b, f->t), zero = imm(b, 0), sum = ir_add(b, before, addend), lost;

    if (!f->o && !f->S) {
        finish(b, f, sum);
        return;
    }
    lost =
        f->s ? ir_overflow(b, before, addend, zero) : ir_carry(b, before, addend, zero);
    if (f->S)
        sum = ir_select(b, lost, most(b, f, addend), sum);
    if (f->o)
        put_ov(b, lost);
    finish(b, f, sum);
}

#define FOR_HALVES(hh, HALVES)                                                         \
    static void mul##hh##w(Block *b, const Fields *f)                                  \
    {                                                                                  \
        finish(b, f, product(b, f, HALVES));                                           \
    }                                                                                  \
    static void mac##hh##w(Block *b, const Fields *f)                                  \
    {                                                                                  \
        accumulate(b, f, product(b, f, HALVES));                                       \
    }                                                                                  \
    static void nmac##hh##w(Block *b, const Fields *f)                                 \
    {                                                                                  \
        Fields with_sign = *f;                                                         \
                                                                                       \
        with_sign.s = 1;                                                               \
        accumulate(b, &with_sign, ir_neg(b, product(b, &with_sign, HALVES)));          \
    }

FOR_HALVES(hh, HALVES_HH)
FOR_HALVES(ch, HALVES_CH)
FOR_HALVES(lh, HALVES_LH)

/* 0x80 in each byte of a doubleword that is 0, and nothing in the others. */
static Val zero_bytes(Block *b, Val x)
{
    Val low_bits = ir_constant(b, TY_I64, 0x7f7f7f7f7f7f7f7f);
    Val carried = ir_add(b, ir_and(b, x, low_bits), low_bits);

    return ir_not(b, ir_or(b, ir_or(b, carried, x), low_bits));
}

/* Determine leftmost zero byte of rs and rb: its number from 1 on, or 8 if there is
 * none, in ra and as the length of XER; CR0 tells in which word it is. */
static void dlmzb(Block *b, const Fields *f)
{
    Val high = ir_extu(b, TY_I64, gpr(b, f->s)), low = ir_extu(b, TY_I64, gpr(b, f->b));
    Val shifted = ir_shl(b, high, ir_constant(b, TY_I64, 32));
    Val zeros = zero_bytes(b, ir_or(b, shifted, low)), none = ir_constant(b, TY_I64, 0);
    Val found = ir_set(b, zeros, none, CC_NE);
    Val before = ir_shr(b, ir_trunc(b, TY_I32, ir_clz(b, zeros)), imm(b, 3));
    Val number = ir_add(b, before, found);

    set_gpr(b, f->a, number);
    ir_put(b, number, SLOT(count));
    if (!f->r)
        return;
    Val in_high = ir_set(b, number, imm(b, 5), CC_LTU);
    set_cr_bit(b, 0, ir_sub(b, found, in_high));
    set_cr_bit(b, 1, in_high);
    set_cr_bit(b, 2, ir_set(b, zeros, none, CC_EQ));
    set_cr_bit(b, 3, ir_get(b, TY_I32, SLOT(so)));
}

/* clang-format off */
const PpcInsn ppc_mac[] = {
    {"mulhhw(s:u-)",         "000100 ttttt aaaaa bbbbb 0 000s01000 r",  mulhhw,  "rt, ra, rb"},
    {"mulchw(s:u-)",         "000100 ttttt aaaaa bbbbb 0 010s01000 r",  mulchw,  "rt, ra, rb"},
    {"mullhw(s:u-)",         "000100 ttttt aaaaa bbbbb 0 110s01000 r",  mullhw,  "rt, ra, rb"},
    {"machhw(S:-s)(s:u-)",   "000100 ttttt aaaaa bbbbb o 00Ss01100 r",  machhw,  "rt, ra, rb"},
    {"macchw(S:-s)(s:u-)",   "000100 ttttt aaaaa bbbbb o 01Ss01100 r",  macchw,  "rt, ra, rb"},
    {"maclhw(S:-s)(s:u-)",   "000100 ttttt aaaaa bbbbb o 11Ss01100 r",  maclhw,  "rt, ra, rb"},
    {"nmachhw(S:-s)",        "000100 ttttt aaaaa bbbbb o 00S101110 r",  nmachhw, "rt, ra, rb"},
    {"nmacchw(S:-s)",        "000100 ttttt aaaaa bbbbb o 01S101110 r",  nmacchw, "rt, ra, rb"},
    {"nmaclhw(S:-s)",        "000100 ttttt aaaaa bbbbb o 11S101110 r",  nmaclhw, "rt, ra, rb"},
    INSN(dlmzb,              "011111 sssss aaaaa bbbbb 0001001110 r",   "ra, rs, rb"),
    {0}
};
/* clang-format on */
