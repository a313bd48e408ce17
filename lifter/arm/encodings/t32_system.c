/* t32_system.c -- T32 encodings: branches, hints, status and coprocessors.
 * ARM ARM, A6.3.4, A6.3.18.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
const ArmRow t32_system_rows[] = {
    PLAIN("bxj",   "1111 0011 1100 mmmm 1000 1111 0000 0000", bx,      "M", "m", 0),
    PLAIN("=",     "1111 0011 1010 1111 1000 0000 vvvvvvvv",  nop,     "",  "", SELECTS),
    /* In user mode it does nothing. */
    PLAIN("cps",   "1111 0011 1010 1111 1000 0 xx . ... .....", nop,     "",  "#x", NOT_IN_IT),
    PLAIN("clrex", "1111 0011 1011 1111 1000 1111 0010 1111", clrex,   "",  "", 0),
    PLAIN("dsb",   "1111 0011 1011 1111 1000 1111 0100 vvvv", barrier, "",  "#v", GUARDS),
    PLAIN("dmb",   "1111 0011 1011 1111 1000 1111 0101 vvvv", barrier, "",  "#v", GUARDS),
    PLAIN("isb",   "1111 0011 1011 1111 1000 1111 0110 vvvv", isb,     "",  "#v", GUARDS),
    ROW("msr",     "1111 0011 1000 nnnn 1000 xxxx 0000 0000", msr, status,  "N", "CPSR_#x, n", SELECTS | SETS_FLAGS),
    PLAIN("mrs",   "1111 0011 1110 1111 1000 dddd 0000 0000", mrs,     "D", "d, apsr", SELECTS),
    PLAIN("udf",   "1111 0111 1111 vvvv 1010 vvvvvvvvvvvv",   udf,     "",  "#v", 0),
    ROW("b",  "11110 A cccc xxxxxx 10 B 0 C vvvvvvvvvvv",     b,   t32_branch_if, "", "@", NOT_IN_IT),
    ROW("b",  "11110 A xxxxxxxxxx 10 B 1 C vvvvvvvvvvv",      b,   t32_branch, "", "@", 0),
    ROW("bl", "11110 A xxxxxxxxxx 11 B 1 C vvvvvvvvvvv",      bl,  t32_branch, "", "@", 0),
    ROW("blx", "11110 A xxxxxxxxxx 11 B 0 C vvvvvvvvvv 0",    blx, t32_blx,    "", "@", 0),
    {0}
};

/* Advanced SIMD: in a file of its own. */
const ArmRow t32_neon_rows[] = {{0}};
