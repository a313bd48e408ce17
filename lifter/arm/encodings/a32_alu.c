/* a32_alu.c -- A32 encodings: data processing.  ARM ARM, A5.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define DP(name, code)                                                                 \
    ROW(#name, "cccc 001 " code " S nnnn dddd rrrr vvvvvvvv",    name, a32_number, "", "d, n, o", SELECTS), \
    ROW(#name, "cccc 000 " code " S nnnn dddd vvvvv yy 0 mmmm",  name, shifted,    "", "d, n, o", SELECTS), \
    ROW(#name, "cccc 000 " code " S nnnn dddd ssss 0 yy 1 mmmm", name, by_register, "dnms", "d, n, o", SELECTS)
#define DP_MOVE(name, code)                                                            \
    ROW(#name, "cccc 001 " code " S 0000 dddd rrrr vvvvvvvv",    name, a32_number, "", "d, o", SELECTS), \
    ROW(#name, "cccc 000 " code " S 0000 dddd vvvvv yy 0 mmmm",  name, shifted,    "", "d, o", SELECTS), \
    ROW(#name, "cccc 000 " code " S 0000 dddd ssss 0 yy 1 mmmm", name, by_register, "dms", "d, o", SELECTS)
#define DP_COMPARE(name, code)                                                         \
    ROW(#name, "cccc 001 " code " 1 nnnn 0000 rrrr vvvvvvvv",    name, a32_number, "", "n, o", SELECTS | SETS_FLAGS), \
    ROW(#name, "cccc 000 " code " 1 nnnn 0000 vvvvv yy 0 mmmm",  name, shifted,    "", "n, o", SELECTS | SETS_FLAGS), \
    ROW(#name, "cccc 000 " code " 1 nnnn 0000 ssss 0 yy 1 mmmm", name, by_register, "nms", "n, o", SELECTS | SETS_FLAGS)

const ArmRow a32_alu_rows[] = {
    /* What would be compares that set no flags. */
    ROW("movw", "cccc 0011 0000 aaaa dddd vvvvvvvvvvvv", movw, a32_move16, "d", "d, #v", SELECTS),
    ROW("movt", "cccc 0011 0100 aaaa dddd vvvvvvvvvvvv", movt, a32_move16, "d", "d, #v", SELECTS),
    DP(and, "0000"), DP(eor, "0001"), DP(sub, "0010"), DP(rsb, "0011"),
    DP(add, "0100"), DP(adc, "0101"), DP(sbc, "0110"), DP(rsc, "0111"),
    DP(orr, "1100"), DP(bic, "1110"),
    DP_MOVE(mov, "1101"), DP_MOVE(mvn, "1111"),
    DP_COMPARE(tst, "1000"), DP_COMPARE(teq, "1001"), DP_COMPARE(cmp, "1010"), DP_COMPARE(cmn, "1011"),
    {0}
};
