/*
 * fp.h -- the meaning of the floating-point micro-ops, bit by bit.
 *
 *      u64 sum = fp_add(NAN_PPC, double_bits(1.0), double_bits(2.0), 64);
 *
 * Values are IEEE 754 binary32 or binary64 bit patterns; the argument `bits` or `from`
 * gives their width, 32 or 64.  Every operation rounds by the host's current rounding
 * mode and sets the host's sticky exception flags (MXCSR), as the code of both back
 * ends does.  The flags are thus the guest's exceptions, collected until the guest
 * reads its status.  The host's flush-to-zero mode is honoured.
 *
 * Generated code calls these functions by name on its cold paths.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_FP_H
#define IR_FP_H

#include "ir/base.h"

/* Which NaN an operation returns.  If no operand is a NaN (an invalid operation), it is
 * the default NaN: positive, quiet, payload 0.  Otherwise the rule decides. */
typedef enum {
    NAN_DEFAULT,  /* always the default NaN (ARM with FPSCR.DN set, and NEON) */
    NAN_PPC,      /* the first NaN among a, b (fma: among a, c, b), made quiet */
    NAN_ARM,      /* the first signalling NaN among a, b (fma: among c, a, b), made
                     quiet; without one, the first quiet NaN in that order.  Two
                     exceptions give the default NaN: an fma of infinity * 0 + quiet
                     NaN, and any operation while FPE_DEFAULT_NAN is set */
    NAN_RULE = 3, /* mask of the rule */
} NanRule;

/* Added to NAN_PPC by fdiv and fsqrt, so that fp_events tells the kinds of invalid
 * operation apart. */
enum { NAN_OF_DIV = 32, NAN_OF_SQRT = 64 };

/* Flags for fma only.  They do not change the choice of a NaN result, which is made
 * among the operands as given. */
typedef enum {
    FMA_NEG_ADDEND = 4, /* computes a * b - c */
    FMA_NEG_RESULT = 8, /* negates the rounded result, unless it is a NaN */
    FMA_SINGLE = 16,    /* f64 only: rounds once, to f32 precision and range, and
                           returns the result as an f64 (PowerPC fmadds) */
} FmaFlags;

/* The relation that fp_compare tests.  With FC_SIGNALS a quiet NaN raises invalid too;
 * a signalling NaN always does. */
typedef enum { FC_EQ, FC_LT, FC_LE, FC_UNORDERED, FC_KIND = 3, FC_SIGNALS = 4 } FCond;

/* A rounding mode, joined with ROUND_EXACT or not. */
typedef enum {
    ROUND_CURRENT, /* the mode of MXCSR */
    ROUND_NEAREST, /* to nearest, ties to even */
    ROUND_ZERO,
    ROUND_UP,       /* towards +infinity */
    ROUND_DOWN,     /* towards -infinity */
    ROUND_AWAY,     /* to nearest, ties away from zero */
    ROUND_MODE = 7, /* mask of the mode */
    ROUND_EXACT = 8 /* does not raise inexact */
} Round;

/* How fp_to_int converts: a Round, joined with these flags.  A value out of range
 * saturates to the nearest integer of the type and raises invalid, not inexact.  A NaN
 * gives 0, or with INT_NAN_MIN the smallest integer of the type. */
typedef enum { INT_UNSIGNED = 16, INT_NAN_MIN = 32 } ToInt;

/* The operations, each on bit patterns of `bits` bits.  `rule` is a NanRule; fp_div and
 * fp_sqrt may add NAN_OF_DIV and NAN_OF_SQRT, fp_fma FmaFlags.  fp_fma returns
 * a * b + c, rounded once. */
u64 fp_add(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_sub(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_mul(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_div(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_fma(u64 rule, u64 a, u64 b, u64 c, unsigned bits);
u64 fp_sqrt(u64 rule, u64 a, unsigned bits);
/* Returns `a` rounded to an integral value in the same format; `round` is a Round. */
u64 fp_round(u64 round, u64 a, unsigned bits);
/* Returns 1 if the relation `fcond` (an FCond) holds between a and b, else 0. */
u64 fp_compare(u64 fcond, u64 a, u64 b, unsigned from);
/* Convert f32 to f64 and back.  A NaN keeps its sign and the top bits of its payload
 * and becomes quiet. */
u64 fp_widen(u64 a);
u64 fp_narrow(u64 a);
/* Convert f32 to f64 and back on the bits alone, for values that both formats hold: no
 * rounding, no exceptions; a signalling NaN stays one.  Power ISA, Book I, 4.6.2 and
 * 4.6.3. */
u64 fp_expand(u64 a);
u64 fp_compact(u64 a);
/* Converts a float of `from` bits to an integer of `bits` bits; see ToInt. */
u64 fp_to_int(u64 to_int, u64 a, unsigned from, unsigned bits);
/* Convert an integer of `from` bits to a float of `bits` bits. */
u64 fp_from_signed(u64 a, unsigned from, unsigned bits);
u64 fp_from_unsigned(u64 a, unsigned from, unsigned bits);

/* The host has one flag for invalid operations; PowerPC has one for each kind.  These
 * sticky bits, one word for each thread, tell the kinds apart.  Functions that return
 * NaNs or reject a conversion set them; fp_compare, fp_widen and fp_narrow do not.
 * fp_events returns the calling thread's word.  The weak definition in fp_nan.c has one
 * word in all; the runtime replaces it. */
typedef enum {
    FPE_SNAN = 1,             /* an operand was a signalling NaN */
    FPE_INF_SUB = 2,          /* infinity - infinity */
    FPE_INF_DIV = 4,          /* infinity / infinity */
    FPE_ZERO_DIV = 8,         /* 0 / 0 */
    FPE_INF_MUL = 16,         /* infinity * 0 */
    FPE_SQRT = 32,            /* the square root of a negative number */
    FPE_CONVERT = 64,         /* conversion to integer of a NaN or of a value out of
                                 range */
    FPE_DENORMAL = 128,       /* a vector op treated a denormal operand as 0 (ARM's
                                 IDC) */
    FPE_DIRECTED = 1 << 29,   /* a mode, not an event: MXCSR does not round to nearest.
                                 Generated code then calls ir_vector for ops with
                                 VEC_STANDARD */
    FPE_DEFAULT_NAN = 1 << 30 /* a mode of NAN_ARM, not an event: ARM's FPSCR.DN */
} FpEvent;
u32 *fp_events(void);

/* Return the NaN that an op gives by its rule, for generated code whose host
 * instruction gave a NaN.  `rule` is the op's imm and a, b, c are its operands, as
 * 64-bit values (an f32 in the low half).  fsqrt passes its operand twice.  They change
 * nothing but *fp_events(). */
u64 fp_nan2_64(u64 rule, u64 a, u64 b);
u64 fp_nan2_32(u64 rule, u64 a, u64 b);
u64 fp_nan3_64(u64 rule, u64 a, u64 b, u64 c);
u64 fp_nan3_32(u64 rule, u64 a, u64 b, u64 c);

/* Returns fma with FMA_SINGLE.  Generated code calls it where an f64 fma followed by
 * narrowing would round wrongly: the f64 lies half way between two f32, or is below the
 * normal range of f32. */
u64 fp_fma_single(u64 rule, u64 a, u64 b, u64 c);

#endif
