/* float.h -- what the semantic functions of floating point share.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_FLOAT_H
#define LIFTER_PPC_FLOAT_H

#include "lifter/ppc/fpscr.h"

/* Records an operation and its operands (VAL_NONE: none) in the slots last_..., from
 * which FPRF, FR and FI are computed when FPSCR is read.  `op` is a LastKind with its
 * flags.  Called after the operation, so that if that traps the slots hold the
 * operation before it.  Within a block only the record of the last operation survives;
 * the others are dead puts. */
void note_operation(Block *b, u32 op, Val x, Val y, Val z);

/* Returns x rounded to single precision, as an f64. */
Val to_single(Block *b, Val x);
/* Writes the result of an operation to frT, and with Rc=1 sets CR1. */
void set_result(Block *b, const Fields *f, Val result);

/* Writes bits `first` to `first` + 3 of `word`, counted from the least significant, to
 * CR field `field`. */
void set_cr_field_from(Block *b, u32 field, Val word, u32 first);

/* If the `size` bytes at `code` begin with a known sequence (an idiom), emits ops that
 * do all of it and an exit_if to its end.  Called before the sequence's first
 * instruction is lifted; control goes on there in the cases that the ops do not handle.
 */
void ppc_lift_idiom(Block *b, const u8 *code, u32 size);

#endif
