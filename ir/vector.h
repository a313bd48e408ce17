/*
 * vector.h -- values of 128 bits, and what the ops on their lanes mean.
 *
 *      Val sum = ir_vadds(&blk, x, y, vec_imm(16 | VEC_SIGNED, 0));
 *
 * An op's imm gives the width of a lane, flags, and a count: a number of bits, or
 * of a lane.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_VECTOR_H
#define IR_VECTOR_H

#include "ir/base.h"

/* A value of any type: only a v128 has a high half, in others it is 0. */
typedef struct {
    u64 low, high;
} V128;

enum {
    VEC_LANE = 127, /* 8, 16, 32 or 64 */
    VEC_SIGNED = 128,
    VEC_ROUND = 256,
    VEC_SATURATE = 512,
    VEC_TO_UNSIGNED = 1024,
    /*
     * f32 as with ARM's "standard FPSCR value", which Advanced SIMD always uses:
     * denormal operands count as 0 of their sign (FPE_DENORMAL of fp_events tells),
     * results below the normal range before rounding become 0 of theirs (underflow;
     * also inexact if the denormal would have been), every NaN the default NaN,
     * rounding is to nearest whatever the host's mode.  Exceptions are added to the
     * host's flags.  Code of both back ends calls the op while FPE_DIRECTED is set;
     * whether MXCSR flushes to zero does not matter.
     */
    VEC_STANDARD = 2048,
    VEC_SHAPE = 4095,
    VEC_COUNT = 4096 /* in OpInfo.flags only: the imm has a count */
};

static inline u64 vec_imm(unsigned shape, unsigned count)
{
    return (u64)count << 32 | shape;
}

static inline unsigned vec_lane(u64 imm)
{
    return imm & VEC_LANE;
}

static inline unsigned vec_count(u64 imm)
{
    return (unsigned)(imm >> 32);
}

/* Lane i of `bits` bits, extended with zeros, and v with x there. */
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

/*
 * Whole vectors; `imm` as in the op.
 */
V128 vec_splat(u64 imm, V128 a);
V128 vec_extract(u64 imm, V128 a);
V128 vec_insert(u64 imm, V128 a, V128 b);
V128 vec_shuffle(V128 a, V128 b, V128 order);
V128 vec_widen(u64 imm, V128 a);
V128 vec_multiply(u64 imm, V128 a, V128 b);
V128 vec_polynomial(V128 a, V128 b);
V128 vec_narrow(u64 imm, V128 a, V128 b);

/*
 * One lane of `bits` bits; operands extended with zeros, the result not cut.
 */
u64 lane_add_saturated(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_sub_saturated(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_half(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_half_difference(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_absolute(u64 a, unsigned bits);
bool lane_greater(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_shift_right(u64 imm, u64 a, unsigned n, unsigned bits);
u64 lane_shift(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_polynomial(u64 a, u64 b);
u64 lane_high_doubled(u64 imm, u64 a, u64 b, unsigned bits);
u64 lane_reciprocal_estimate(u64 a);
u64 lane_root_estimate(u64 a);

/*
 * One f32 lane, by VEC_STANDARD.
 */
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
u64 vf_reciprocal_step(u64 a, u64 b);
u64 vf_root_step(u64 a, u64 b);
u64 vf_reciprocal_estimate(u64 a);
u64 vf_root_estimate(u64 a);

/*
 * The op `code` (an Opcode, of v128 operands and result) on value[0], [1], [2]; the
 * result is put in value[0].  For generated code: what the host cannot do, and the
 * cold paths of what it can.
 */
void ir_vector(u64 code, u64 imm, V128 *value);

#endif
