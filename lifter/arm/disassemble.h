/* disassemble.h -- a line of ARM assembly text being made.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_DISASSEMBLE_H
#define LIFTER_ARM_DISASSEMBLE_H

#include "lifter/arm/decode.h"

typedef struct {
    char *text;
    size_t room, length;
    const ArmRow *row;
    const ArmInsn *i;
} Line;

void put_char(Line *line, char c);
void put_text(Line *line, const char *text);
void put_number(Line *line, const char *fmt, u32 n); /* fmt: of base_format */
void put_register(Line *line, u32 n);

/* disassemble_neon.c */
void put_simd_number(Line *line);
void put_simd_list(Line *line);
void put_simd_address(Line *line);

#endif
