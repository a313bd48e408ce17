/* a32_media.c -- A32 encodings: saturating, parallel and bit-field instructions.
 * ARM ARM, A5.2.6, A5.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define SATURATING(name, code)                                                         \
    PLAIN(#name, "cccc 0001 0" code "0 nnnn dddd 0000 0101 mmmm", name, "dnm", "d, m, n", SELECTS)
#define EXTEND(with, without, code, function)                                          \
    ROW(without, "cccc 0110 1" code " 1111 dddd xx 00 0111 mmmm", function, alone, "dm", "d, m|x", SELECTS), \
    PLAIN(with,    "cccc 0110 1" code " nnnn dddd xx 00 0111 mmmm", function, "dm", "d, n, m|x", SELECTS)
#define REVERSE(name, high, low)                                                       \
    PLAIN(#name, "cccc " high " 1111 dddd 1111 " low " mmmm", name, "dm", "d, m", SELECTS)

const ArmRow a32_media_rows[] = {
    SATURATING(qadd, "00"), SATURATING(qsub, "01"), SATURATING(qdadd, "10"), SATURATING(qdsub, "11"),
    ROW("&", "cccc 0110 0 xxx nnnn dddd 1111 yyy 1 mmmm", parallel, parallel, "dnm", "d, n, m", SELECTS),
    PLAIN("sel", "cccc 0110 1000 nnnn dddd 1111 1011 mmmm", sel, "dnm", "d, n, m", SELECTS),
    ROW("pkhbt", "cccc 0110 1000 nnnn dddd vvvvv 001 mmmm", pkhbt, pack,     "dnm", "d, n, o", SELECTS),
    ROW("pkhtb", "cccc 0110 1000 nnnn dddd vvvvv 101 mmmm", pkhtb, pack_top, "dnm", "d, n, o", SELECTS),
    PLAIN("ssat16", "cccc 0110 1010 vvvv dddd 1111 0011 nnnn", ssat16, "dn", "d, #+, n", SELECTS),
    PLAIN("usat16", "cccc 0110 1110 vvvv dddd 1111 0011 nnnn", usat16, "dn", "d, #v, n", SELECTS),
    ROW("ssat", "cccc 0110 101 vvvvv dddd aaaaa y 01 nnnn", ssat, saturate, "dn", "d, #+, o", SELECTS),
    ROW("usat", "cccc 0110 111 vvvvv dddd aaaaa y 01 nnnn", usat, saturate, "dn", "d, #v, o", SELECTS),
    EXTEND("sxtab16", "sxtb16", "000", sxtb16), EXTEND("uxtab16", "uxtb16", "100", uxtb16),
    EXTEND("sxtab",   "sxtb",   "010", sxtb),   EXTEND("uxtab",   "uxtb",   "110", uxtb),
    EXTEND("sxtah",   "sxth",   "011", sxth),   EXTEND("uxtah",   "uxth",   "111", uxth),
    REVERSE(rev,   "0110 1011", "0011"), REVERSE(rev16, "0110 1011", "1011"),
    REVERSE(rbit,  "0110 1111", "0011"), REVERSE(revsh, "0110 1111", "1011"),
    REVERSE(clz,   "0001 0110", "0001"),
    ROW("bfc",  "cccc 0111 110 xxxxx dddd yyyyy 001 1111", bfc,  field_to_msb,   "d",  "d, #y, #x", SELECTS),
    ROW("bfi",  "cccc 0111 110 xxxxx dddd yyyyy 001 nnnn", bfi,  field_to_msb,   "d",  "d, n, #y, #x", SELECTS),
    ROW("sbfx", "cccc 0111 101 xxxxx dddd yyyyy 101 nnnn", sbfx, field_of_width, "dn", "d, n, #y, #x", SELECTS),
    ROW("ubfx", "cccc 0111 111 xxxxx dddd yyyyy 101 nnnn", ubfx, field_of_width, "dn", "d, n, #y, #x", SELECTS),
    {0}
};
