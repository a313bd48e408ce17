/* t16.c -- the 16-bit Thumb encodings.  ARM ARM, A6.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define ALU(name, code)                                                                \
    ROW(#name, "010000 " code " mmm ddd", name, two_register, "", "d, m", SELECTS)
#define COMPARE(name, code)                                                            \
    ROW(#name, "010000 " code " mmm nnn", name, register, "", "n, m", SELECTS | SETS_FLAGS)
#define EXTEND(name, code)                                                             \
    ROW(#name, "10110010 " code " mmm ddd", name, alone, "", "d, m", SELECTS)
#define REGISTER(name, code, flags)                                                    \
    ROW(#name, "0101 " code " mmm nnn ttt", name, t16_register, "", "t, M", flags)

const ArmRow t16_rows[] = {
    ROW("mov",  "00000 00000 mmm ddd", mov, register_flags, "", "d, m", SELECTS | NOT_IN_IT),
    ROW("add",  "0001100 mmm nnn ddd", add, register_flags, "", "d, n, m", SELECTS),
    ROW("sub",  "0001101 mmm nnn ddd", sub, register_flags, "", "d, n, m", SELECTS),
    ROW("add",  "0001110 vvv nnn ddd", add, flags, "", "d, n, #v", SELECTS),
    ROW("sub",  "0001111 vvv nnn ddd", sub, flags, "", "d, n, #v", SELECTS),
    ROW("lsl",  "000 yy vvvvv mmm ddd", mov, shifted_flags, "", "d, m, #v", SELECTS),
    ROW("mov",  "00100 ddd vvvvvvvv",  mov, flags, "", "d, #v", SELECTS),
    ROW("cmp",  "00101 nnn vvvvvvvv",  cmp, number, "", "n, #v", SELECTS | SETS_FLAGS),
    ROW("add",  "00110 ddd vvvvvvvv",  add, two_number, "", "d, #v", SELECTS),
    ROW("sub",  "00111 ddd vvvvvvvv",  sub, two_number, "", "d, #v", SELECTS),
    ALU(and, "0000"), ALU(eor, "0001"), ALU(adc, "0101"), ALU(sbc, "0110"),
    ALU(orr, "1100"), ALU(bic, "1110"), ALU(mvn, "1111"),
    COMPARE(tst, "1000"), COMPARE(cmp, "1010"), COMPARE(cmn, "1011"),
    ROW("lsl",  "010000 0010 sss ddd", mov, by_lsl, "", "d, s", SELECTS),
    ROW("lsr",  "010000 0011 sss ddd", mov, by_lsr, "", "d, s", SELECTS),
    ROW("asr",  "010000 0100 sss ddd", mov, by_asr, "", "d, s", SELECTS),
    ROW("ror",  "010000 0111 sss ddd", mov, by_ror, "", "d, s", SELECTS),
    ROW("rsb",  "010000 1001 nnn ddd", rsb, negate, "", "d, n, #0", SELECTS),
    ROW("mul",  "010000 1101 nnn ddd", mul, multiply, "", "d, n, d", SELECTS),
    ROW("add",  "01000100 d mmmm ddd", add, high, "", "d, m", SELECTS),
    ROW("cmp",  "01000101 n mmmm nnn", cmp, high_compare, "", "n, m", SELECTS | SETS_FLAGS),
    ROW("mov",  "01000110 d mmmm ddd", mov, register, "", "d, m", SELECTS),
    PLAIN("bx",  "01000111 0 mmmm 000", bx, "", "m", 0),
    PLAIN("blx", "01000111 1 mmmm 000", blx_reg, "m", "m", 0),
    ROW("ldr",  "01001 ttt vvvvvvvv", ldr, t16_literal, "", "t, M", LOADS),
    REGISTER(str, "000", STORES), REGISTER(strh, "001", STORES), REGISTER(strb, "010", STORES),
    REGISTER(ldrsb, "011", LOADS), REGISTER(ldr, "100", LOADS), REGISTER(ldrh, "101", LOADS),
    REGISTER(ldrb, "110", LOADS), REGISTER(ldrsh, "111", LOADS),
    ROW("str",  "01100 vvvvv nnn ttt", str,  t16_memory4, "", "t, M", STORES),
    ROW("ldr",  "01101 vvvvv nnn ttt", ldr,  t16_memory4, "", "t, M", LOADS),
    ROW("strb", "01110 vvvvv nnn ttt", strb, t16_memory1, "", "t, M", STORES),
    ROW("ldrb", "01111 vvvvv nnn ttt", ldrb, t16_memory1, "", "t, M", LOADS),
    ROW("strh", "10000 vvvvv nnn ttt", strh, t16_memory2, "", "t, M", STORES),
    ROW("ldrh", "10001 vvvvv nnn ttt", ldrh, t16_memory2, "", "t, M", LOADS),
    ROW("str",  "10010 ttt vvvvvvvv",  str,  t16_stack, "", "t, M", STORES),
    ROW("ldr",  "10011 ttt vvvvvvvv",  ldr,  t16_stack, "", "t, M", LOADS),
    ROW("adr",  "10100 ddd vvvvvvvv",  adr,  t16_adr, "", "d, #v", SELECTS),
    ROW("add",  "10101 ddd vvvvvvvv",  add,  from_sp, "", "d, sp, o", SELECTS),
    ROW("add",  "10110000 0 vvvvvvv",  add,  sp_number, "", "sp, o", SELECTS),
    ROW("sub",  "10110000 1 vvvvvvv",  sub,  sp_number, "", "sp, o", SELECTS),
    ROW("cbz",  "1011 00 v 1 vvvvv nnn", cbz,  cbz, "", "n, @", NOT_IN_IT),
    ROW("cbnz", "1011 10 v 1 vvvvv nnn", cbnz, cbz, "", "n, @", NOT_IN_IT),
    EXTEND(sxth, "00"), EXTEND(sxtb, "01"), EXTEND(uxth, "10"), EXTEND(uxtb, "11"),
    ROW("push", "1011 010 x llllllll", stm, t16_push, "", "L", STORES),
    ROW("pop",  "1011 110 x llllllll", ldm, t16_pop,  "", "L", LOADS),
    PLAIN("setend", "1011 0110 0101 x 000", setend, "", "#x", NOT_IN_IT),
    PLAIN("cps", "1011 0110 011 x 0 ...", nop, "", "", NOT_IN_IT),
    PLAIN("rev",   "10111010 00 mmm ddd", rev,   "", "d, m", SELECTS),
    PLAIN("rev16", "10111010 01 mmm ddd", rev16, "", "d, m", SELECTS),
    PLAIN("revsh", "10111010 11 mmm ddd", revsh, "", "d, m", SELECTS),
    PLAIN("bkpt", "10111110 vvvvvvvv", bkpt, "", "#v", 0),
    PLAIN("=",    "10111111 vvvv 0000", nop, "", "", SELECTS),
    ROW("it",   "10111111 cccc vvvv", it, it, "", "", NOT_IN_IT),
    ROW("stm*", "11000 nnn llllllll", stm, t16_stm, "", "n!, L", STORES),
    ROW("ldm*", "11001 nnn llllllll", ldm, t16_ldm, "", "n!, L", LOADS),
    PLAIN("udf", "11011110 vvvvvvvv", udf, "", "#v", 0),
    PLAIN("svc", "11011111 vvvvvvvv", svc, "", "#v", 0),
    ROW("b",    "1101 cccc vvvvvvvv", b, t16_branch_if, "", "@", NOT_IN_IT),
    ROW("b",    "11100 vvvvvvvvvvv",  b, t16_branch, "", "@", 0),
    {0}
};
