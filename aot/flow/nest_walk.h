/*
 * nest_walk.h -- a walk over the ops of a nest: shared by nest.c and nest_lanes.c.
 */
#ifndef AOT_FLOW_NEST_WALK_H
#define AOT_FLOW_NEST_WALK_H

#include "aot/flow/nest.h"

typedef struct {
    const Units *units;
    Nest *nest;
    unsigned block;
    Lanes reg[MAX_REGS];
    bool first; /* nothing is known of steps yet */
    bool failed;
} Walk;

/* What op `index` of the block is; does its puts, and fails where it cannot be done. */
Lanes nest_of_op(Walk *w, u32 index);

static inline const Block *ops_of(const Walk *w)
{
    return &w->nest->block[w->block]->ops;
}

static inline Lanes lanes(LanesKind kind)
{
    return (Lanes){.kind = (u8)kind};
}

static inline Lanes unknown(void)
{
    return lanes(LANES_UNKNOWN);
}

static inline bool is_scalar(Lanes x)
{
    return x.kind == LANES_SAME || x.kind == LANES_STEP;
}

static inline bool is_vectorable(Lanes x)
{
    return x.kind == LANES_SAME || x.kind == LANES_VECTOR;
}

#endif
