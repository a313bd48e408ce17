/* disassemble.h -- writing one line of ARM assembly text.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_DISASSEMBLE_H
#define LIFTER_ARM_DISASSEMBLE_H

#include "lifter/arm/decode.h"

/* The line being written and the instruction it shows; `text` has `room` bytes. */
typedef struct {
    char *text;
    size_t room, length;
    const ArmRow *row;
    const ArmInsn *i;
    const AsmNames *names; /* of Guest.disassemble */
} Line;

/* Append to the line what fits: a character, a text, a number, a core register's name.
 */
void put_char(Line *line, char c);
void put_text(Line *line, const char *text);
void put_number(Line *line, const char *fmt, u32 n); /* fmt: as base_format's */
void put_register(Line *line, u32 n);

/* disassemble_neon.c: append an Advanced SIMD immediate, a list of registers, the
 * address of a load or store of structures.  put_simd_list is given what follows the K
 * of the operand text, and returns what follows the list. */
void put_simd_number(Line *line);
const char *put_simd_list(Line *line, const char *text);
void put_simd_address(Line *line);

#endif
