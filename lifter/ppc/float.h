/* float.h -- what the floating-point semantic files share. */
#ifndef LIFTER_PPC_FLOAT_H
#define LIFTER_PPC_FLOAT_H

#include "lifter/ppc/fpscr.h"

/* Leave a note for FPRF, FR and FI: what is done to which operands (VAL_NONE: none),
 * before it is done, so that it is there if that traps.  The notes of all but the
 * last operation of a block are dead puts. */
void note_operation(Block *b, u32 op, Val x, Val y, Val z);

/* The result of an operation in frT, rounded to single first if asked. */
void set_result(Block *b, const Fields *f, Val result);
void set_single_result(Block *b, const Fields *f, Val result);

/* Bits `first` to `first` + 3 of a word, from the right, into CR field `field`. */
void set_cr_field_from(Block *b, u32 field, Val word, u32 first);

/* If this and what follows is a sequence that can be done in fewer steps, emit those,
 * with an exit to its end: before the instruction itself, for cases it is not for. */
void ppc_lift_idiom(Block *b, const u8 *code, u32 size);

#endif
