/*
 * neon_rows.h -- macros that write an ArmRow of Advanced SIMD, for the files with its
 * semantic functions.
 *
 *      SAME("vhadd.!@", "U", "zz", "0000", "0", vhadd, "3"),
 *
 * There is a macro for each encoding of ARM ARM, A7.4, with an argument for each part
 * that differs from instruction to instruction.  `u` is bit 24, `size` bits 21 and 20,
 * `code` the opcode: the bits from 11 down, or from 10 of two registers.  `name`,
 * `function`, `form` and `bars` are those of an ArmRow; without an argument `form`, it
 * is `plain`.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_NEON_NEON_ROWS_H
#define LIFTER_ARM_NEON_NEON_ROWS_H

#include "lifter/arm/encodings/rows.h"
#include "lifter/arm/neon/forms_neon.h"
#include "lifter/arm/neon/neon.h"

/* clang-format off */
#define NEON(group, name, picture, function, form, bars, operands, flags)                       \
    ROW(NEON_##group, name, picture, function, form, bars, operands,                            \
        SELECTS | FLOATING | (flags))

/* A7.4.1, three registers of the same length; `low` is bit 4. */
#define SAME_PICTURE(u, size, code, quad, low)                                                  \
    "1111001" u " 0 d " size " nnnn dddd " code " n " quad " m " low " mmmm"
#define SAME(name, u, size, code, low, function, bars)                                          \
    NEON(SAME, name, SAME_PICTURE(u, size, code, "Q", low),                                     \
         function, plain, bars, "Ed, En, Em", 0)
/* Of doublewords only. */
#define SAME_PAIRS(name, u, size, code, low, function, bars)                                    \
    NEON(SAME, name, SAME_PICTURE(u, size, code, "0", low),                                     \
         function, plain, bars, "Dd, Dn, Dm", 0)
/* The amounts are in n. */
#define SAME_SHIFT(name, code, low, function)                                                   \
    NEON(SAME, name, SAME_PICTURE("U", "zz", code, "Q", low),                                   \
         function, plain, "", "Ed, Em, En", 0)

/* A7.4.2, three registers of different lengths. */
#define MIXED(name, u, code, function, bars, operands)                                          \
    NEON(MIXED, name, "1111001" u " 1 d zz nnnn dddd " code " n 0 m 0 mmmm",                    \
         function, plain, bars, operands, 0)
#define MIXED_LONG(name, u, code, function, bars)                                               \
    MIXED(name, u, code, function, bars, "Qd, Dn, Dm")
#define MIXED_WIDE(name, u, code, function)                                                     \
    MIXED(name, u, code, function, "", "Qd, Qn, Dm")
#define MIXED_NARROW(name, u, code, function)                                                   \
    MIXED(name, u, code, function, "", "Dd, Qn, Qm")

/* A7.4.3, two registers and a scalar.  Those that are not long have Q at bit 24. */
#define SCALAR(name, code, function, bars)                                                      \
    NEON(MIXED, name, "1111001Q 1 d zz nnnn dddd " code " n 1 m 0 mmmm",                        \
         function, scalar, bars, "Ed, En, Dm[x]", 0)
#define SCALAR_LONG(name, u, code, function)                                                    \
    NEON(MIXED, name, "1111001" u " 1 d zz nnnn dddd " code " n 1 m 0 mmmm",                    \
         function, scalar, "0", "Qd, Dn, Dm[x]", 0)

/* A7.4.4, two registers and a shift amount: `right`, `left` and `fixed` take it apart. */
#define SHIFT(name, u, code, function, form, operands)                                          \
    NEON(SHIFT, name, "1111001" u " 1 d vvvvvv dddd " code " m 1 mmmm",                         \
         function, form, "", operands, 0)

/* A7.4.5, two registers; `a` is bits 17 and 16. */
#define MISC(name, size, a, code, function, form, bars, operands)                               \
    NEON(MISC, name, "11110011 1 d 11 " size " " a " dddd 0 " code " m 0 mmmm",                 \
         function, form, bars, operands, 0)
#define MISC_TWO(name, size, a, code, function, bars)                                           \
    MISC(name, size, a, code " Q", function, plain, bars, "Ed, Em")
#define MISC_ZERO(name, size, code, function, bars)                                             \
    MISC(name, size, "01", code " Q", function, plain, bars, "Ed, Em, #0")
#define MISC_NARROW(name, code, function)                                                       \
    MISC(name, "zz", "10", code, function, plain, "3", "Dd, Qm")

/* A7.4.6, one register and an immediate of eight bits; x counts the bytes they are shifted
 * by. */
#define IMMEDIATE(name, code, op, function, form, number)                                       \
    NEON(IMMEDIATE, name, "1111001v 1 d 000 vvv dddd " code " 0 Q " op " 1 vvvv",               \
         function, form, "", "Ed, " number, 0)
/* clang-format on */

#endif
