/*
 * rows.h -- macros that write an instruction's semantic function, form and ArmRow; for
 * the files that define instructions.
 *
 *      INSN(rbit)
 *      {
 *          ...
 *      }
 *
 *      const ArmRow arm_bits_rows[] = {
 *          A32("rbit", "cccc 0110 1111 1111 dddd 1111 0011 mmmm",
 *              rbit, none, "dm", "d, m", SELECTS),
 *          T32("rbit", "11111010 1001 nnnn 1111 dddd 1010 mmmm",
 *              rbit, same_twice, "DM", "d, m", SELECTS),
 *          {0}
 *      };
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_ENCODINGS_ROWS_H
#define LIFTER_ARM_ENCODINGS_ROWS_H

#include "lifter/arm/arm.h"

/* Begins the definition of a semantic function (ArmRow.lift). */
#define INSN(name) static void arm_##name(Block *b, const ArmInsn *i)
/* Begins the definition of a form (ArmRow.form): of one that only this file uses; in a
 * header, of one that several use. */
#define FORM(name) static bool form_##name(ArmInsn *i, const Fields *f)
#define SHARED_FORM(name) static inline bool form_##name(ArmInsn *i, const Fields *f)
/* No form: the fields are the operands. */
#define form_none NULL

/* A row of any table: `table` is an ArmTable without its prefix. */
#define ROW(table, name, picture, function, form, bars, operands, flags)               \
    {                                                                                  \
        name, picture, arm_##function, form_##form, bars, operands, flags,             \
            ARM_TABLE_##table                                                          \
    }
/* Rows of the tables for core instructions.  A32_ALWAYS is A32 without a condition;
 * T32_LITERAL are loads from r15. */
#define A32(...) ROW(A32, __VA_ARGS__)
#define A32_ALWAYS(...) ROW(A32_ALWAYS, __VA_ARGS__)
#define T32(...) ROW(T32, __VA_ARGS__)
#define T32_LITERAL(...) ROW(T32_LITERAL, __VA_ARGS__)
#define T16(...) ROW(T16, __VA_ARGS__)
/* Floating point: in A32 and T32, alike but for the first four bits, A32's condition.
 */
#define VFP(name, picture, function, form, bars, operands, flags)                      \
    A32(name, "cccc " picture, function, form, bars, operands, (flags) | FLOATING),    \
        T32(name, "1110 " picture, function, form, bars, operands, (flags) | FLOATING)

#endif
