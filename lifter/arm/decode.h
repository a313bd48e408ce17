/* decode.h -- between the decoder, the lifter and the disassembler of ARM.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_DECODE_H
#define LIFTER_ARM_DECODE_H

#include "lifter/arm/arm.h"

/* The instruction at `here` (low bit: Thumb) and its operands; its length in bytes,
 * or 0 if it is undefined or does not end within `size`. */
u32 arm_decode(const u8 *code, u32 size, u32 here, bool in_it, const ArmRow **row,
               ArmInsn *insn);
/* The same in an IT block, where what cannot be in one is undefined. */
u32 arm_decode_in_it(const u8 *code, u32 size, u32 here, const ArmRow **row,
                     ArmInsn *insn);
extern const ArmRow arm_undefined_row;
/* Two that overlap wrongly, or NULL. */
const char *arm_check_tables(void);

/* Lift an instruction outside IT blocks, with its condition. */
void arm_lift_one(Block *blk, const ArmRow *row, ArmInsn *insn);
/* Lift a word that is no instruction as far as it has a condition; the raise is left to
 * the caller. */
void arm_lift_undefined(Block *blk, const u8 *code, u32 size);
/* Lift an IT instruction and its block; the length of all of it. */
u32 arm_lift_it(Block *blk, const u8 *code, u32 size);

/* Before the first instruction of something known: do all of it (b->idioms). */
void arm_lift_idiom(Block *b, const u8 *code, u32 size);
/* Put the slot `it`. */
void arm_put_it(Block *b, u32 state);
/* Lift an IT instruction alone, or what blk->mode is the mode of. */
u32 arm_lift_step(Block *blk, const u8 *code, u32 size);

/* The register a letter of an operand text names; NULL if it names none. */
const u8 *arm_register_of(const ArmInsn *i, char letter);

u32 arm_disassemble(char *text, size_t room, const u8 *code, u32 size, u32 pc);

static inline u32 arm_half(const u8 *code)
{
    return code[0] | (u32)code[1] << 8;
}

#endif
