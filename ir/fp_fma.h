/*
 * fp_fma.h -- fused multiply-add where the host instruction is not enough.
 *
 *      u64 odd = fp_fma_to_odd(a, b, c);
 *
 * All arguments and results are binary64 bit patterns.  A result that is a NaN may be
 * any NaN; the exceptions of the operation are raised all the same.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_FP_FMA_H
#define IR_FP_FMA_H

#include "ir/base.h"

/* Returns a * b + c rounded to odd: truncated, with the last bit set if that lost
 * anything.  Rounding this to 51 bits or fewer, in any rounding mode, gives the result
 * and the flags of rounding the exact sum once.  The result is infinite only if an
 * operand is, and zero only if that is exact.  Raises no exception but invalid. */
u64 fp_fma_to_odd(u64 a, u64 b, u64 c);

/* Returns a * b + c, rounded by the current mode, without the host's FMA instruction.
 */
u64 fp_fma_soft(u64 a, u64 b, u64 c);
/* Returns what fp_fma_to_odd does, without the host's FMA instruction. */
u64 fp_fma_soft_to_odd(u64 a, u64 b, u64 c);

#endif
