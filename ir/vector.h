/*
 * vector.h -- values of 128 bits, and the meaning of the ops on their lanes.
 *
 *      Val sum = ir_vadds(&blk, x, y, vec_imm(16 | VEC_SIGNED, 0));
 *
 * The imm of a vector op holds the width of a lane in bits, flags, and a count: a
 * number of bits, or the index of a lane.  Lane 0 is in the low bits.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_VECTOR_H
#define IR_VECTOR_H

#include "ir/base.h"

/* The bits of a value of any type.  `high` is 0 unless it is a v128. */
typedef struct {
    u64 low, high;
} V128;

/* The low half of a vector op's imm: the width of a lane, and flags. */
enum {
    VEC_LANE = 127,     /* the lane's width: 8, 16, 32 or 64 bits */
    VEC_SIGNED = 128,   /* lanes are signed integers */
    VEC_ROUND = 256,    /* rounds what a shift or halving drops: to nearest, ties up */
    VEC_SATURATE = 512, /* saturates to the range of the result's lanes */
    VEC_TO_UNSIGNED = 1024, /* the result's lanes are unsigned */
    /* f32 arithmetic by ARM's "standard FPSCR value", which Advanced SIMD always uses
     * (ARM ARM, A2.7: StandardFPSCRValue).  A denormal operand counts as a zero of its
     * sign, and sets FPE_DENORMAL in fp_events.  A result below the normal range before
     * rounding becomes a zero of its sign and raises underflow; also inexact, if the
     * denormal result would have been inexact.  Every NaN result is the default NaN.
     * Rounding is to nearest, whatever the host's mode.  The exceptions are added to
     * the host's flags.  Generated code calls the op while FPE_DIRECTED is set.
     * Whether MXCSR flushes to zero makes no difference. */
    VEC_STANDARD = 2048,
    VEC_SHAPE = 4095,
    VEC_COUNT = 4096 /* in OpInfo.flags only: the imm holds a count */
};

/* Returns the imm of a vector op from its width and flags, and its count. */
static inline u64 vec_imm(unsigned shape, unsigned count)
{
    return (u64)count << 32 | shape;
}

/* Return the lane's width in bits and the count of an imm. */
static inline unsigned vec_lane(u64 imm)
{
    return imm & VEC_LANE;
}

static inline unsigned vec_count(u64 imm)
{
    return (unsigned)(imm >> 32);
}

/* lane_get returns lane i of v, zero-extended; lane_set replaces it by the low bits of
 * x.  Lanes have `bits` bits. */
static inline u64 lane_get(V128 v, unsigned i, unsigned bits)
{
    u64 half = i * bits < 64 ? v.low : v.high;

    return half >> (i * bits & 63) & ~0ull >> (64 - bits);
}

static inline void lane_set(V128 *v, unsigned i, unsigned bits, u64 x)
{
    u64 *half = i * bits < 64 ? &v->low : &v->high;
    u64 mask = ~0ull >> (64 - bits);

    *half = (*half & ~(mask << (i * bits & 63))) | (x & mask) << (i * bits & 63);
}

/* The meaning of ops on whole vectors: vec_NAME for the op vNAME, vec_multiply for
 * vmull, vec_polynomial for vpmull and vec_carryless for vclmul.  `imm` is that of the
 * op. */
V128 vec_splat(u64 imm, V128 a);
V128 vec_extract(u64 imm, V128 a);
V128 vec_insert(u64 imm, V128 a, V128 b);
V128 vec_shuffle(V128 a, V128 b, V128 order);
V128 vec_widen(u64 imm, V128 a);
V128 vec_multiply(u64 imm, V128 a, V128 b);
V128 vec_polynomial(V128 a, V128 b);
V128 vec_carryless(u64 imm, V128 a, V128 b);
V128 vec_narrow(u64 imm, V128 a, V128 b);

/* The meaning of integer ops on one lane of `bits` bits.  Operands are zero-extended;
 * bits of the result above the lane mean nothing.  The halving, polynomial and doubling
 * functions take lanes of at most 32 bits. */
/* Return a + b and a - b, saturated to the lane. */
u64 lane_add_saturated(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_sub_saturated(u64 imm, u64 a, u64 b, unsigned bits);
/* Returns half of a + b, or with VEC_ROUND half of a + b + 1. */
u64 lane_half(u64 imm, u64 a, u64 b, unsigned bits);
/* Returns half of a - b. */
u64 lane_half_difference(u64 imm, u64 a, u64 b, unsigned bits);
/* Returns the absolute value; the least number gives itself. */
u64 lane_absolute(u64 a, unsigned bits);
/* Returns true if a > b, as signed or unsigned numbers. */
bool lane_greater(u64 imm, u64 a, u64 b, unsigned bits);
/* Returns a shifted right by n bits; with VEC_ROUND rounded. */
u64 lane_shift_right(u64 imm, u64 a, unsigned n, unsigned bits);
/* Returns a shifted left by the low byte of b, which is signed; if it is negative,
 * shifted right. */
u64 lane_shift(u64 imm, u64 a, u64 b, unsigned bits);
/* Returns the carry-less product: of polynomials over {0, 1}. */
u64 lane_polynomial(u64 a, u64 b);
/* Returns the high half of 2 * a * b, signed and saturated; with VEC_ROUND rounded. */
u64 lane_high_doubled(u64 imm, u64 a, u64 b, unsigned bits);
/* Return ARM's estimates of 1 / a and 1 / sqrt(a) for u32 fractions.  ARM ARM, A2.7. */
u64 lane_reciprocal_estimate(u64 a);
u64 lane_root_estimate(u64 a);

/* The meaning of float ops on one f32 lane, by VEC_STANDARD.  Comparisons return all
 * ones or 0.  vf_to_int and vf_from_int convert to and from integers with n bits after
 * the binary point. */
u64 vf_add(u64 a, u64 b);
u64 vf_sub(u64 a, u64 b);
u64 vf_mul(u64 a, u64 b);
u64 vf_fma(u64 a, u64 b, u64 c);
u64 vf_min(u64 a, u64 b);
u64 vf_max(u64 a, u64 b);
u64 vf_equal(u64 a, u64 b);
u64 vf_greater(u64 a, u64 b);
u64 vf_greater_or_equal(u64 a, u64 b);
u64 vf_to_int(u64 imm, u64 a, unsigned n);
u64 vf_from_int(u64 imm, u64 a, unsigned n);
/* Return 2 - a * b, and (3 - a * b) / 2, where 0 * infinity counts as 0. */
u64 vf_reciprocal_step(u64 a, u64 b);
u64 vf_root_step(u64 a, u64 b);
/* Return ARM's estimates of 1 / a and 1 / sqrt(a). */
u64 vf_reciprocal_estimate(u64 a);
u64 vf_root_estimate(u64 a);

/* The meaning of the ops of AES: rounds of FIPS 197, 5.1 and 5.3, on the state `a`,
 * whose byte i is lane i.  `key` is added last. */
/* Returns MixColumns(ShiftRows(SubBytes(a))) ^ key; the last round mixes nothing. */
V128 aes_encrypt(V128 a, V128 key);
V128 aes_encrypt_last(V128 a, V128 key);
/* Returns InvMixColumns(InvShiftRows(InvSubBytes(a))) ^ key; the last round mixes
 * nothing. */
V128 aes_decrypt(V128 a, V128 key);
V128 aes_decrypt_last(V128 a, V128 key);
/* Return MixColumns(a), and InvMixColumns(a). */
V128 aes_mix(V128 a);
V128 aes_unmix(V128 a);

/* The meaning of the ops of SHA-1 and SHA-256, whose letters are those of FIPS 180-4,
 * 6.1.2 and 6.2.2.  Lanes have 32 bits.  These are x86's instructions of the same names
 * (Intel SDM, volume 2). */
/* Returns a, b, c, d in lanes 3 to 0 after four rounds of SHA-1, from those of `abcd`.
 * `words`, lanes 3 to 0, are added in one round each, and e is part of the first one.
 * The rounds are those of the phase that the count of `imm`, modulo 4, names: its
 * function and its constant, which is added. */
V128 sha1_rounds(u64 imm, V128 abcd, V128 words);
/* Returns words t to t + 3 of the message schedule of SHA-1, t in lane 3: from the xor
 * of the words t - 16, t - 14 and t - 8, and the words t - 4 to t - 1. */
V128 sha1_message(V128 sum, V128 last);
/* Returns a, b, e, f in lanes 3 to 0 after two rounds of SHA-256, from those of `abef`
 * and c, d, g, h in those of `cdgh`.  Lanes 0 and 1 of `words` are the words and
 * constants, already added, of the two rounds. */
V128 sha256_rounds(V128 cdgh, V128 abef, V128 words);
/* Returns lanes of `a`, each with sigma0 of the next one added.  The one after lane 3
 * is lane 0 of `b`. */
V128 sha256_message1(V128 a, V128 b);
/* Returns lanes of `sum`, each with sigma1 of the word two places before it added:
 * lanes 2 and 3 of `last`, then lanes 0 and 1 of the result. */
V128 sha256_message2(V128 sum, V128 last);

/* Executes the op `code` (an Opcode whose operands and result are v128) on value[0],
 * value[1] and value[2]; puts the result in value[0].  Generated code calls it for ops
 * that the host lacks, and on the cold paths of others. */
void ir_vector(u64 code, u64 imm, V128 *value);

#endif
