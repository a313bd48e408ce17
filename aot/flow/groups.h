/*
 * groups.h -- which registers a function holds together.
 *
 * Where registers overlap, a function that only uses d0 holds it as one f64, one that
 * only uses its halves as two f32, one that uses q0 as one vector, so that none takes
 * its values apart in a loop.  The widest access decides, for the function.
 *
 *      groups_begin(&g);
 *      groups_join(&g, universe_place(u, slot, TY_F64).regs);
 *      groups_end(&g, u);
 *      num = groups_pieces(&g, dirty, piece);
 */
#ifndef AOT_FLOW_GROUPS_H
#define AOT_FLOW_GROUPS_H

#include "aot/flow/regset.h"

/* By register: the first of its group, and how many are in the group. */
typedef struct {
    u8 first[MAX_REGS], count[MAX_REGS];
} Groups;

void groups_begin(Groups *g);
/* Some access takes these registers together. */
void groups_join(Groups *g, Piece p);
/* Registers that no access takes are held as the guest's registers they are of. */
void groups_end(Groups *g, const Universe *u);

/* A set as groups and, where it has not all of one, halves of groups and so on; in the
 * order of registers; how many. */
u32 groups_pieces(const Groups *g, RegSet set, Piece piece[MAX_REGS]);
/* The bytes of state it is. */
static inline Reg piece_reg(const Universe *u, Piece p)
{
    const Reg *first = &u->reg[p.reg], *last = &u->reg[p.reg + p.count - 1];

    return (Reg){first->slot, (u8)(last->slot + last->size - first->slot),
                 first->is_float};
}

#endif
