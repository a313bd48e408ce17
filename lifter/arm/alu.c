/* alu.c -- the data-processing instructions.  ARM ARM, A8.8.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/forms.h"

/* Thumb stays in Thumb; A32 goes by the low bit of the result. */
static void set_rd(Block *b, const ArmInsn *i, Val v, bool is_return)
{
    if (i->d != 15)
        set_reg(b, i, i->d, v);
    else if (i->thumb)
        write_pc_branch(b, i, v, is_return);
    else
        write_pc_bx(b, i, v, is_return);
}

static void set_cv(Block *b, const ArmInsn *i, Val carry, Val overflow)
{
    set_slot(b, i, SLOT(c), carry);
    set_slot(b, i, SLOT(v), overflow);
}

static Val sum(Block *b, const ArmInsn *i, Val x, Val y)
{
    Val result = ir_add(b, x, y);

    if (i->sets_flags) {
        Val zero = imm(b, 0), carry = ir_carry(b, x, y, zero);
        Val overflow = ir_overflow(b, x, y, zero);
        set_nz(b, i, result);
        set_cv(b, i, carry, overflow);
    }
    return result;
}

static Val difference(Block *b, const ArmInsn *i, Val x, Val y)
{
    Val result = ir_sub(b, x, y);

    if (i->sets_flags) {
        Val carry = ir_set(b, x, y, CC_GEU), not_y = ir_not(b, y);
        Val overflow = ir_overflow(b, x, not_y, imm(b, 1));
        set_nz(b, i, result);
        set_cv(b, i, carry, overflow);
    }
    return result;
}

static Val sum_with_carry(Block *b, const ArmInsn *i, Val x, Val y)
{
    Val c = flag(b, SLOT(c)), result = ir_add(b, ir_add(b, x, y), c);

    if (i->sets_flags) {
        Val carry = ir_carry(b, x, y, c), overflow = ir_overflow(b, x, y, c);
        set_nz(b, i, result);
        set_cv(b, i, carry, overflow);
    }
    return result;
}

static Val logic(Block *b, const ArmInsn *i, Val result, Val carry)
{
    if (i->sets_flags) {
        set_nz(b, i, result);
        set_slot(b, i, SLOT(c), carry);
    }
    return result;
}

#define ARITH(name, value)                                                             \
    static Val do_##name(Block *b, const ArmInsn *i)                                   \
    {                                                                                  \
        Val n = reg(b, i, i->n), m = operand2(b, i, NULL);                             \
        return value;                                                                  \
    }
#define LOGIC(name, value)                                                             \
    static Val do_##name(Block *b, const ArmInsn *i)                                   \
    {                                                                                  \
        Val carry = i->sets_flags ? flag(b, SLOT(c)) : VAL_NONE;                       \
        Val m = operand2(b, i, i->sets_flags ? &carry : NULL), n = reg(b, i, i->n);    \
        (void)n;                                                                       \
        return logic(b, i, value, carry);                                              \
    }

/* clang-format off */
ARITH(add, sum(b, i, n, m))
ARITH(adc, sum_with_carry(b, i, n, m))
ARITH(sub, difference(b, i, n, m))
ARITH(sbc, sum_with_carry(b, i, n, ir_not(b, m)))
ARITH(rsb, difference(b, i, m, n))
ARITH(rsc, sum_with_carry(b, i, m, ir_not(b, n)))

LOGIC(and, ir_and(b, n, m))
LOGIC(eor, ir_xor(b, n, m))
LOGIC(orr, ir_or(b, n, m))
LOGIC(bic, ir_and(b, n, ir_not(b, m)))
LOGIC(orn, ir_or(b, n, ir_not(b, m)))
LOGIC(mov, m)
LOGIC(mvn, ir_not(b, m))
/* clang-format on */

/* mov pc, lr returns. */
void arm_mov(Block *b, const ArmInsn *i)
{
    bool is_return = i->op2.kind == OP2_SHIFTED && i->op2.m == 14;

    set_rd(b, i, do_mov(b, i), is_return);
}

/* The address of a place near: from r15 cut to a multiple of 4. */
INSN(adr)
{
    u32 base = i->pc & ~3u;

    set_rd(b, i, imm(b, i->add ? base + i->imm : base - i->imm), false);
}

INSN(movw)
{
    set_reg(b, i, i->d, imm(b, i->imm));
}

INSN(movt)
{
    Val low = ir_and(b, reg(b, i, i->d), imm(b, 0xffff));

    set_reg(b, i, i->d, ir_or(b, low, imm(b, i->imm << 16)));
}

/* clang-format off */
/* Most write their result; four only compare. */
#define WRITES(name)                                                                   \
    INSN(name)                                                                         \
    {                                                                                  \
        set_rd(b, i, do_##name(b, i), false);                                          \
    }
#define COMPARES(name, like)                                                           \
    INSN(name)                                                                         \
    {                                                                                  \
        ArmInsn compare = *i;                                                          \
        compare.sets_flags = true;                                                     \
        do_##like(b, &compare);                                                        \
    }
WRITES(and) WRITES(eor) WRITES(sub) WRITES(rsb) WRITES(add) WRITES(adc) WRITES(sbc)
WRITES(rsc) WRITES(orr) WRITES(bic) WRITES(mvn) WRITES(orn)
COMPARES(tst, and) COMPARES(teq, eor) COMPARES(cmp, sub) COMPARES(cmn, add)

/* Its second operand is a number, a register shifted by a number or one by a register. */
#define A32_DP(name, code)                                                                      \
    A32(#name, "cccc 001 " code " S nnnn dddd rrrr vvvvvvvv",                                   \
        name, a32_number, "", "d, n, o", SELECTS),                                              \
    A32(#name, "cccc 000 " code " S nnnn dddd vvvvv yy 0 mmmm",                                 \
        name, shifted, "", "d, n, o", SELECTS),                                                 \
    A32(#name, "cccc 000 " code " S nnnn dddd ssss 0 yy 1 mmmm",                                \
        name, by_register, "dnms", "d, n, o", SELECTS)
#define A32_MOVE(name, code)                                                                    \
    A32(#name, "cccc 001 " code " S 0000 dddd rrrr vvvvvvvv",                                   \
        name, a32_number, "", "d, o", SELECTS),                                                 \
    A32(#name, "cccc 000 " code " S 0000 dddd vvvvv yy 0 mmmm",                                 \
        name, shifted, "", "d, o", SELECTS),                                                    \
    A32(#name, "cccc 000 " code " S 0000 dddd ssss 0 yy 1 mmmm",                                \
        name, by_register, "dms", "d, o", SELECTS)
#define A32_COMPARE(name, code)                                                                 \
    A32(#name, "cccc 001 " code " 1 nnnn 0000 rrrr vvvvvvvv",                                   \
        name, a32_number, "", "n, o", SELECTS | SETS_FLAGS),                                    \
    A32(#name, "cccc 000 " code " 1 nnnn 0000 vvvvv yy 0 mmmm",                                 \
        name, shifted, "", "n, o", SELECTS | SETS_FLAGS),                                       \
    A32(#name, "cccc 000 " code " 1 nnnn 0000 ssss 0 yy 1 mmmm",                                \
        name, by_register, "nms", "n, o", SELECTS | SETS_FLAGS)

#define T32_DP(name, code, bars)                                                                \
    T32(#name, "11110 v 0 " code " S nnnn 0 vvv dddd vvvvvvvv",                                 \
        name, t32_number, bars, "d, n, o", SELECTS),                                            \
    T32(#name, "11101 01 " code " S nnnn 0 vvv dddd vv yy mmmm",                                \
        name, shifted, bars "M", "d, n, o", SELECTS)
/* To r13 only from r13. */
#define T32_SUM(name, code)                                                                     \
    T32(#name, "11110 v 0 " code " S nnnn 0 vvv dddd vvvvvvvv",                                 \
        name, t32_sum_number, "dn", "d, n, o", SELECTS),                                        \
    T32(#name, "11101 01 " code " S nnnn 0 vvv dddd vv yy mmmm",                                \
        name, t32_sum_shifted, "dnM", "d, n, o", SELECTS)
/* No first operand: n is 1111. */
#define T32_MOVE(name, code, bars)                                                              \
    T32(#name, "11110 v 0 " code " S 1111 0 vvv dddd vvvvvvvv",                                 \
        name, t32_number, "D", "d, o", SELECTS),                                                \
    T32(#name, "11101 01 " code " S 1111 0 vvv dddd vv yy mmmm",                                \
        name, shifted, bars, "d, o", SELECTS)
/* No destination: d is 1111. */
#define T32_COMPARE(name, code, bars)                                                           \
    T32(#name, "11110 v 0 " code " 1 nnnn 0 vvv 1111 vvvvvvvv",                                 \
        name, t32_number, bars, "n, o", SELECTS | SETS_FLAGS),                                  \
    T32(#name, "11101 01 " code " 1 nnnn 0 vvv 1111 vv yy mmmm",                                \
        name, shifted, bars "M", "n, o", SELECTS | SETS_FLAGS)

#define T16_DP(name, code)                                                                      \
    T16(#name, "010000 " code " mmm ddd", name, two_register, "", "d, m", SELECTS)
#define T16_COMPARE(name, code)                                                                 \
    T16(#name, "010000 " code " mmm nnn", name, register, "", "n, m", SELECTS | SETS_FLAGS)

/* ARM ARM, A5.2; A6.3.1, A6.3.3, A6.3.11; A6.2. */
const ArmRow arm_alu_rows[] = {
    /* What would be compares that set no flags. */
    A32("movw", "cccc 0011 0000 aaaa dddd vvvvvvvvvvvv", movw, a32_move16, "d", "d, #v", SELECTS),
    A32("movt", "cccc 0011 0100 aaaa dddd vvvvvvvvvvvv", movt, a32_move16, "d", "d, #v", SELECTS),
    A32_DP(and, "0000"), A32_DP(eor, "0001"), A32_DP(sub, "0010"), A32_DP(rsb, "0011"),
    A32_DP(add, "0100"), A32_DP(adc, "0101"), A32_DP(sbc, "0110"), A32_DP(rsc, "0111"),
    A32_DP(orr, "1100"), A32_DP(bic, "1110"),
    A32_MOVE(mov, "1101"), A32_MOVE(mvn, "1111"),
    A32_COMPARE(tst, "1000"), A32_COMPARE(teq, "1001"),
    A32_COMPARE(cmp, "1010"), A32_COMPARE(cmn, "1011"),

    T32_COMPARE(tst, "0000", "N"), T32_DP(and, "0000", "DN"),
    T32_COMPARE(teq, "0100", "N"), T32_DP(eor, "0100", "DN"),
    T32_COMPARE(cmn, "1000", "n"), T32_SUM(add, "1000"),
    T32_COMPARE(cmp, "1101", "n"), T32_SUM(sub, "1101"),
    T32("mov", "11101 01 0010 0 1111 0000 dddd 0000 mmmm", mov, register, "dm", "d, m", SELECTS),
    T32_MOVE(mov, "0010", "DM"), T32_DP(orr, "0010", "DN"),
    T32_MOVE(mvn, "0011", "DM"), T32_DP(orn, "0011", "DN"),
    T32_DP(bic, "0001", "DN"), T32_DP(adc, "1010", "DN"), T32_DP(sbc, "1011", "DN"),
    T32_DP(rsb, "1110", "DN"),
    T32("adr",  "11110 v 1 0000 0 1111 0 vvv dddd vvvvvvvv", adr, adr_up, "D", "d, #v", SELECTS),
    T32("adr",  "11110 v 1 0101 0 1111 0 vvv dddd vvvvvvvv", adr, adr_down, "D", "d, #-v", SELECTS),
    T32("addw", "11110 v 1 0000 0 nnnn 0 vvv dddd vvvvvvvv",
        add, t32_sum12, "d", "d, n, #v", SELECTS),
    T32("subw", "11110 v 1 0101 0 nnnn 0 vvv dddd vvvvvvvv",
        sub, t32_sum12, "d", "d, n, #v", SELECTS),
    T32("movw", "11110 r 1 0010 0 aaaa 0 xxx dddd vvvvvvvv",
        movw, t32_move16, "D", "d, #v", SELECTS),
    T32("movt", "11110 r 1 0110 0 aaaa 0 xxx dddd vvvvvvvv",
        movt, t32_move16, "D", "d, #v", SELECTS),
    T32("lsl", "11111010 000 S nnnn 1111 dddd 0000 mmmm",
        mov, t32_by_lsl, "DNM", "d, n, m", SELECTS),
    T32("lsr", "11111010 001 S nnnn 1111 dddd 0000 mmmm",
        mov, t32_by_lsr, "DNM", "d, n, m", SELECTS),
    T32("asr", "11111010 010 S nnnn 1111 dddd 0000 mmmm",
        mov, t32_by_asr, "DNM", "d, n, m", SELECTS),
    T32("ror", "11111010 011 S nnnn 1111 dddd 0000 mmmm",
        mov, t32_by_ror, "DNM", "d, n, m", SELECTS),

    T16("mov",  "00000 00000 mmm ddd", mov, register_flags, "", "d, m", SELECTS | NOT_IN_IT),
    T16("add",  "0001100 mmm nnn ddd", add, register_flags, "", "d, n, m", SELECTS),
    T16("sub",  "0001101 mmm nnn ddd", sub, register_flags, "", "d, n, m", SELECTS),
    T16("add",  "0001110 vvv nnn ddd", add, flags, "", "d, n, #v", SELECTS),
    T16("sub",  "0001111 vvv nnn ddd", sub, flags, "", "d, n, #v", SELECTS),
    T16("lsl",  "000 yy vvvvv mmm ddd", mov, shifted_flags, "", "d, m, #v", SELECTS),
    T16("mov",  "00100 ddd vvvvvvvv", mov, flags, "", "d, #v", SELECTS),
    T16("cmp",  "00101 nnn vvvvvvvv", cmp, number, "", "n, #v", SELECTS | SETS_FLAGS),
    T16("add",  "00110 ddd vvvvvvvv", add, two_number, "", "d, #v", SELECTS),
    T16("sub",  "00111 ddd vvvvvvvv", sub, two_number, "", "d, #v", SELECTS),
    T16_DP(and, "0000"), T16_DP(eor, "0001"), T16_DP(adc, "0101"), T16_DP(sbc, "0110"),
    T16_DP(orr, "1100"), T16_DP(bic, "1110"), T16_DP(mvn, "1111"),
    T16_COMPARE(tst, "1000"), T16_COMPARE(cmp, "1010"), T16_COMPARE(cmn, "1011"),
    T16("lsl",  "010000 0010 sss ddd", mov, by_lsl, "", "d, s", SELECTS),
    T16("lsr",  "010000 0011 sss ddd", mov, by_lsr, "", "d, s", SELECTS),
    T16("asr",  "010000 0100 sss ddd", mov, by_asr, "", "d, s", SELECTS),
    T16("ror",  "010000 0111 sss ddd", mov, by_ror, "", "d, s", SELECTS),
    T16("rsb",  "010000 1001 nnn ddd", rsb, negate, "", "d, n, #0", SELECTS),
    T16("add",  "01000100 d mmmm ddd", add, high, "", "d, m", SELECTS),
    T16("cmp",  "01000101 n mmmm nnn", cmp, high_compare, "", "n, m", SELECTS | SETS_FLAGS),
    T16("mov",  "01000110 d mmmm ddd", mov, register, "", "d, m", SELECTS),
    T16("adr",  "10100 ddd vvvvvvvv",  adr, t16_adr, "", "d, #v", SELECTS),
    T16("add",  "10101 ddd vvvvvvvv",  add, from_sp, "", "d, sp, o", SELECTS),
    T16("add",  "10110000 0 vvvvvvv",  add, sp_number, "", "sp, o", SELECTS),
    T16("sub",  "10110000 1 vvvvvvv",  sub, sp_number, "", "sp, o", SELECTS),
    {0}
};
/* clang-format on */
