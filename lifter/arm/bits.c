/* bits.c -- bit fields, extension, reversal and packing.  ARM ARM, A4.4.4, A4.4.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

static void set_rd(Block *b, const ArmInsn *i, Val v)
{
    set_reg(b, i, i->d, v);
}

/* Rm rotated right by x bytes. */
static Val rotated(Block *b, const ArmInsn *i)
{
    Val m = reg(b, i, i->m);

    return i->x ? ir_ror(b, m, imm(b, 8 * i->x)) : m;
}

/* The forms that add have an Rn; 15 stands for none. */
static void set_extended(Block *b, const ArmInsn *i, Val v)
{
    set_rd(b, i, i->n == 15 ? v : ir_add(b, reg(b, i, i->n), v));
}

INSN(sxtb)
{
    set_extended(b, i, ir_sext(b, rotated(b, i), 8));
}

INSN(sxth)
{
    set_extended(b, i, ir_sext(b, rotated(b, i), 16));
}

INSN(uxtb)
{
    set_extended(b, i, ir_zext(b, rotated(b, i), 8));
}

INSN(uxth)
{
    set_extended(b, i, ir_zext(b, rotated(b, i), 16));
}

/* Both halves of Rn and the result, each for itself. */
static void set_extended16(Block *b, const ArmInsn *i, Val low, Val high)
{
    if (i->n != 15) {
        Val n = reg(b, i, i->n);
        low = ir_add(b, low, n);
        high = ir_add(b, high, ir_shr(b, n, imm(b, 16)));
    }
    low = ir_zext(b, low, 16);
    set_rd(b, i, ir_or(b, low, ir_shl(b, high, imm(b, 16))));
}

INSN(sxtb16)
{
    Val m = rotated(b, i), low = ir_sext(b, m, 8);

    set_extended16(b, i, low, ir_sext(b, ir_shr(b, m, imm(b, 16)), 8));
}

INSN(uxtb16)
{
    Val m = rotated(b, i), low = ir_zext(b, m, 8);

    set_extended16(b, i, low, ir_zext(b, ir_shr(b, m, imm(b, 16)), 8));
}

INSN(rev)
{
    set_rd(b, i, ir_bswap(b, reg(b, i, i->m)));
}

INSN(rev16)
{
    Val v = ir_bswap(b, reg(b, i, i->m));

    set_rd(b, i, ir_ror(b, v, imm(b, 16)));
}

INSN(revsh)
{
    Val v = ir_bswap(b, reg(b, i, i->m));

    set_rd(b, i, ir_sar(b, v, imm(b, 16)));
}

INSN(rbit)
{
    Val m = reg(b, i, i->m);

    set_rd(b, i, ir_helper(b, arm_helpers, ARM_rbit, m, VAL_NONE, VAL_NONE));
}

void arm_clz(Block *b, const ArmInsn *i)
{
    set_rd(b, i, ir_clz(b, reg(b, i, i->m)));
}

/* Bit fields: y is the lowest bit, x the number of bits. */
static u32 ones(u32 count)
{
    return count >= 32 ? ~0u : (1u << count) - 1;
}

INSN(bfc)
{
    Val d = reg(b, i, i->d);

    set_rd(b, i, ir_and(b, d, imm(b, ~(ones(i->x) << i->y))));
}

INSN(bfi)
{
    Val d = ir_and(b, reg(b, i, i->d), imm(b, ~(ones(i->x) << i->y)));
    Val n = ir_and(b, reg(b, i, i->n), imm(b, ones(i->x)));

    set_rd(b, i, ir_or(b, d, ir_shl(b, n, imm(b, i->y))));
}

INSN(sbfx)
{
    Val n = ir_shr(b, reg(b, i, i->n), imm(b, i->y));

    set_rd(b, i, ir_sext(b, n, i->x));
}

INSN(ubfx)
{
    Val n = ir_shr(b, reg(b, i, i->n), imm(b, i->y));

    set_rd(b, i, ir_zext(b, n, i->x));
}

INSN(pkhbt)
{
    Val low = ir_zext(b, reg(b, i, i->n), 16);
    Val high = ir_and(b, operand2(b, i, NULL), imm(b, 0xffff0000));

    set_rd(b, i, ir_or(b, high, low));
}

INSN(pkhtb)
{
    Val high = ir_and(b, reg(b, i, i->n), imm(b, 0xffff0000));
    Val low = ir_zext(b, operand2(b, i, NULL), 16);

    set_rd(b, i, ir_or(b, high, low));
}

/* An extension that adds to no register. */
FORM(alone)
{
    (void)f;
    i->n = 15;
    return true;
}

FORM(pack)
{
    i->op2 = op2_shifted(f->m, LSL, f->v);
    return true;
}

FORM(pack_top)
{
    i->op2 = op2_shifted(f->m, ASR, f->v);
    return true;
}

FORM(field_to_msb)
{
    if (f->x < f->y)
        return false;
    i->x = (u8)(f->x - f->y + 1);
    return true;
}

FORM(field_of_width)
{
    i->x = (u8)(f->x + 1);
    return f->y + i->x <= 32;
}

/* Rm is encoded twice. */
FORM(same_twice)
{
    (void)i;
    return f->n == f->m;
}

/* clang-format off */
#define A32_EXTEND(with, without, code, function)                                               \
    A32(without, "cccc 0110 1" code " 1111 dddd xx 00 0111 mmmm",                               \
        function, alone, "dm", "d, m|x", SELECTS),                                              \
    A32(with,    "cccc 0110 1" code " nnnn dddd xx 00 0111 mmmm",                               \
        function, none, "dm", "d, n, m|x", SELECTS)
#define T32_EXTEND(with, without, code, function)                                               \
    T32(without, "11111010 0" code " 1111 1111 dddd 10 xx mmmm",                                \
        function, alone, "DM", "d, m|x", SELECTS),                                              \
    T32(with,    "11111010 0" code " nnnn 1111 dddd 10 xx mmmm",                                \
        function, none, "DMN", "d, n, m|x", SELECTS)
#define T16_EXTEND(name, code)                                                                  \
    T16(#name, "10110010 " code " mmm ddd", name, alone, "", "d, m", SELECTS)
#define A32_REVERSE(name, high, low)                                                            \
    A32(#name, "cccc " high " 1111 dddd 1111 " low " mmmm", name, none, "dm", "d, m", SELECTS)
#define T32_REVERSE(name, high, low)                                                            \
    T32(#name, "11111010 " high " nnnn 1111 dddd " low " mmmm",                                 \
        name, same_twice, "DM", "d, m", SELECTS)
#define T16_REVERSE(name, code)                                                                 \
    T16(#name, "10111010 " code " mmm ddd", name, none, "", "d, m", SELECTS)

/* ARM ARM, A5.4; A6.3.3, A6.3.12, A6.3.15; A6.2.5. */
const ArmRow arm_bits_rows[] = {
    A32_EXTEND("sxtab16", "sxtb16", "000", sxtb16), A32_EXTEND("uxtab16", "uxtb16", "100", uxtb16),
    A32_EXTEND("sxtab",   "sxtb",   "010", sxtb),   A32_EXTEND("uxtab",   "uxtb",   "110", uxtb),
    A32_EXTEND("sxtah",   "sxth",   "011", sxth),   A32_EXTEND("uxtah",   "uxth",   "111", uxth),
    T32_EXTEND("sxtah",   "sxth",   "000", sxth),   T32_EXTEND("uxtah",   "uxth",   "001", uxth),
    T32_EXTEND("sxtab16", "sxtb16", "010", sxtb16), T32_EXTEND("uxtab16", "uxtb16", "011", uxtb16),
    T32_EXTEND("sxtab",   "sxtb",   "100", sxtb),   T32_EXTEND("uxtab",   "uxtb",   "101", uxtb),
    T16_EXTEND(sxth, "00"), T16_EXTEND(sxtb, "01"), T16_EXTEND(uxth, "10"), T16_EXTEND(uxtb, "11"),

    A32_REVERSE(rev,   "0110 1011", "0011"), T32_REVERSE(rev,   "1001", "1000"),
    A32_REVERSE(rev16, "0110 1011", "1011"), T32_REVERSE(rev16, "1001", "1001"),
    A32_REVERSE(rbit,  "0110 1111", "0011"), T32_REVERSE(rbit,  "1001", "1010"),
    A32_REVERSE(revsh, "0110 1111", "1011"), T32_REVERSE(revsh, "1001", "1011"),
    A32_REVERSE(clz,   "0001 0110", "0001"), T32_REVERSE(clz,   "1011", "1000"),
    T16_REVERSE(rev, "00"), T16_REVERSE(rev16, "01"), T16_REVERSE(revsh, "11"),

    A32("bfc",  "cccc 0111 110 xxxxx dddd yyyyy 001 1111",
        bfc, field_to_msb, "d", "d, #y, #x", SELECTS),
    A32("bfi",  "cccc 0111 110 xxxxx dddd yyyyy 001 nnnn",
        bfi, field_to_msb, "d", "d, n, #y, #x", SELECTS),
    A32("sbfx", "cccc 0111 101 xxxxx dddd yyyyy 101 nnnn",
        sbfx, field_of_width, "dn", "d, n, #y, #x", SELECTS),
    A32("ubfx", "cccc 0111 111 xxxxx dddd yyyyy 101 nnnn",
        ubfx, field_of_width, "dn", "d, n, #y, #x", SELECTS),
    T32("bfc",  "1111 0011 0110 1111 0 yyy dddd yy 0 xxxxx",
        bfc, field_to_msb, "D", "d, #y, #x", SELECTS),
    T32("bfi",  "1111 0011 0110 nnnn 0 yyy dddd yy 0 xxxxx",
        bfi, field_to_msb, "DN", "d, n, #y, #x", SELECTS),
    T32("sbfx", "1111 0011 0100 nnnn 0 yyy dddd yy 0 xxxxx",
        sbfx, field_of_width, "DN", "d, n, #y, #x", SELECTS),
    T32("ubfx", "1111 0011 1100 nnnn 0 yyy dddd yy 0 xxxxx",
        ubfx, field_of_width, "DN", "d, n, #y, #x", SELECTS),

    A32("pkhbt", "cccc 0110 1000 nnnn dddd vvvvv 001 mmmm",
        pkhbt, pack, "dnm", "d, n, o", SELECTS),
    A32("pkhtb", "cccc 0110 1000 nnnn dddd vvvvv 101 mmmm",
        pkhtb, pack_top, "dnm", "d, n, o", SELECTS),
    T32("pkhbt", "11101 01 0110 0 nnnn 0 vvv dddd vv 00 mmmm",
        pkhbt, pack, "DNM", "d, n, o", SELECTS),
    T32("pkhtb", "11101 01 0110 0 nnnn 0 vvv dddd vv 10 mmmm",
        pkhtb, pack_top, "DNM", "d, n, o", SELECTS),
    {0}
};
/* clang-format on */
