/* v8_rows.c -- encodings that ARMv8 added to both instruction sets and compilers use.
 * ARM ARM for ARMv8, F3.1 and F4.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define A32_SIZE(lda, stl, ldaex, stlex, code)                                         \
    PLAIN(#lda,   "cccc 0001 1" code "1 nnnn tttt 1100 1001 1111", lda, "nt", "t, [n]", 0), \
    PLAIN(#stl,   "cccc 0001 1" code "0 nnnn 1111 1100 1001 tttt", stl, "nt", "t, [n]", 0), \
    PLAIN(#ldaex, "cccc 0001 1" code "1 nnnn tttt 1110 1001 1111", ldaex, "nt", "t, [n]", 0), \
    ROW(#stlex,   "cccc 0001 1" code "0 nnnn dddd 1110 1001 tttt", stlex, store_exclusive, "ndt", "d, t, [n]", 0)

const ArmRow a32_v8_rows[] = {
    A32_SIZE(lda,  stl,  ldaex,  stlex,  "00"),
    A32_SIZE(ldab, stlb, ldaexb, stlexb, "10"),
    A32_SIZE(ldah, stlh, ldaexh, stlexh, "11"),
    ROW("ldaexd", "cccc 0001 1011 nnnn tttt 1110 1001 1111", ldaexd, exclusive_pair, "nt", "t, u, [n]", 0),
    ROW("stlexd", "cccc 0001 1010 nnnn dddd 1110 1001 tttt", stlexd, store_exclusive_pair, "ndt", "d, t, u, [n]", 0),
    {0}
};

#define T32_SIZE(lda, stl, ldaex, stlex, code)                                         \
    PLAIN(#lda,   "1110 1000 1101 nnnn tttt 1111 10" code " 1111", lda, "nT", "t, [n]", 0), \
    PLAIN(#stl,   "1110 1000 1100 nnnn tttt 1111 10" code " 1111", stl, "nT", "t, [n]", 0), \
    PLAIN(#ldaex, "1110 1000 1101 nnnn tttt 1111 11" code " 1111", ldaex, "nT", "t, [n]", 0), \
    ROW(#stlex,   "1110 1000 1100 nnnn tttt 1111 11" code " dddd", stlex, store_exclusive, "nTD", "d, t, [n]", 0)

const ArmRow t32_v8_rows[] = {
    T32_SIZE(lda,  stl,  ldaex,  stlex,  "10"),
    T32_SIZE(ldab, stlb, ldaexb, stlexb, "00"),
    T32_SIZE(ldah, stlh, ldaexh, stlexh, "01"),
    PLAIN("ldaexd", "1110 1000 1101 nnnn tttt uuuu 1111 1111", ldaexd, "nTU", "t, u, [n]", 0),
    ROW("stlexd",   "1110 1000 1100 nnnn tttt uuuu 1111 dddd", stlexd, t32_store_exclusive_pair, "nTDU", "d, t, u, [n]", 0),
    {0}
};

/* Without a condition, and the same in A32 and T32. */
#define FLOAT(name, picture, function, form, operands)                                 \
    ROW(name, "1111 1110 " picture, function, form, "", operands, FLOATING | NOT_IN_IT)
#define VCVT(way, mode)                                                                \
    FLOAT("vcvt" #way ".u32$", "1 D 11 11" mode " dddd 101 z 0 1 M 0 mmmm", vcvt##way##_to_unsigned, vfp_to_word, "Sd, Fm"), \
    FLOAT("vcvt" #way ".s32$", "1 D 11 11" mode " dddd 101 z 1 1 M 0 mmmm", vcvt##way##_to_signed, vfp_to_word, "Sd, Fm")

const ArmRow arm_v8_float_rows[] = {
    FLOAT("vseleq$", "0 D 00 nnnn dddd 101 z N 0 M 0 mmmm", vseleq, vfp, "Fd, Fn, Fm"),
    FLOAT("vselvs$", "0 D 01 nnnn dddd 101 z N 0 M 0 mmmm", vselvs, vfp, "Fd, Fn, Fm"),
    FLOAT("vselge$", "0 D 10 nnnn dddd 101 z N 0 M 0 mmmm", vselge, vfp, "Fd, Fn, Fm"),
    FLOAT("vselgt$", "0 D 11 nnnn dddd 101 z N 0 M 0 mmmm", vselgt, vfp, "Fd, Fn, Fm"),
    FLOAT("vmaxnm$", "1 D 00 nnnn dddd 101 z N 0 M 0 mmmm", vmaxnm, vfp, "Fd, Fn, Fm"),
    FLOAT("vminnm$", "1 D 00 nnnn dddd 101 z N 1 M 0 mmmm", vminnm, vfp, "Fd, Fn, Fm"),
    FLOAT("vrinta$", "1 D 11 1000 dddd 101 z 0 1 M 0 mmmm", vrinta, vfp, "Fd, Fm"),
    FLOAT("vrintn$", "1 D 11 1001 dddd 101 z 0 1 M 0 mmmm", vrintn, vfp, "Fd, Fm"),
    FLOAT("vrintp$", "1 D 11 1010 dddd 101 z 0 1 M 0 mmmm", vrintp, vfp, "Fd, Fm"),
    FLOAT("vrintm$", "1 D 11 1011 dddd 101 z 0 1 M 0 mmmm", vrintm, vfp, "Fd, Fm"),
    VCVT(a, "00"), VCVT(n, "01"), VCVT(p, "10"), VCVT(m, "11"),
    {0}
};
/* clang-format on */
