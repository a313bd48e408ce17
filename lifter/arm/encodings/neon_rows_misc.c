/* neon_rows_misc.c -- encodings: two registers; vext, vtbl, vtbx, vdup.  ARM ARM,
 * A7.4.5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define MISC(name, size, a, code, function, form, bars, operands)                      \
    NEON(name, "11110011 1 d 11 " size " " a " dddd 0 " code " m 0 mmmm", function, form, bars, operands, 0)
#define TWO(name, a, code, function, bars)                                             \
    MISC(name, "zz", a, code " Q", function, plain, bars, "Ed, Em")
#define FLOAT(name, a, code, function)                                                 \
    MISC(name, "10", a, code " Q", function, plain, "", "Ed, Em")
/* Compare with zero: signed integers (vceq: any), floats. */
#define ZERO(name, type, code, function, float_function)                               \
    MISC(name type "@", "zz", "01", "0 " code " Q", function, plain, "3", "Ed, Em, #0"),  \
    MISC(name ".f32", "10", "01", "1 " code " Q", float_function, plain, "", "Ed, Em, #0")
#define NARROW(name, code, function)                                                   \
    MISC(name, "zz", "10", code, function, plain, "3", "Dd, Qm")

const ArmRow neon_misc_rows[] = {
    TWO("vrev64.@", "00", "0000", vrev64, "3"), TWO("vrev32.@", "00", "0001", vrev32, "23"),
    TWO("vrev16.@", "00", "0010", vrev16, "123"),
    TWO("vpaddl.!@", "00", "010U", vpaddl, "3"), TWO("vpadal.!@", "00", "110U", vpadal, "3"),
    TWO("vcls.s@", "00", "1000", vcls, "3"),   TWO("vclz.i@", "00", "1001", vclz, "3"),
    TWO("vcnt.8",  "00", "1010", vcnt, "123"), TWO("vmvn",    "00", "1011", vmvn, "123"),
    TWO("vqabs.s@", "00", "1110", vqabs, "3"), TWO("vqneg.s@", "00", "1111", vqneg, "3"),
    ZERO("vcgt", ".s", "000", vcgt_0, vcgt_float_0), ZERO("vcge", ".s", "001", vcge_0, vcge_float_0),
    ZERO("vceq", ".i", "010", vceq_0, vceq_float_0), ZERO("vcle", ".s", "011", vcle_0, vcle_float_0),
    ZERO("vclt", ".s", "100", vclt_0, vclt_float_0),
    TWO("vabs.s@", "01", "0110", vabs, "3"), FLOAT("vabs.f32", "01", "1110", vabs_float),
    TWO("vneg.s@", "01", "0111", vneg, "3"), FLOAT("vneg.f32", "01", "1111", vneg_float),
    TWO("vswp",    "10", "0000", vswp, "123"), TWO("vtrn.@", "10", "0001", vtrn, "3"),
    MISC("vuzp.@", "zz", "10", "0010 Q", vuzp, zip, "3", "Ed, Em"),
    MISC("vzip.@", "zz", "10", "0011 Q", vzip, zip, "3", "Ed, Em"),
    NARROW("vmovn.i^",   "0100 0", vmovn),  NARROW("vqmovun.s^", "0100 1", vqmovun),
    NARROW("vqmovn.!^",  "0101 U", vqmovn),
    MISC("vshll.i@",     "zz", "10", "0110 0", vshll, shll, "3", "Qd, Dm, #v"),
    MISC("vcvt.f16.f32", "01", "10", "1100 0", vcvt_to_half, plain, "", "Dd, Qm"),
    MISC("vcvt.f32.f16", "01", "10", "1110 0", vcvt_from_half, plain, "", "Qd, Dm"),
    FLOAT("vrecpe.u32",   "11", "1000", vrecpe),  FLOAT("vrecpe.f32",   "11", "1010", vrecpe_float),
    FLOAT("vrsqrte.u32",  "11", "1001", vrsqrte), FLOAT("vrsqrte.f32",  "11", "1011", vrsqrte_float),
    FLOAT("vcvt.f32.!32", "11", "110U", vcvt_to_float), FLOAT("vcvt.!32.f32", "11", "111U", vcvt_to_int),
    NEON("vext.@", "11110010 1 d 11 nnnn dddd vvvv n Q m 0 mmmm", vext, vext, "", "Ed, En, Em, #v", 0),
    NEON("vtbl.8", "11110011 1 d 11 nnnn dddd 10 xx n 0 m 0 mmmm", vtbl, vtbl, "", "Dd, K, Dm", 0),
    NEON("vtbx.8", "11110011 1 d 11 nnnn dddd 10 xx n 1 m 0 mmmm", vtbx, vtbl, "", "Dd, K, Dm", 0),
    NEON("vdup.@", "11110011 1 d 11 xxxx dddd 11000 Q m 0 mmmm", vdup, vdup, "", "Ed, Dm[x]", 0),
    {0}
};
