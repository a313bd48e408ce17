/* neon_rows_shift.c -- encodings: two registers and a shift amount, one register and an
 * immediate.  ARM ARM, A7.4.4 and A7.4.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
/* The number is the size of elements and the amount as one: see forms_neon.c. */
#define BY(name, u, code, function, form)                                              \
    NEON(name, "1111001" u " 1 d vvvvvv dddd " code " w Q m 1 mmmm", function, form, "", "Ed, Em, #v", 0)
#define NARROW(name, u, code, function)                                                \
    NEON(name, "1111001" u " 1 d vvvvvv dddd " code " m 1 mmmm", function, right, "", "Dd, Qm, #v", 0)
#define FIXED(name, code, function)                                                    \
    NEON(name, "1111001U 1 d vvvvvv dddd " code " 0 Q m 1 mmmm", function, fixed, "", "Ed, Em, #v", 0)

const ArmRow neon_shift_rows[] = {
    BY("vshr.!@",  "U", "0000", vshr,  right), BY("vsra.!@",  "U", "0001", vsra,  right),
    BY("vrshr.!@", "U", "0010", vrshr, right), BY("vrsra.!@", "U", "0011", vrsra, right),
    BY("vsri.@",   "1", "0100", vsri,  right), BY("vsli.@",   "1", "0101", vsli,  left),
    BY("vshl.i@",  "0", "0101", vshl_immediate,  left),
    BY("vqshlu.s@", "1", "0110", vqshlu, left),
    BY("vqshl.!@", "U", "0111", vqshl_immediate, left),
    NARROW("vshrn.i^",    "0", "1000 00", vshrn),    NARROW("vrshrn.i^",    "0", "1000 01", vrshrn),
    NARROW("vqshrun.s^",  "1", "1000 00", vqshrun),  NARROW("vqrshrun.s^",  "1", "1000 01", vqrshrun),
    NARROW("vqshrn.!^",   "U", "1001 00", vqshrn),   NARROW("vqrshrn.!^",   "U", "1001 01", vqrshrn),
    NEON("vshll.!@", "1111001U 1 d vvvvvv dddd 1010 00 m 1 mmmm", vshll, left, "", "Qd, Dm, #v", 0),
    FIXED("vcvt.f32.!32", "1110", vcvt_to_float_fixed), FIXED("vcvt.!32.f32", "1111", vcvt_to_fixed),
    {0}
};

/* Eight bits of number; x counts the bytes they are shifted by. */
#define NUMBER(name, code, op, function, form, number)                                 \
    NEON(name, "1111001v 1 d 000 vvv dddd " code " 0 Q " op " 1 vvvv", function, form, "", "Ed, " number, 0)

const ArmRow neon_immediate_rows[] = {
    NUMBER("vmov.i32", "0xx0", "0", vmov_immediate, imm32, "#h"),
    NUMBER("vmvn.i32", "0xx0", "1", vmvn_immediate, imm32, "#h"),
    NUMBER("vorr.i32", "0xx1", "0", vorr_immediate, imm32, "#h"),
    NUMBER("vbic.i32", "0xx1", "1", vbic_immediate, imm32, "#h"),
    NUMBER("vmov.i16", "10x0", "0", vmov_immediate, imm16, "#h"),
    NUMBER("vmvn.i16", "10x0", "1", vmvn_immediate, imm16, "#h"),
    NUMBER("vorr.i16", "10x1", "0", vorr_immediate, imm16, "#h"),
    NUMBER("vbic.i16", "10x1", "1", vbic_immediate, imm16, "#h"),
    NUMBER("vmov.i32", "110x", "0", vmov_immediate, imm_ones, "#h"),
    NUMBER("vmvn.i32", "110x", "1", vmvn_immediate, imm_ones, "#h"),
    NUMBER("vmov.i8",  "1110", "0", vmov_immediate, imm8, "#h"),
    NUMBER("vmov.i64", "1110", "1", vmov_immediate, imm64, "#h"),
    NUMBER("vmov.f32", "1111", "0", vmov_immediate, imm_float, "##"),
    {0}
};
