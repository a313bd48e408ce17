/* float.h -- what the floating-point semantic files share.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_FLOAT_H
#define LIFTER_PPC_FLOAT_H

#include "lifter/ppc/fpscr.h"

/* Leave a note for FPRF, FR and FI: what was done to which operands (VAL_NONE: none);
 * after it is done, so that the note is of the operation before if it traps.  The notes
 * of all but the last operation of a block are dead puts. */
void note_operation(Block *b, u32 op, Val x, Val y, Val z);

/* x rounded to single precision. */
Val to_single(Block *b, Val x);
/* The result of an operation in frT; and CR1 if asked. */
void set_result(Block *b, const Fields *f, Val result);

/* Bits `first` to `first` + 3 of a word, from the right, into CR field `field`. */
void set_cr_field_from(Block *b, u32 field, Val word, u32 first);

/* If this and what follows is a sequence that can be done in fewer steps, emit those,
 * with an exit to its end: before the instruction itself, for cases it is not for. */
void ppc_lift_idiom(Block *b, const u8 *code, u32 size);

#endif
