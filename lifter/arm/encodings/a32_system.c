/* a32_system.c -- A32 encodings: branches, traps, hints, status, and all that have no
 * condition.  ARM ARM, A5.2.11, A5.2.12, A5.6, A5.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
const ArmRow a32_system_rows[] = {
    ROW("b",  "cccc 1010 vvvvvvvvvvvvvvvvvvvvvvvv", b,  a32_branch, "", "@", 0),
    ROW("bl", "cccc 1011 vvvvvvvvvvvvvvvvvvvvvvvv", bl, a32_branch, "", "@", 0),
    PLAIN("bx",   "cccc 0001 0010 1111 1111 1111 0001 mmmm", bx,      "",  "m", 0),
    PLAIN("bxj",  "cccc 0001 0010 1111 1111 1111 0010 mmmm", bx,      "m", "m", 0),
    PLAIN("blx",  "cccc 0001 0010 1111 1111 1111 0011 mmmm", blx_reg, "m", "m", 0),
    PLAIN("svc",  "cccc 1111 vvvvvvvvvvvvvvvvvvvvvvvv",      svc,     "",  "#v", 0),
    PLAIN("bkpt", "1110 0001 0010 vvvvvvvvvvvv 0111 vvvv",   bkpt,    "",  "#v", 0),
    PLAIN("udf",  "1110 0111 1111 vvvvvvvvvvvv 1111 vvvv",   udf,     "",  "#v", 0),
    PLAIN("=",    "cccc 0011 0010 0000 1111 0000 vvvvvvvv",  nop,     "",  "", 0),
    PLAIN("mrs",  "cccc 0001 0000 1111 dddd 0000 0000 0000", mrs,     "d", "d, apsr", SELECTS),
    ROW("msr",    "cccc 0001 0010 xxxx 1111 0000 0000 nnnn", msr, status, "n", "CPSR_#x, n", SELECTS | SETS_FLAGS),
    ROW("msr",    "cccc 0011 0010 xxxx 1111 rrrr vvvvvvvv",  msr_number, a32_number, "", "CPSR_#x, o", SELECTS | SETS_FLAGS),
    {0}
};

const ArmRow a32_unconditional_rows[] = {
    ROW("blx",    "1111 101 x vvvvvvvvvvvvvvvvvvvvvvvv", blx, a32_blx, "", "@", 0),
    PLAIN("pld",  "1111 0101 U 101 nnnn 1111 vvvvvvvvvvvv",     pld, "",  "[n, #v]", 0),
    PLAIN("pldw", "1111 0101 U 001 nnnn 1111 vvvvvvvvvvvv",     pld, "n", "[n, #v]", 0),
    ROW("pld",    "1111 0111 U 101 nnnn 1111 vvvvv yy 0 mmmm",  pld, shifted, "m", "[n, o]", 0),
    ROW("pldw",   "1111 0111 U 001 nnnn 1111 vvvvv yy 0 mmmm",  pld, shifted, "nm", "[n, o]", 0),
    PLAIN("pli",  "1111 0100 U 101 nnnn 1111 vvvvvvvvvvvv",     pld, "",  "[n, #v]", 0),
    ROW("pli",    "1111 0110 U 101 nnnn 1111 vvvvv yy 0 mmmm",  pld, shifted, "m", "[n, o]", 0),
    PLAIN("clrex", "1111 0101 0111 1111 1111 0000 0001 1111",   clrex,   "", "", 0),
    PLAIN("dsb",  "1111 0101 0111 1111 1111 0000 0100 vvvv",    barrier, "", "#v", 0),
    PLAIN("dmb",  "1111 0101 0111 1111 1111 0000 0101 vvvv",    barrier, "", "#v", 0),
    PLAIN("isb",  "1111 0101 0111 1111 1111 0000 0110 vvvv",    isb,     "", "#v", 0),
    PLAIN("setend", "1111 0001 0000 0001 0000 00 x 0 0000 0000", setend, "", "#x", 0),
    /* Not assigned. */
    PLAIN("nop",  "1111 0100 . 001 .... .... ............",     nop, "", "", 0),
    PLAIN("nop",  "1111 0110 . 001 .... .... ....... 0 ....",   nop, "", "", 0),
    /* In user mode it does nothing. */
    PLAIN("cps",  "1111 0001 0000 xx . 0 0000 000 ... 0 .....",  nop,     "", "#x", 0),
    {0}
};

/* Advanced SIMD: in a file of its own. */
const ArmRow a32_neon_rows[] = {{0}};
