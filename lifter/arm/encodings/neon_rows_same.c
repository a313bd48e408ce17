/* neon_rows_same.c -- encodings: three registers of the same length.  ARM ARM, A7.4.1.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/arm/neon/neon.h"
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define PICTURE(u, size, code, q, low)                                                 \
    "1111001" u " 0 d " size " nnnn dddd " code " n " q " m " low " mmmm"
/* Elements of 8 to 64 bits but for the sizes barred, signed and unsigned or not. */
#define BOTH(name, code, low, function, bars)                                          \
    NEON(name ".!@", PICTURE("U", "zz", code, "Q", low), function, plain, bars, "Ed, En, Em", 0)
#define PAIRS(name, u, code, low, function)                                            \
    NEON(name, PICTURE(u, "zz", code, "0", low), function, plain, "3", "Dd, Dn, Dm", 0)
#define SHIFT(name, low4, low, function)                                               \
    NEON(name ".!@", PICTURE("U", "zz", low4, "Q", low), function, plain, "", "Ed, Em, En", 0)
#define ONE(name, u, code, low, function, bars)                                        \
    NEON(name, PICTURE(u, "zz", code, "Q", low), function, plain, bars, "Ed, En, Em", 0)
#define LOGIC(name, u, size)                                                           \
    NEON(#name, PICTURE(u, size, "0001", "Q", "1"), name, plain, "", "Ed, En, Em", 0)
#define FLOAT(name, u, size, code, low, function)                                      \
    NEON(name ".f32", PICTURE(u, size, code, "Q", low), function, plain, "", "Ed, En, Em", 0)
#define FLOAT_PAIRS(name, u, size, code, low, function)                                \
    NEON(name ".f32", PICTURE(u, size, code, "0", low), function, plain, "", "Dd, Dn, Dm", 0)

const ArmRow neon_same_rows[] = {
    BOTH("vhadd",  "0000", "0", vhadd, "3"), BOTH("vqadd", "0000", "1", vqadd, ""),
    BOTH("vrhadd", "0001", "0", vrhadd, "3"),
    LOGIC(vand, "0", "00"), LOGIC(vbic, "0", "01"), LOGIC(vorr, "0", "10"), LOGIC(vorn, "0", "11"),
    LOGIC(veor, "1", "00"), LOGIC(vbsl, "1", "01"), LOGIC(vbit, "1", "10"), LOGIC(vbif, "1", "11"),
    BOTH("vhsub",  "0010", "0", vhsub, "3"), BOTH("vqsub", "0010", "1", vqsub, ""),
    BOTH("vcgt",   "0011", "0", vcgt, "3"),  BOTH("vcge", "0011", "1", vcge, "3"),
    SHIFT("vshl",  "0100", "0", vshl),       SHIFT("vqshl", "0100", "1", vqshl),
    SHIFT("vrshl", "0101", "0", vrshl),      SHIFT("vqrshl", "0101", "1", vqrshl),
    BOTH("vmax",   "0110", "0", vmax, "3"),  BOTH("vmin", "0110", "1", vmin, "3"),
    BOTH("vabd",   "0111", "0", vabd, "3"),  BOTH("vaba", "0111", "1", vaba, "3"),
    ONE("vadd.i@", "0", "1000", "0", vadd, ""),  ONE("vsub.i@", "1", "1000", "0", vsub, ""),
    ONE("vtst.@",  "0", "1000", "1", vtst, "3"), ONE("vceq.i@", "1", "1000", "1", vceq, "3"),
    ONE("vmla.i@", "0", "1001", "0", vmla, "3"), ONE("vmls.i@", "1", "1001", "0", vmls, "3"),
    ONE("vmul.i@", "0", "1001", "1", vmul, "3"), ONE("vmul.p8", "1", "1001", "1", vmul_poly, "123"),
    PAIRS("vpmax.!@", "U", "1010", "0", vpmax), PAIRS("vpmin.!@", "U", "1010", "1", vpmin),
    ONE("vqdmulh.s@",  "0", "1011", "0", vqdmulh,  "03"),
    ONE("vqrdmulh.s@", "1", "1011", "0", vqrdmulh, "03"),
    PAIRS("vpadd.i@", "0", "1011", "1", vpadd),
    FLOAT("vfma",  "0", "00", "1100", "1", vfma),       FLOAT("vfms",  "0", "10", "1100", "1", vfms),
    FLOAT("vadd",  "0", "00", "1101", "0", vadd_float), FLOAT("vsub",  "0", "10", "1101", "0", vsub_float),
    FLOAT_PAIRS("vpadd", "1", "00", "1101", "0", vpadd_float), FLOAT("vabd", "1", "10", "1101", "0", vabd_float),
    FLOAT("vmla",  "0", "00", "1101", "1", vmla_float), FLOAT("vmls",  "0", "10", "1101", "1", vmls_float),
    FLOAT("vmul",  "1", "00", "1101", "1", vmul_float), FLOAT("vceq",  "0", "00", "1110", "0", vceq_float),
    FLOAT("vcge",  "1", "00", "1110", "0", vcge_float), FLOAT("vcgt",  "1", "10", "1110", "0", vcgt_float),
    FLOAT("vacge", "1", "00", "1110", "1", vacge),      FLOAT("vacgt", "1", "10", "1110", "1", vacgt),
    FLOAT("vmax",  "0", "00", "1111", "0", vmax_float), FLOAT("vmin",  "0", "10", "1111", "0", vmin_float),
    FLOAT_PAIRS("vpmax", "1", "00", "1111", "0", vpmax_float), FLOAT_PAIRS("vpmin", "1", "10", "1111", "0", vpmin_float),
    FLOAT("vrecps", "0", "00", "1111", "1", vrecps),    FLOAT("vrsqrts", "0", "10", "1111", "1", vrsqrts),
    {0}
};
