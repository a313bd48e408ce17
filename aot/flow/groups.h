/*
 * groups.h -- which overlapping registers a function holds in one SSA value.
 *
 * A function that uses ARM's d0 holds it as one f64; one that only uses s0 and s1 holds
 * two f32; one that uses q0 holds a vector.  The widest access in the function decides,
 * so that no loop takes its values apart and puts them together again.
 *
 *      groups_begin(&g);
 *      groups_join(&g, universe_place(u, slot, TY_F64).regs);
 *      groups_end(&g, u);
 *      num = groups_pieces(&g, dirty, piece);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_GROUPS_H
#define AOT_FLOW_GROUPS_H

#include "aot/flow/regset.h"

/* By register: the first register of its group, and the number of registers in that. */
typedef struct {
    u8 first[MAX_REGS], count[MAX_REGS];
} Groups;

void groups_begin(Groups *g);
/* Notes that some access reads or writes these registers together. */
void groups_join(Groups *g, RegPiece p);
/* Ends the notes.  Registers without an access form the groups of the guest's own
 * registers. */
void groups_end(Groups *g, const Universe *u);

/* Splits `set` into the largest aligned pieces it covers: whole groups, else halves,
 * quarters. Writes them to `piece` in register order; returns their number.  Example:
 * {s0 s1 s2} gives d0, s2. */
u32 groups_pieces(const Groups *g, RegSet set, RegPiece piece[MAX_REGS]);

/* The bytes of the state that a piece covers. */
static inline Reg piece_reg(const Universe *u, RegPiece p)
{
    const Reg *first = &u->reg[p.reg], *last = &u->reg[p.reg + p.count - 1];

    return (Reg){first->slot, (u8)(last->slot + last->size - first->slot),
                 first->is_float};
}

#endif
