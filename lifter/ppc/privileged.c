/* privileged.c -- what only an operating system may execute.  Power ISA, Book III.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static void privileged(Block *b, const Fields *f)
{
    (void)f;
    ir_raise(b, RAISE_PRIVILEGED, b->here);
}

/* clang-format off */
const PpcInsn ppc_privileged[] = {
    {"rfi",     "010011 00000 00000 00000 0000110010 0", privileged, ""},
    {"mfmsr",   "011111 ttttt 00000 00000 0001010011 0", privileged, "rt"},
    {"mtmsr",   "011111 sssss ..... ..... 0010010010 .", privileged, "rs"},
    {"mfsr",    "011111 ttttt .ssss ..... 1001010011 .", privileged, "rt, +s"},
    {"mfsrin",  "011111 ttttt ..... bbbbb 1010010011 .", privileged, "rt, rb"},
    {"mtsr",    "011111 sssss .nnnn ..... 0011010010 .", privileged, "+n, rs"},
    {"mtsrin",  "011111 sssss ..... bbbbb 0011110010 .", privileged, "rs, rb"},
    {"tlbsync", "011111 00000 00000 00000 1000110110 0", privileged, ""},
    {"tlbia",   "011111 00000 00000 00000 0101110010 0", privileged, ""},
    {"dcbi",    "011111 00000 aaaaa bbbbb 0111010110 0", privileged, "ra, rb"},
    {0}
};
/* clang-format on */
