/*
 * nest.h -- loop nests whose outer loop can be vectorised: several iterations at once,
 * each in a lane of its own.
 *
 *      Nest n;
 *      if (nest_find(units, unit, header, &n)) {
 *          ... lower_nest.c ...
 *          nest_free(&n);
 *      }
 *
 * A nest is three blocks.  The head is the outer loop's header and goes on to the inner
 * loop, a block that jumps to itself.  From there control goes to the latch, which
 * stores the result and jumps back to the head.  Other exits of head and inner loop are
 * expected not to be taken, or by all lanes alike.  A value in the lanes is the same in
 * all, or a fixed number more in each, or different; then it is floating point or an
 * i32, and a vector.  A load has the same address in all lanes, or the lanes load one
 * cell after the other.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_NEST_H
#define AOT_FLOW_NEST_H

#include "aot/flow/single.h"

typedef enum { LANES_UNKNOWN, LANES_SAME, LANES_STEP, LANES_VECTOR } LanesKind;

/* What is known of a value in the lanes. */
typedef struct {
    u8 kind;    /* LanesKind */
    bool based; /* in lane 0 it is the value that register `reg` has where the nest is
                   entered, plus `offset` */
    u8 reg;
    u32 offset;
    i32 step; /* LANES_STEP: the difference from one lane to the next */
} NestLanes;

enum { NEST_HEAD, NEST_INNER, NEST_LATCH, NEST_BLOCKS };

typedef struct {
    const UnitBlock *block[NEST_BLOCKS];
    u32 latch; /* the latch's index in the unit */
    Singles known[NEST_BLOCKS];
    NestLanes *of[NEST_BLOCKS]; /* the value of each op of each block */
    NestLanes entry[MAX_REGS];  /* each register at the start of the head, ... */
    NestLanes loop[MAX_REGS];   /* ... of the inner loop, ... */
    NestLanes after[MAX_REGS];  /* ... and of the latch */
    RegPiece held[MAX_REGS];    /* by register: the piece that accesses take it in */
    RegSet gets;                /* registers that any of the three blocks reads */
    RegSet puts;   /* the first registers of pieces that head or inner loop writes */
    u32 store;     /* the index of the latch's store ... */
    u32 again;     /* ... and of its back edge */
    unsigned size; /* bytes of a lane: 4 or 8 */
} Nest;

/* True if block `head` is the head of a nest, which *nest then describes until
 * nest_free.  The unit's registers must be placed. */
bool nest_find(const Units *units, const Unit *unit, u32 head, Nest *nest);
void nest_free(Nest *nest);
/* The op that computes op `index`: for an fnarrow into which an f64 operation is
 * folded, that. */
const Op *nest_source(const Nest *nest, unsigned block, u32 index);
/* The operand that a select of the head yields, given that none of the head's exits is
 * taken; VAL_NONE if that does not decide it. */
Val nest_selected(const Nest *nest, unsigned block, const Op *select);
/* True for floating-point arithmetic, which may make a NaN. */
bool nest_is_arithmetic(const Op *op);
/* True if the piece that begins with register `reg` is live at the start of the latch.
 */
bool nest_is_live(const Nest *nest, u32 reg);

#endif
