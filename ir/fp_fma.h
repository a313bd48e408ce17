/*
 * fp_fma.h -- fused multiply-add where the host instruction is not enough.
 *
 *      u64 odd = fp_fma_to_odd(a, b, c);
 *
 * A NaN result is any NaN; its exceptions are raised.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_FP_FMA_H
#define IR_FP_FMA_H

#include "ir/base.h"

/*
 * a * b + c of binary64 rounded to odd: cut, and the last bit set if the cut lost
 * anything.  Rounding that to 51 bits or fewer, in any mode, gives what rounding
 * once would have given, flags included.  Never infinite, zero only if exact,
 * unless an operand is; raises nothing but invalid.
 */
u64 fp_fma_to_odd(u64 a, u64 b, u64 c);

/* a * b + c of binary64, without the host's instruction. */
u64 fp_fma_soft(u64 a, u64 b, u64 c);
/* fp_fma_to_odd without the host's instruction. */
u64 fp_fma_soft_to_odd(u64 a, u64 b, u64 c);

#endif
