/*
 * neon.h -- Advanced SIMD: its decode tables, forms and semantic functions.
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

/* The decode tables, by the groups of ARM ARM, A7.4 and A7.7. */
extern const ArmRow neon_same_rows[], neon_mixed_rows[], neon_shift_rows[],
    neon_immediate_rows[], neon_misc_rows[], neon_memory_rows[];

/* Returns the A32 encoding of an Advanced SIMD word, which is T32 if `thumb` is set; 0
 * if the word is not in the Advanced SIMD space. */
u32 arm_neon_word(u32 word, bool thumb);
/* Returns the T32 encoding of an A32 word of the Advanced SIMD space. */
u32 arm_neon_word_of_t32(u32 word);

/* clang-format off */
#define NEON_INSNS(_)                                                                  \
    /* neon_integer.c */                                                               \
    _(vadd) _(vsub) _(vmul) _(vmla) _(vmls) _(vabs) _(vneg) _(vmax) _(vmin)            \
    _(vabd) _(vaba) _(vhadd) _(vrhadd) _(vhsub)                                        \
    _(vpadd) _(vpmax) _(vpmin) _(vpaddl) _(vpadal)                                     \
    _(vcls) _(vclz) _(vcnt) _(vmul_poly) _(vrecpe) _(vrsqrte)                          \
    /* neon_logic.c */                                                                 \
    _(vand) _(vbic) _(vorr) _(vorn) _(veor) _(vbsl) _(vbit) _(vbif) _(vmvn)            \
    _(vmov_immediate) _(vmvn_immediate) _(vorr_immediate) _(vbic_immediate)            \
    _(vceq) _(vcge) _(vcgt) _(vtst) _(vceq_0) _(vcge_0) _(vcgt_0) _(vcle_0) _(vclt_0)  \
    /* neon_wide.c */                                                                  \
    _(vaddl) _(vaddw) _(vsubl) _(vsubw) _(vaddhn) _(vraddhn) _(vsubhn) _(vrsubhn)      \
    _(vabal) _(vabdl) _(vmlal) _(vmlsl) _(vmull) _(vmull_poly) _(vmovn)                \
    _(vmla_scalar) _(vmls_scalar) _(vmul_scalar)                                       \
    _(vmlal_scalar) _(vmlsl_scalar) _(vmull_scalar)                                    \
    /* neon_saturate.c */                                                              \
    _(vqadd) _(vqsub) _(vqabs) _(vqneg) _(vqdmulh) _(vqrdmulh)                         \
    _(vqdmlal) _(vqdmlsl) _(vqdmull) _(vqdmulh_scalar) _(vqrdmulh_scalar)              \
    _(vqdmlal_scalar) _(vqdmlsl_scalar) _(vqdmull_scalar) _(vqmovn) _(vqmovun)         \
    /* neon_shift.c */                                                                 \
    _(vshl) _(vrshl) _(vqshl) _(vqrshl)                                                \
    _(vshr) _(vsra) _(vrshr) _(vrsra) _(vsri) _(vsli) _(vshl_immediate)                \
    _(vqshl_immediate) _(vqshlu) _(vshll) _(vshrn) _(vrshrn)                           \
    _(vqshrn) _(vqrshrn) _(vqshrun) _(vqrshrun)                                        \
    /* neon_permute.c */                                                               \
    _(vext) _(vtbl) _(vtbx) _(vdup) _(vswp) _(vtrn) _(vuzp) _(vzip)                    \
    _(vrev64) _(vrev32) _(vrev16)                                                      \
    /* neon_float.c */                                                                 \
    _(vadd_float) _(vsub_float) _(vmul_float) _(vmla_float) _(vmls_float)              \
    _(vfma) _(vfms) _(vpadd_float) _(vabd_float) _(vabs_float) _(vneg_float)           \
    _(vmax_float) _(vmin_float) _(vpmax_float) _(vpmin_float)                          \
    _(vceq_float) _(vcge_float) _(vcgt_float) _(vacge) _(vacgt)                        \
    _(vceq_float_0) _(vcge_float_0) _(vcgt_float_0) _(vcle_float_0) _(vclt_float_0)    \
    _(vmla_float_scalar) _(vmls_float_scalar) _(vmul_float_scalar)                     \
    _(vrecps) _(vrsqrts) _(vrecpe_float) _(vrsqrte_float)                              \
    _(vcvt_to_float) _(vcvt_to_int) _(vcvt_to_float_fixed) _(vcvt_to_fixed)            \
    _(vcvt_to_half) _(vcvt_from_half)                                                  \
                                                     \
    /* neon_memory.c */                                                                \
    _(vld) _(vst) _(vld_lane) _(vst_lane) _(vld_all)

#define NEON_FORMS(_)                                                                  \
    _(plain) _(scalar) _(right) _(left) _(fixed) _(vext)       \
    _(vtbl) _(vdup) _(zip) _(shll) _(imm32) _(imm16) _(imm_ones) \
    _(imm8) _(imm64) _(imm_float)                                       \
    _(structures) _(pairs) _(lane) _(all_lanes)
/* clang-format on */
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

/* The semantic functions. */
#define DECLARE(name) void arm_neon_##name(Block *b, const ArmInsn *i);
NEON_INSNS(DECLARE)
#undef DECLARE
/* The forms; see ArmRow.form. */
#define DECLARE(name) bool form_neon_##name(ArmInsn *i, const Fields *f);
NEON_FORMS(DECLARE)
#undef DECLARE

#endif
