/* t32_media.c -- T32 encodings: saturating, parallel and bit-field instructions.
 * ARM ARM, A6.3.3, A6.3.12 to A6.3.15.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define SATURATING(name, code)                                                         \
    PLAIN(#name, "11111010 1000 nnnn 1111 dddd 10" code " mmmm", name, "DNM", "d, m, n", SELECTS)
#define EXTEND(with, without, code, function)                                          \
    ROW(without, "11111010 0" code " 1111 1111 dddd 10 xx mmmm", function, alone, "DM", "d, m|x", SELECTS), \
    PLAIN(with,    "11111010 0" code " nnnn 1111 dddd 10 xx mmmm", function, "DMN", "d, n, m|x", SELECTS)
#define REVERSE(name, high, low)                                                       \
    ROW(#name, "11111010 " high " nnnn 1111 dddd " low " mmmm", name, same_twice, "DM", "d, m", SELECTS)

const ArmRow t32_media_rows[] = {
    SATURATING(qadd, "00"), SATURATING(qdadd, "01"), SATURATING(qsub, "10"), SATURATING(qdsub, "11"),
    REVERSE(rev,  "1001", "1000"), REVERSE(rev16, "1001", "1001"),
    REVERSE(rbit, "1001", "1010"), REVERSE(revsh, "1001", "1011"),
    REVERSE(clz,  "1011", "1000"),
    PLAIN("sel",  "11111010 1010 nnnn 1111 dddd 1000 mmmm", sel, "DNM", "d, n, m", SELECTS),
    ROW("&",      "11111010 1 yyy nnnn 1111 dddd 0 xxx mmmm", parallel, parallel32, "DNM", "d, n, m", SELECTS),
    EXTEND("sxtah",   "sxth",   "000", sxth),   EXTEND("uxtah",   "uxth",   "001", uxth),
    EXTEND("sxtab16", "sxtb16", "010", sxtb16), EXTEND("uxtab16", "uxtb16", "011", uxtb16),
    EXTEND("sxtab",   "sxtb",   "100", sxtb),   EXTEND("uxtab",   "uxtb",   "101", uxtb),
    ROW("pkhbt", "11101 01 0110 0 nnnn 0 vvv dddd vv 00 mmmm", pkhbt, pack,     "DNM", "d, n, o", SELECTS),
    ROW("pkhtb", "11101 01 0110 0 nnnn 0 vvv dddd vv 10 mmmm", pkhtb, pack_top, "DNM", "d, n, o", SELECTS),
    PLAIN("ssat16", "1111 0011 0010 nnnn 0000 dddd 0000 vvvv", ssat16, "DN", "d, #+, n", SELECTS),
    PLAIN("usat16", "1111 0011 1010 nnnn 0000 dddd 0000 vvvv", usat16, "DN", "d, #v, n", SELECTS),
    ROW("ssat", "1111 0011 00 y 0 nnnn 0 aaa dddd aa 0 vvvvv", ssat, saturate32, "DN", "d, #+, o", SELECTS),
    ROW("usat", "1111 0011 10 y 0 nnnn 0 aaa dddd aa 0 vvvvv", usat, saturate32, "DN", "d, #v, o", SELECTS),
    ROW("bfc",  "1111 0011 0110 1111 0 yyy dddd yy 0 xxxxx", bfc,  field_to_msb,   "D",  "d, #y, #x", SELECTS),
    ROW("bfi",  "1111 0011 0110 nnnn 0 yyy dddd yy 0 xxxxx", bfi,  field_to_msb,   "DN", "d, n, #y, #x", SELECTS),
    ROW("sbfx", "1111 0011 0100 nnnn 0 yyy dddd yy 0 xxxxx", sbfx, field_of_width, "DN", "d, n, #y, #x", SELECTS),
    ROW("ubfx", "1111 0011 1100 nnnn 0 yyy dddd yy 0 xxxxx", ubfx, field_of_width, "DN", "d, n, #y, #x", SELECTS),
    {0}
};
