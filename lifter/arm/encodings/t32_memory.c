/* t32_memory.c -- T32 encodings: loads and stores.  ARM ARM, A6.3.5 to A6.3.10.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define STORE(name, size, bars)                                                        \
    ROW(#name,     "11111000 1" size "0 nnnn tttt vvvvvvvvvvvv",      name, t32_up,       "n" bars, "t, M", STORES), \
    ROW(#name "t", "11111000 0" size "0 nnnn tttt 1110 vvvvvvvv",     name, t32_up,       "nT", "t, M", STORES), \
    ROW(#name,     "11111000 0" size "0 nnnn tttt 1 P U W vvvvvvvv",  name, t32_memory,   "n" bars, "t, M", STORES), \
    ROW(#name,     "11111000 0" size "0 nnnn tttt 000000 vv mmmm",    name, t32_register, "nM" bars, "t, M", STORES)
#define LOAD(name, sign, size, bars)                                                   \
    ROW(#name,     "1111100" sign " 1" size "1 nnnn tttt vvvvvvvvvvvv",     name, t32_up,       bars, "t, M", LOADS), \
    ROW(#name "t", "1111100" sign " 0" size "1 nnnn tttt 1110 vvvvvvvv",    name, t32_up,       "T", "t, M", LOADS), \
    ROW(#name,     "1111100" sign " 0" size "1 nnnn tttt 1 P U W vvvvvvvv", name, t32_memory,   bars, "t, M", LOADS), \
    ROW(#name,     "1111100" sign " 0" size "1 nnnn tttt 000000 vv mmmm",   name, t32_register, "M" bars, "t, M", LOADS)
/* Loads of bytes and halves to r15 are hints; some are not assigned, and do nothing. */
#define HINT(name, sign, size)                                                      \
    ROW(name, "1111100" sign " 1" size "1 nnnn 1111 vvvvvvvvvvvv",   pld, t32_up,       "n", "M", SELECTS), \
    ROW(name, "1111100" sign " 0" size "1 nnnn 1111 1100 vvvvvvvv",  pld, t32_down,     "n", "M", SELECTS), \
    ROW(name, "1111100" sign " 0" size "1 nnnn 1111 000000 vv mmmm", pld, t32_register, "nM", "M", SELECTS)
/* With r15 as their base: a picture of their own, whatever the other bits are. */
#define HINT_LITERAL(name, sign, size)                                                 \
    ROW(name, "1111100" sign " 0" size "1 1111 1111 vvvvvvvvvvvv",   pld, t32_literal_down,  "",  "M", SELECTS), \
    ROW(name, "1111100" sign " 1" size "1 1111 1111 vvvvvvvvvvvv",   pld, t32_literal_up,  "",  "M", SELECTS)
#define LITERAL(name, sign, size, bars)                                                \
    ROW(#name,     "1111100" sign " 0" size "1 1111 tttt vvvvvvvvvvvv",     name, t32_literal_down,  bars, "t, M", LOADS), \
    ROW(#name,     "1111100" sign " 1" size "1 1111 tttt vvvvvvvvvvvv",     name, t32_literal_up,  bars, "t, M", LOADS)

const ArmRow t32_literal_rows[] = {
    HINT_LITERAL("pld", "0", "00"), HINT_LITERAL("pli", "1", "00"), HINT_LITERAL("nop", "1", "01"),
    LITERAL(ldrb, "0", "00", "T"), LITERAL(ldrh, "0", "01", "T"), LITERAL(ldr, "0", "10", ""),
    LITERAL(ldrsb, "1", "00", "T"), LITERAL(ldrsh, "1", "01", "T"),
    {0}
};

const ArmRow t32_memory_rows[] = {
    HINT("pld", "0", "00"), HINT("pldw", "0", "01"), HINT("pli", "1", "00"), HINT("nop", "1", "01"),
    STORE(strb, "00", "T"), STORE(strh, "01", "T"), STORE(str, "10", "t"),
    LOAD(ldrb, "0", "00", "T"), LOAD(ldrh, "0", "01", "T"), LOAD(ldr, "0", "10", ""),
    LOAD(ldrsb, "1", "00", "T"), LOAD(ldrsh, "1", "01", "T"),
    ROW("strex",  "1110 1000 0100 nnnn tttt dddd vvvvvvvv", strex, t32_store_exclusive, "nTD", "d, t, [n, #v]", 0),
    ROW("ldrex",  "1110 1000 0101 nnnn tttt 1111 vvvvvvvv", ldrex, exclusive4, "nT", "t, [n, #v]", 0),
    ROW("strexb", "1110 1000 1100 nnnn tttt 1111 0100 dddd", strexb, store_exclusive, "nTD", "d, t, [n]", 0),
    ROW("strexh", "1110 1000 1100 nnnn tttt 1111 0101 dddd", strexh, store_exclusive, "nTD", "d, t, [n]", 0),
    ROW("strexd", "1110 1000 1100 nnnn tttt uuuu 0111 dddd", strexd, t32_store_exclusive_pair, "nTDU", "d, t, u, [n]", 0),
    PLAIN("ldrexb", "1110 1000 1101 nnnn tttt 1111 0100 1111", ldrexb, "nT", "t, [n]", 0),
    PLAIN("ldrexh", "1110 1000 1101 nnnn tttt 1111 0101 1111", ldrexh, "nT", "t, [n]", 0),
    PLAIN("ldrexd", "1110 1000 1101 nnnn tttt uuuu 0111 1111", ldrexd, "nTU", "t, u, [n]", 0),
    ROW("tbb",  "1110 1000 1101 nnnn 1111 0000 0000 mmmm", tbb, table, "M", "[n, m]", 0),
    ROW("tbh",  "1110 1000 1101 nnnn 1111 0000 0001 mmmm", tbh, table, "M", "[n, m, lsl #1]", 0),
    ROW("ldrd", "1110100 P U 1 W 1 nnnn tttt uuuu vvvvvvvv", ldrd, t32_load_dual, "TU",  "t, u, M", LOADS),
    ROW("strd", "1110100 P U 1 W 0 nnnn tttt uuuu vvvvvvvv", strd, t32_dual, "nTU", "t, u, M", STORES),
    ROW("ldm*", "1110 1000 10 W 1 nnnn llllllllllllllll", ldm, t32_after,  "n", "n!, L", LOADS),
    ROW("ldm*", "1110 1001 00 W 1 nnnn llllllllllllllll", ldm, t32_before, "n", "n!, L", LOADS),
    ROW("stm*", "1110 1000 10 W 0 nnnn 0lllllllllllllll", stm, t32_after,  "n", "n!, L", STORES),
    ROW("stm*", "1110 1001 00 W 0 nnnn 0lllllllllllllll", stm, t32_before, "n", "n!, L", STORES),
    {0}
};
