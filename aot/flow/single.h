/*
 * single.h -- f64 values that are known to be f32 values widened.
 *
 * PowerPC keeps single-precision numbers in double-precision registers.  Where a value
 * is known to be such a number, host code computes on the f32: the result is the same
 * for operations that round to single precision, and the code is much shorter.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_SINGLE_H
#define AOT_FLOW_SINGLE_H

#include "aot/flow/unit.h"

/* Computes BlockFlow.singles of all blocks of a unit: the registers that hold such a
 * value at the block's start on every path to it. */
void unit_find_singles(const Units *units, Unit *unit);

/* What is known of the ops of a block; one member an op. */
typedef struct {
    bool *is_single; /* the op's f64 result is an f32 widened */
    bool *folded;    /* the op is an f64 operation on such values whose only use is an
                        fnarrow: the fnarrow does both, in f32 */
} Singles;

Singles singles_of(const Units *units, const UnitBlock *block);
void singles_free(Singles *singles);

#endif
