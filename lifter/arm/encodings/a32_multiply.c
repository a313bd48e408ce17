/* a32_multiply.c -- A32 encodings: multiply and divide.  ARM ARM, A5.2.5, A5.2.7, A5.4.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define THREE(name, picture, function)  PLAIN(name, picture, function, "dnm",  "d, n, m", SELECTS)
#define FOUR(name, picture, function)   PLAIN(name, picture, function, "dnma", "d, n, m, a", SELECTS)
#define LONG(name, picture, function)   PLAIN(name, picture, function, "dnma", "a, d, n, m", SELECTS)

const ArmRow a32_multiply_rows[] = {
    THREE("mul",    "cccc 0000 000 S dddd 0000 mmmm 1001 nnnn", mul),
    FOUR( "mla",    "cccc 0000 001 S dddd aaaa mmmm 1001 nnnn", mla),
    LONG( "umaal",  "cccc 0000 0100 dddd aaaa mmmm 1001 nnnn",  umaal),
    FOUR( "mls",    "cccc 0000 0110 dddd aaaa mmmm 1001 nnnn",  mls),
    LONG( "umull",  "cccc 0000 100 S dddd aaaa mmmm 1001 nnnn", umull),
    LONG( "umlal",  "cccc 0000 101 S dddd aaaa mmmm 1001 nnnn", umlal),
    LONG( "smull",  "cccc 0000 110 S dddd aaaa mmmm 1001 nnnn", smull),
    LONG( "smlal",  "cccc 0000 111 S dddd aaaa mmmm 1001 nnnn", smlal),
    FOUR( "smla%x%y",  "cccc 0001 0000 dddd aaaa mmmm 1 y x 0 nnnn", smlaxy),
    FOUR( "smlaw%y",   "cccc 0001 0010 dddd aaaa mmmm 1 y 0 0 nnnn", smlawy),
    THREE("smulw%y",   "cccc 0001 0010 dddd 0000 mmmm 1 y 1 0 nnnn", smulwy),
    LONG( "smlal%x%y", "cccc 0001 0100 dddd aaaa mmmm 1 y x 0 nnnn", smlalxy),
    THREE("smul%x%y",  "cccc 0001 0110 dddd 0000 mmmm 1 y x 0 nnnn", smulxy),
    THREE("smuad?x",  "cccc 0111 0000 dddd 1111 mmmm 00 x 1 nnnn", smuad),
    FOUR( "smlad?x",  "cccc 0111 0000 dddd aaaa mmmm 00 x 1 nnnn", smlad),
    THREE("smusd?x",  "cccc 0111 0000 dddd 1111 mmmm 01 x 1 nnnn", smusd),
    FOUR( "smlsd?x",  "cccc 0111 0000 dddd aaaa mmmm 01 x 1 nnnn", smlsd),
    LONG( "smlald?x", "cccc 0111 0100 dddd aaaa mmmm 00 x 1 nnnn", smlald),
    LONG( "smlsld?x", "cccc 0111 0100 dddd aaaa mmmm 01 x 1 nnnn", smlsld),
    THREE("smmul?r",  "cccc 0111 0101 dddd 1111 mmmm 00 x 1 nnnn", smmul),
    FOUR( "smmla?r",  "cccc 0111 0101 dddd aaaa mmmm 00 x 1 nnnn", smmla),
    FOUR( "smmls?r",  "cccc 0111 0101 dddd aaaa mmmm 11 x 1 nnnn", smmls),
    THREE("sdiv",     "cccc 0111 0001 dddd 1111 mmmm 0001 nnnn",   sdiv),
    THREE("udiv",     "cccc 0111 0011 dddd 1111 mmmm 0001 nnnn",   udiv),
    THREE("usad8",    "cccc 0111 1000 dddd 1111 mmmm 0001 nnnn",   usad8),
    FOUR( "usada8",   "cccc 0111 1000 dddd aaaa mmmm 0001 nnnn",   usada8),
    {0}
};
