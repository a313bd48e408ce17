/* t32_alu.c -- T32 encodings: data processing.  ARM ARM, A6.3.1, A6.3.3, A6.3.11.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define DP(name, code, bars)                                                           \
    ROW(#name, "11110 v 0 " code " S nnnn 0 vvv dddd vvvvvvvv",   name, t32_number, bars,     "d, n, o", SELECTS), \
    ROW(#name, "11101 01 " code " S nnnn 0 vvv dddd vv yy mmmm",  name, shifted,    bars "M", "d, n, o", SELECTS)
/* To r13 only from r13. */
#define DP_SUM(name, code)                                                             \
    ROW(#name, "11110 v 0 " code " S nnnn 0 vvv dddd vvvvvvvv",   name, t32_sum_number, "dn", "d, n, o", SELECTS), \
    ROW(#name, "11101 01 " code " S nnnn 0 vvv dddd vv yy mmmm",  name, t32_sum_shifted, "dnM", "d, n, o", SELECTS)
#define DP_MOVE(name, code, bars)  /* no first operand: n is 1111 */                   \
    ROW(#name, "11110 v 0 " code " S 1111 0 vvv dddd vvvvvvvv",   name, t32_number, "D",  "d, o", SELECTS), \
    ROW(#name, "11101 01 " code " S 1111 0 vvv dddd vv yy mmmm",  name, shifted,    bars, "d, o", SELECTS)
#define DP_COMPARE(name, code, bars)  /* no destination: d is 1111 */                  \
    ROW(#name, "11110 v 0 " code " 1 nnnn 0 vvv 1111 vvvvvvvv",   name, t32_number, bars,     "n, o", SELECTS | SETS_FLAGS), \
    ROW(#name, "11101 01 " code " 1 nnnn 0 vvv 1111 vv yy mmmm",  name, shifted,    bars "M", "n, o", SELECTS | SETS_FLAGS)
#define SHIFT(name, type)                                                              \
    ROW(name, "11111010 0 " type " S nnnn 1111 dddd 0000 mmmm", mov, t32_by_register, "DNM", "d, n, m", SELECTS)

const ArmRow t32_alu_rows[] = {
    DP_COMPARE(tst, "0000", "N"), DP(and, "0000", "DN"),
    DP_COMPARE(teq, "0100", "N"), DP(eor, "0100", "DN"),
    DP_COMPARE(cmn, "1000", "n"), DP_SUM(add, "1000"),
    DP_COMPARE(cmp, "1101", "n"), DP_SUM(sub, "1101"),
    ROW("mov", "11101 01 0010 0 1111 0000 dddd 0000 mmmm", mov, register, "dm", "d, m", SELECTS),
    DP_MOVE(mov, "0010", "DM"), DP(orr, "0010", "DN"),
    DP_MOVE(mvn, "0011", "DM"), DP(orn, "0011", "DN"),
    DP(bic, "0001", "DN"), DP(adc, "1010", "DN"), DP(sbc, "1011", "DN"), DP(rsb, "1110", "DN"),
    ROW("adr",  "11110 v 1 0000 0 1111 0 vvv dddd vvvvvvvv", adr, adr_up,   "D",  "d, #v", SELECTS),
    ROW("adr",  "11110 v 1 0101 0 1111 0 vvv dddd vvvvvvvv", adr, adr_down, "D",  "d, #-v", SELECTS),
    ROW("addw", "11110 v 1 0000 0 nnnn 0 vvv dddd vvvvvvvv", add, t32_sum12, "d",  "d, n, #v", SELECTS),
    ROW("subw", "11110 v 1 0101 0 nnnn 0 vvv dddd vvvvvvvv", sub, t32_sum12, "d",  "d, n, #v", SELECTS),
    ROW("movw", "11110 r 1 0010 0 aaaa 0 xxx dddd vvvvvvvv", movw, t32_move16, "D", "d, #v", SELECTS),
    ROW("movt", "11110 r 1 0110 0 aaaa 0 xxx dddd vvvvvvvv", movt, t32_move16, "D", "d, #v", SELECTS),
    ROW("lsl", "11111010 000 S nnnn 1111 dddd 0000 mmmm", mov, t32_by_lsl, "DNM", "d, n, m", SELECTS),
    ROW("lsr", "11111010 001 S nnnn 1111 dddd 0000 mmmm", mov, t32_by_lsr, "DNM", "d, n, m", SELECTS),
    ROW("asr", "11111010 010 S nnnn 1111 dddd 0000 mmmm", mov, t32_by_asr, "DNM", "d, n, m", SELECTS),
    ROW("ror", "11111010 011 S nnnn 1111 dddd 0000 mmmm", mov, t32_by_ror, "DNM", "d, n, m", SELECTS),
    {0}
};
