/*
 * single.h -- f64 values that are f32 ones widened.
 *
 * PowerPC keeps single-precision numbers in double-precision registers.  Where it
 * is known that a value is one, host code can work on the f32 itself: exact for the
 * operations that round their result to single anyway, and much shorter.
 */
#ifndef AOT_FLOW_SINGLE_H
#define AOT_FLOW_SINGLE_H

#include "aot/flow/unit.h"

/* Fill in flow.singles of every block: the registers that hold such a value there,
 * whichever way control came. */
void unit_find_singles(const Units *units, Unit *unit);

/* What is known of a block's ops; count members each. */
typedef struct {
    bool *is_single; /* the op's f64 result is an f32 widened */
    bool *folded;    /* an f64 operation on such, used only by the fnarrow after it:
                        that does both, in f32 */
} Singles;

Singles singles_of(const Units *units, const UnitBlock *block);
void singles_free(Singles *singles);

#endif
