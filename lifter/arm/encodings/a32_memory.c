/* a32_memory.c -- A32 encodings: loads and stores.  ARM ARM, A5.2.8 to A5.2.10, A5.3,
 * A5.5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define WORD(name, b, l, bars, flags)                                                  \
    ROW(#name "t", "cccc 010 0 U " b " 1 " l " nnnn tttt vvvvvvvvvvvv",  name, memory,         "t", "t, M", flags), \
    ROW(#name, "cccc 010 P U " b " W " l " nnnn tttt vvvvvvvvvvvv",      name, memory,         bars, "t, M", flags), \
    ROW(#name "t", "cccc 011 0 U " b " 1 " l " nnnn tttt vvvvv yy 0 mmmm", name, memory_shifted, "tm", "t, M", flags), \
    ROW(#name, "cccc 011 P U " b " W " l " nnnn tttt vvvvv yy 0 mmmm",   name, memory_shifted, bars "m", "t, M", flags)
#define HALF(name, l, code, flags)                                                     \
    ROW(#name "t", "cccc 000 0 U 1 1 " l " nnnn tttt aaaa " code " vvvv", name, memory_halves,  "t", "t, M", flags), \
    ROW(#name, "cccc 000 P U 1 W " l " nnnn tttt aaaa " code " vvvv",    name, memory_halves,  "t", "t, M", flags), \
    ROW(#name "t", "cccc 000 0 U 0 1 " l " nnnn tttt 0000 " code " mmmm", name, memory_register, "tm", "t, M", flags), \
    ROW(#name, "cccc 000 P U 0 W " l " nnnn tttt 0000 " code " mmmm",    name, memory_register, "tm", "t, M", flags)
#define DUAL(name, code, form, flags)                                                        \
    ROW(#name, "cccc 000 P U 1 W 0 nnnn tttt aaaa " code " vvvv",        name, dual,           "t", "t, u, M", flags), \
    ROW(#name, "cccc 000 P U 0 W 0 nnnn tttt 0000 " code " mmmm",        name, form,           "tm", "t, u, M", flags)
#define LDREX(name, code)                                                              \
    PLAIN(#name, "cccc 0001 1" code "1 nnnn tttt 1111 1001 1111", name, "nt", "t, [n]", 0)
#define STREX(name, code)                                                              \
    ROW(#name, "cccc 0001 1" code "0 nnnn dddd 1111 1001 tttt", name, store_exclusive, "ndt", "d, t, [n]", 0)

const ArmRow a32_memory_rows[] = {
    ROW("pop",  "cccc 100 0 1 0 1 1 1101 llllllllllllllll", ldm, pop, "", "L", LOADS),
    ROW("pop",  "cccc 010 0 1 0 0 1 1101 tttt 000000000100", ldr, pop_one, "", "{t}", LOADS),
    ROW("push", "cccc 100 1 0 0 1 0 1101 llllllllllllllll", stm, push, "", "L", STORES),
    ROW("push", "cccc 010 1 0 0 1 0 1101 tttt 000000000100", str, push_one, "", "{t}", STORES),
    WORD(ldr, "0", "1", "", LOADS), WORD(ldrb, "1", "1", "t", LOADS),
    WORD(str, "0", "0", "", STORES), WORD(strb, "1", "0", "t", STORES),
    HALF(ldrh, "1", "1011", LOADS), HALF(ldrsb, "1", "1101", LOADS), HALF(ldrsh, "1", "1111", LOADS),
    HALF(strh, "0", "1011", STORES),
    DUAL(ldrd, "1101", load_dual_register, LOADS), DUAL(strd, "1111", dual_register, STORES),
    ROW("ldm*", "cccc 100 P U 0 W 1 nnnn llllllllllllllll", ldm, load_multiple, "n", "n!, L", LOADS),
    ROW("stm*", "cccc 100 P U 0 W 0 nnnn llllllllllllllll", stm, multiple, "n", "n!, L", STORES),
    ROW("swp",  "cccc 0001 0000 nnnn tttt 0000 1001 mmmm", swp, swap, "ntm", "t, m, [n]", 0),
    ROW("swpb", "cccc 0001 0100 nnnn tttt 0000 1001 mmmm", swpb, swap, "ntm", "t, m, [n]", 0),
    STREX(strex,  "00"), LDREX(ldrex,  "00"), STREX(strexb, "10"), LDREX(ldrexb, "10"),
    STREX(strexh, "11"), LDREX(ldrexh, "11"),
    ROW("strexd", "cccc 0001 1010 nnnn dddd 1111 1001 tttt", strexd, store_exclusive_pair, "ndt", "d, t, u, [n]", 0),
    ROW("ldrexd", "cccc 0001 1011 nnnn tttt 1111 1001 1111", ldrexd, exclusive_pair, "nt",  "t, u, [n]", 0),
    {0}
};
