/* neon_rows_mixed.c -- encodings: three registers of different lengths, two registers
 * and a scalar.  ARM ARM, A7.4.2 and A7.4.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
#define MIXED(name, u, code, function, bars, operands)                                 \
    NEON(name, "1111001" u " 1 d zz nnnn dddd " code " n 0 m 0 mmmm", function, plain, bars, operands, 0)
#define LONG(name, code, function)                                                     \
    MIXED(name ".!@", "U", code, function, "", "Qd, Dn, Dm")
#define LONG_SIGNED(name, code, function)                                              \
    MIXED(name ".s@", "0", code, function, "0", "Qd, Dn, Dm")
#define WIDE(name, code, function)                                                     \
    MIXED(name ".!@", "U", code, function, "", "Qd, Qn, Dm")
#define NARROW(name, u, code, function)                                                \
    MIXED(name ".i^", u, code, function, "", "Dd, Qn, Qm")
/* Those that are not long have Q where the others have U. */
#define SCALAR(name, code, function, bars)                                             \
    NEON(name, "1111001Q 1 d zz nnnn dddd " code " n 1 m 0 mmmm", function, scalar, bars, "Ed, En, Dm[x]", 0)
#define LONG_SCALAR(name, u, code, function)                                           \
    NEON(name, "1111001" u " 1 d zz nnnn dddd " code " n 1 m 0 mmmm", function, scalar, "0", "Qd, Dn, Dm[x]", 0)

const ArmRow neon_mixed_rows[] = {
    LONG("vaddl", "0000", vaddl), WIDE("vaddw", "0001", vaddw),
    LONG("vsubl", "0010", vsubl), WIDE("vsubw", "0011", vsubw),
    NARROW("vaddhn", "0", "0100", vaddhn), NARROW("vraddhn", "1", "0100", vraddhn),
    NARROW("vsubhn", "0", "0110", vsubhn), NARROW("vrsubhn", "1", "0110", vrsubhn),
    LONG("vabal", "0101", vabal), LONG("vabdl", "0111", vabdl),
    LONG("vmlal", "1000", vmlal), LONG("vmlsl", "1010", vmlsl), LONG("vmull", "1100", vmull),
    LONG_SIGNED("vqdmlal", "1001", vqdmlal), LONG_SIGNED("vqdmlsl", "1011", vqdmlsl),
    LONG_SIGNED("vqdmull", "1101", vqdmull),
    MIXED("vmull.p8", "0", "1110", vmull_poly, "12", "Qd, Dn, Dm"),
    SCALAR("vmla.i@",   "0000", vmla_scalar, "0"), SCALAR("vmla.f32", "0001", vmla_float_scalar, "01"),
    SCALAR("vmls.i@",   "0100", vmls_scalar, "0"), SCALAR("vmls.f32", "0101", vmls_float_scalar, "01"),
    SCALAR("vmul.i@",   "1000", vmul_scalar, "0"), SCALAR("vmul.f32", "1001", vmul_float_scalar, "01"),
    SCALAR("vqdmulh.s@",  "1100", vqdmulh_scalar,  "0"),
    SCALAR("vqrdmulh.s@", "1101", vqrdmulh_scalar, "0"),
    LONG_SCALAR("vmlal.!@", "U", "0010", vmlal_scalar), LONG_SCALAR("vmlsl.!@", "U", "0110", vmlsl_scalar),
    LONG_SCALAR("vmull.!@", "U", "1010", vmull_scalar), LONG_SCALAR("vqdmlal.s@", "0", "0011", vqdmlal_scalar),
    LONG_SCALAR("vqdmlsl.s@", "0", "0111", vqdmlsl_scalar), LONG_SCALAR("vqdmull.s@", "0", "1011", vqdmull_scalar),
    {0}
};
