/*
 * neon.h -- what the semantic functions of Advanced SIMD share.
 *
 * A32 and T32 encode these instructions alike but for the top byte.  There is one set
 * of rows, with pictures of the A32 encodings; arm_neon_word converts a T32 word.
 * Letters in pictures, and the members of ArmInsn they set:
 *
 *      d n m   registers of 64 bits, 0 to 31; a quadword has the number of its even one
 *      Q U z   quad, is_unsigned, size
 *
 * The operand text says how wide a register is: D a doubleword; Q a quadword, whose
 * number must be even; E a quadword if `quad` is set, else a doubleword.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_NEON_NEON_H
#define LIFTER_ARM_NEON_NEON_H

#include "lifter/arm/arm.h"

/* Returns the A32 encoding of an Advanced SIMD word, which is T32 if `thumb` is set; 0
 * if the word is not in the Advanced SIMD space. */
u32 arm_neon_word(u32 word, bool thumb);
/* Returns the T32 encoding of an A32 word of the Advanced SIMD space. */
u32 arm_neon_word_of_t32(u32 word);

/* An op builder on lanes, such as ir_vadd: `lanes` is the op's imm (vec_imm). */
typedef Val SimdOp1(Block *b, Val x, u64 lanes);
typedef Val SimdOp2(Block *b, Val x, Val y, u64 lanes);
typedef Val SimdOp3(Block *b, Val x, Val y, Val z, u64 lanes);

/* neon_operand.c: return register n as a v128: simd_d a doubleword, with 0 in the high
 * half; simd_q a quadword; simd a quadword if i->quad is set, else a doubleword. */
Val simd_d(Block *b, u32 n);
Val simd_q(Block *b, u32 n);
Val simd(Block *b, const ArmInsn *i, u32 n);
/* Write v, or the low half of v for a doubleword, to register n, if i->holds allows it.
 */
void set_simd_d(Block *b, const ArmInsn *i, u32 n, Val v);
void set_simd_q(Block *b, const ArmInsn *i, u32 n, Val v);
void set_simd(Block *b, const ArmInsn *i, u32 n, Val v);
/* Returns v if i->holds is 1 or VAL_NONE, else `other`. */
Val simd_if_holds(Block *b, const ArmInsn *i, Val v, Val other);
/* Returns v; if i->holds is 0, zeros instead, on which an operation on floats raises no
 * exception. */
Val simd_operand(Block *b, const ArmInsn *i, Val v);
/* Returns register n, read as by simd, with zeros instead likewise. */
Val simd_floats(Block *b, const ArmInsn *i, u32 n);
/* Sets FPSCR.QC if any bit of `saturated` is set.  Of a doubleword the high half must
 * be 0. */
void set_qc_if(Block *b, const ArmInsn *i, Val saturated);
/* Write to register d: op of registers n and m, or op of register m. */
void simd_same(Block *b, const ArmInsn *i, SimdOp2 *op, u64 lanes);
void simd_two(Block *b, const ArmInsn *i, SimdOp1 *op, u64 lanes);
/* Writes to doubleword d: op of each pair of adjacent elements of n, then of m. */
void simd_pairs(Block *b, const ArmInsn *i, SimdOp2 *op, u64 lanes);
/* Returns the absolute difference of each lane, as an unsigned number. */
Val simd_difference(Block *b, Val x, Val y, u64 lanes);
/* Returns a v128 with lane i->lane of doubleword m in all its lanes. */
Val simd_scalar(Block *b, const ArmInsn *i);
/* Narrows the lanes of v to half their width and writes them to doubleword d.  `lanes`
 * is vnarrow's imm, to which VEC_SATURATE is added.  Sets FPSCR.QC if a lane saturates.
 */
void simd_narrow(Block *b, const ArmInsn *i, Val v, u64 lanes);
/* Returns a v128 whose byte k is byte order[k] of x (0 to 15) or order[k] - 16 of y (16
 * to 31). */
Val simd_shuffle(Block *b, Val x, Val y, const u8 order[16]);
/* Returns a constant v128 of these halves. */
Val simd_constant(Block *b, u64 low, u64 high);
/* Returns a constant v128 with n, of `bits` bits, in every lane. */
Val simd_number(Block *b, unsigned bits, u64 n);
/* Returns the bitwise complement. */
Val simd_not(Block *b, Val v);

/* The imm of an op on floats: lanes of 32 bits by the standard FPSCR value (ARM ARM,
 * A2.7.7). */
#define SIMD_FLOATS (32 | VEC_STANDARD)

/* Returns the width of the instruction's elements in bits: 8 to 64. */
static inline unsigned element_bits(const ArmInsn *i)
{
    return 8u << i->size;
}

/* Return the imm of an op on the instruction's elements.  elements is for ops that do
 * not depend on the sign; numbers sets VEC_SIGNED unless is_unsigned is set. */
static inline u64 elements(const ArmInsn *i)
{
    return element_bits(i);
}

static inline u64 numbers(const ArmInsn *i)
{
    return element_bits(i) | (i->is_unsigned ? 0 : VEC_SIGNED);
}

/* Return the same for elements of twice the width. */
static inline u64 wide_elements(const ArmInsn *i)
{
    return 2 * element_bits(i);
}

static inline u64 wide_numbers(const ArmInsn *i)
{
    return 2 * element_bits(i) | (i->is_unsigned ? 0 : VEC_SIGNED);
}

#endif
