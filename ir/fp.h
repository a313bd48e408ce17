/*
 * fp.h -- what the floating-point micro-ops mean, bit by bit.
 *
 *      u64 sum = fp_add(NAN_PPC, double_bits(1.0), double_bits(2.0), 64);
 *
 * Values are IEEE 754 binary32 or binary64 bit patterns, `bits` or `from` being
 * 32 or 64.  Every operation uses the host's current rounding mode and adds to
 * the host's exception flags (MXCSR), as the code of both back ends does; so the
 * flags are the guest's deferred exceptions.  Host flush-to-zero is honoured.
 *
 * These functions are also the cold paths of generated code, by these names.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_FP_H
#define IR_FP_H

#include "ir/base.h"

/*
 * What a NaN result is.  With no NaN among the operands (an invalid operation)
 * it is the default NaN: positive, quiet, payload 0.  Otherwise:
 */
typedef enum {
    NAN_DEFAULT, /* the default NaN always (ARM with FPSCR.DN, NEON) */
    NAN_PPC,     /* the first NaN of a, b -- of a, c, b for fma -- made quiet */
    NAN_ARM,     /* the first signalling NaN of a, b -- c, a, b for fma -- made
                    quiet, else the first quiet one in that order; but for fma
                    infinity * 0 + quiet NaN is the default NaN; or always the
                    default NaN, while FPE_DEFAULT_NAN is set */
    NAN_RULE = 3,
} NanRule;

/* Which operation it is, where fp_events must tell: needed only for NAN_PPC. */
enum { NAN_OF_DIV = 32, NAN_OF_SQRT = 64 };

/* For fma only; a NaN result is chosen from the operands as they came. */
typedef enum {
    FMA_NEG_ADDEND = 4, /* a * b - c */
    FMA_NEG_RESULT = 8, /* negate the result after rounding, unless it is a NaN */
    FMA_SINGLE = 16,    /* f64 only: round once, to f32 precision and range, and
                           give that as an f64 (PowerPC fmadds) */
} FmaFlags;

typedef enum { FC_EQ, FC_LT, FC_LE, FC_UNORDERED, FC_KIND = 3, FC_SIGNALS = 4 } FCond;

typedef enum {
    ROUND_CURRENT,
    ROUND_NEAREST,
    ROUND_ZERO,
    ROUND_UP,
    ROUND_DOWN,
    ROUND_AWAY, /* to nearest, halves away from zero */
    ROUND_MODE = 7,
    ROUND_EXACT = 8 /* raises no inexact */
} Round;

/*
 * Conversion to integer: a Round, and these.  Values out of range saturate and
 * raise invalid (only invalid).  NaN gives 0, or the smallest value of the type.
 */
typedef enum { INT_UNSIGNED = 16, INT_NAN_MIN = 32 } ToInt;

u64 fp_add(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_sub(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_mul(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_div(u64 rule, u64 a, u64 b, unsigned bits);
u64 fp_fma(u64 rule, u64 a, u64 b, u64 c, unsigned bits);
u64 fp_sqrt(u64 rule, u64 a, unsigned bits);
u64 fp_round(u64 round, u64 a, unsigned bits);
u64 fp_compare(u64 fcond, u64 a, u64 b, unsigned from);
u64 fp_widen(u64 a);
u64 fp_narrow(u64 a);
u64 fp_expand(u64 a);
u64 fp_compact(u64 a);
u64 fp_to_int(u64 to_int, u64 a, unsigned from, unsigned bits);
u64 fp_from_signed(u64 a, unsigned from, unsigned bits);
u64 fp_from_unsigned(u64 a, unsigned from, unsigned bits);

/*
 * The host has one flag for invalid operations, PowerPC one for each kind.  These
 * sticky bits, a word a thread, tell them apart: the functions that give NaNs and
 * refuse conversions add to it.  What adds nothing: compares, widen and narrow.
 * The runtime has a definition of its own in place of the weak one of fp_nan.c.
 */
typedef enum {
    FPE_SNAN = 1,           /* a signalling NaN */
    FPE_INF_SUB = 2,        /* infinity - infinity */
    FPE_INF_DIV = 4,        /* infinity / infinity */
    FPE_ZERO_DIV = 8,       /* 0 / 0 */
    FPE_INF_MUL = 16,       /* infinity * 0 */
    FPE_SQRT = 32,          /* the root of a negative number */
    FPE_CONVERT = 64,       /* to integer: NaN, or out of range */
    FPE_DENORMAL = 128,     /* a vector op took a denormal operand as 0 (ARM's IDC) */
    FPE_DIRECTED = 1 << 29, /* no event but a mode: MXCSR does not round to nearest, so
                               that code of VEC_STANDARD's ops calls them */
    FPE_DEFAULT_NAN = 1 << 30 /* no event but a mode, of NAN_ARM: FPSCR.DN */
} FpEvent;
u32 *fp_events(void);

/*
 * For generated code whose host instruction gave a NaN: what the op's result is
 * then.  `rule` is the op's imm, operands as in the op, 64-bit patterns (for f32,
 * in the low half).  For fsqrt b is a.  They touch nothing but fp_events().
 */
u64 fp_nan2_64(u64 rule, u64 a, u64 b);
u64 fp_nan2_32(u64 rule, u64 a, u64 b);
u64 fp_nan3_64(u64 rule, u64 a, u64 b, u64 c);
u64 fp_nan3_32(u64 rule, u64 a, u64 b, u64 c);

/* fma with FMA_SINGLE, whole: for the cases a double fma then a narrowing gets
 * wrong (the f64 lies half way between two f32, or is below the f32 range). */
u64 fp_fma_single(u64 rule, u64 a, u64 b, u64 c);

#endif
