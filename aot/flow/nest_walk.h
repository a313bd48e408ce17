/*
 * nest_walk.h -- a walk over the ops of a nest: shared by nest.c and nest_lanes.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_NEST_WALK_H
#define AOT_FLOW_NEST_WALK_H

#include "aot/flow/nest.h"

typedef struct {
    const Units *units;
    Nest *nest;
    unsigned block;
    NestLanes reg[MAX_REGS];
    bool first; /* nothing is known of steps yet */
    bool failed;
} NestWalk;

/* Returns what op `index` of the block is in the lanes, and updates `reg` if it is a
 * put.  Sets `failed` if the op cannot be done in lanes. */
NestLanes nest_of_op(NestWalk *w, u32 index);

static inline const Block *ops_of(const NestWalk *w)
{
    return &w->nest->block[w->block]->ops;
}

static inline NestLanes lanes(LanesKind kind)
{
    return (NestLanes){.kind = (u8)kind};
}

static inline NestLanes unknown(void)
{
    return lanes(LANES_UNKNOWN);
}

static inline bool is_scalar(NestLanes x)
{
    return x.kind == LANES_SAME || x.kind == LANES_STEP;
}

static inline bool is_vectorable(NestLanes x)
{
    return x.kind == LANES_SAME || x.kind == LANES_VECTOR;
}

#endif
