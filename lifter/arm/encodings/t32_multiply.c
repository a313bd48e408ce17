/* t32_multiply.c -- T32 encodings: multiply and divide.  ARM ARM, A6.3.16, A6.3.17.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define THREE(name, picture, function)  PLAIN(name, "11111011 " picture, function, "DNM",  "d, n, m", SELECTS)
#define FOUR(name, picture, function)   PLAIN(name, "11111011 " picture, function, "DNMA", "d, n, m, a", SELECTS)
#define LONG(name, picture, function)   PLAIN(name, "11111011 " picture, function, "DNMA", "a, d, n, m", SELECTS)

const ArmRow t32_multiply_rows[] = {
    THREE("mul",       "0000 nnnn 1111 dddd 0000 mmmm", mul),
    FOUR( "mla",       "0000 nnnn aaaa dddd 0000 mmmm", mla),
    FOUR( "mls",       "0000 nnnn aaaa dddd 0001 mmmm", mls),
    THREE("smul%x%y",  "0001 nnnn 1111 dddd 00 xy mmmm", smulxy),
    FOUR( "smla%x%y",  "0001 nnnn aaaa dddd 00 xy mmmm", smlaxy),
    THREE("smuad?x",   "0010 nnnn 1111 dddd 000 x mmmm", smuad),
    FOUR( "smlad?x",   "0010 nnnn aaaa dddd 000 x mmmm", smlad),
    THREE("smulw%y",   "0011 nnnn 1111 dddd 000 y mmmm", smulwy),
    FOUR( "smlaw%y",   "0011 nnnn aaaa dddd 000 y mmmm", smlawy),
    THREE("smusd?x",   "0100 nnnn 1111 dddd 000 x mmmm", smusd),
    FOUR( "smlsd?x",   "0100 nnnn aaaa dddd 000 x mmmm", smlsd),
    THREE("smmul?r",   "0101 nnnn 1111 dddd 000 x mmmm", smmul),
    FOUR( "smmla?r",   "0101 nnnn aaaa dddd 000 x mmmm", smmla),
    FOUR( "smmls?r",   "0110 nnnn aaaa dddd 000 x mmmm", smmls),
    THREE("usad8",     "0111 nnnn 1111 dddd 0000 mmmm", usad8),
    FOUR( "usada8",    "0111 nnnn aaaa dddd 0000 mmmm", usada8),
    LONG( "smull",     "1000 nnnn aaaa dddd 0000 mmmm", smull),
    THREE("sdiv",      "1001 nnnn 1111 dddd 1111 mmmm", sdiv),
    LONG( "umull",     "1010 nnnn aaaa dddd 0000 mmmm", umull),
    THREE("udiv",      "1011 nnnn 1111 dddd 1111 mmmm", udiv),
    LONG( "smlal",     "1100 nnnn aaaa dddd 0000 mmmm", smlal),
    LONG( "smlal%x%y", "1100 nnnn aaaa dddd 10 xy mmmm", smlalxy),
    LONG( "smlald?x",  "1100 nnnn aaaa dddd 110 x mmmm", smlald),
    LONG( "smlsld?x",  "1101 nnnn aaaa dddd 110 x mmmm", smlsld),
    LONG( "umlal",     "1110 nnnn aaaa dddd 0000 mmmm", umlal),
    LONG( "umaal",     "1110 nnnn aaaa dddd 0110 mmmm", umaal),
    {0}
};
