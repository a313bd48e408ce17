/*
 * nest.h -- loops in loops, of which the outer one can be done several times at once.
 *
 *      Nest n;
 *      if (nest_find(units, unit, head, &n)) {
 *          ... lower_nest.c ...
 *          nest_free(&n);
 *      }
 *
 * A nest is three blocks.  The head goes on to the inner loop, a block that jumps to
 * itself, and that to the latch, which stores what has come out and jumps back to
 * the head.  Other ways out of head and inner loop are not expected to be taken (no
 * turns to do), and the same for all iterations.  Iterations of the outer loop are
 * lanes.  What each value is in the lanes is known: the same, a number more in each, or
 * different and then floating point or an i32 in a vector.  Addresses of loads are the
 * same, or follow one another.
 */
#ifndef AOT_FLOW_NEST_H
#define AOT_FLOW_NEST_H

#include "aot/flow/single.h"

typedef enum { LANES_UNKNOWN, LANES_SAME, LANES_STEP, LANES_VECTOR } LanesKind;

typedef struct {
    u8 kind;    /* LanesKind */
    bool based; /* lane 0's is `reg` where the nest is entered, plus offset */
    u8 reg;
    u32 offset;
    i32 step; /* LANES_STEP: each lane's is so much more than that before */
} Lanes;

enum { NEST_HEAD, NEST_INNER, NEST_LATCH, NEST_BLOCKS };

typedef struct {
    const UnitBlock *block[NEST_BLOCKS];
    u32 latch; /* its index in the unit */
    Singles known[NEST_BLOCKS];
    Lanes *of[NEST_BLOCKS]; /* by op */
    Lanes entry[MAX_REGS];  /* of the registers where the head begins */
    Lanes loop[MAX_REGS];   /* where the inner loop begins */
    Lanes after[MAX_REGS];  /* where the latch begins */
    Piece held[MAX_REGS];   /* what accesses take together, by each of its registers */
    RegSet gets, puts;      /* of all three; of head and inner loop: firsts of pieces */
    u32 store, again;       /* ops of the latch: the store, and the way back */
    unsigned size;          /* bytes of a lane */
} Nest;

/* Is the block the head of a nest?  Registers' flow must be known.  nest_free after. */
bool nest_find(const Units *units, const Unit *unit, u32 head, Nest *nest);
void nest_free(Nest *nest);
/* The op that op `index` does: of a folded pair the one to be rounded. */
const Op *nest_source(const Nest *nest, unsigned block, u32 index);
/* Of a select of the head the operand it selects if none of the head's ways out is
 * taken; VAL_NONE if that does not tell. */
Val nest_selected(const Nest *nest, unsigned block, const Op *select);
/* Floating-point arithmetic? */
bool nest_is_arithmetic(const Op *op);
/* May what an access takes from `reg` on be read where the latch begins? */
bool nest_is_live(const Nest *nest, u32 reg);

#endif
