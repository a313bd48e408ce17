/* decode.h -- what the decoder, the lifter and the disassembler of ARM offer each
 * other.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_DECODE_H
#define LIFTER_ARM_DECODE_H

#include "lifter/asm_names.h"
#include "lifter/arm/arm.h"

/* Decodes the instruction at guest address `here`, whose bit 0 selects Thumb, from the
 * `size` bytes at `code`.  `in_it`: it is part of an IT block.  Sets *row and *insn.
 * Returns the instruction's length in bytes, or 0 if it is undefined or longer than
 * `size`. */
u32 arm_decode(const u8 *code, u32 size, u32 here, bool in_it, const ArmRow **row,
               ArmInsn *insn);
/* Decodes an instruction of an IT block.  An instruction that may not be in one, or is
 * undefined, gives arm_undefined_row; one that is longer than `size` gives a row that
 * lifts as a fetch past the end.  Always returns a length, 2 or 4. */
u32 arm_decode_in_it(const u8 *code, u32 size, u32 here, const ArmRow **row,
                     ArmInsn *insn);
extern const ArmRow arm_undefined_row;
/* Checks the decode tables.  Returns NULL, or a message that names two rows of which
 * one wrongly hides the other. */
const char *arm_check_tables(void);

/* Lifts an instruction that is outside of IT blocks, under its condition. */
void arm_lift_one(Block *blk, const ArmRow *row, ArmInsn *insn);
/* Lifts an undefined word as far as its condition: if that does not hold, the word is
 * skipped.  The caller emits the raise. */
void arm_lift_undefined(Block *blk, const u8 *code, u32 size);
/* Lifts an IT instruction with the whole IT block.  Returns the length of
 * what it has lifted, in bytes. */
u32 arm_lift_it(Block *blk, const u8 *code, u32 size);

/* If the code at `code` is a known sequence (an idiom), emits ops that do all of it and
 * an exit_if to its end, for the operands they can handle.  Called before its first
 * instruction is lifted, if b->idioms is set. */
void arm_lift_idiom(Block *b, const u8 *code, u32 size);
/* Writes the constant `state` to the slot `it`. */
void arm_put_it(Block *b, u32 state);
/* Lifts one instruction under blk->mode, or an IT instruction without its block.
 * Returns its length in bytes, or 0 if it is undefined. */
u32 arm_lift_step(Block *blk, const u8 *code, u32 size);

/* Returns the member of *insn that a register letter of an operand text stands for;
 * NULL if it stands for none. */
const u8 *arm_register_of(const ArmInsn *i, char letter);

/* Writes the instruction at `pc` as text; see Guest.disassemble.  Returns its length in
 * bytes; 0 if `size` is too small. */
u32 arm_disassemble(char *text, size_t room, const u8 *code, u32 size, u32 pc,
                    const AsmNames *names);

/* Returns the halfword at `code`, which is little-endian. */
static inline u32 arm_half(const u8 *code)
{
    return code[0] | (u32)code[1] << 8;
}

#endif
