/* discover_blocks.h -- the representation of a Flow: its blocks and constants, shared
 * by the files that implement discover_flow.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_DISCOVER_BLOCKS_H
#define LIFTER_DISCOVER_BLOCKS_H

#include "lifter/discover_flow.h"

/* The lattice element of constant propagation: what a slot or value is known to hold.
 */
typedef struct {
    u32 value;
    u8 state; /* KnownState */
} Known;

/* The states of Known, from top to bottom. */
typedef enum {
    KNOWN_NEVER,    /* no control reaches this point as far as is known (top) */
    KNOWN_CONSTANT, /* it is `value` */
    KNOWN_FRAME,    /* it is the stack pointer at the function's entry plus `value` */
    KNOWN_VARIES    /* anything (bottom) */
} KnownState;

/* A basic block of the function. */
typedef struct {
    Block ir;
    FlowPoint *source; /* the predecessors: the points from which control comes */
    u32 num_sources;
    Known *slots;        /* by word of guest state: what it holds at the block's
                            start */
    Known *values;       /* by op: what its value is */
    bool reached, dirty; /* the analysis has visited it; it must be visited again */
} FlowBlock;

/* The analysis of one function. */
struct Flow {
    Scan *scan;
    const Guest *guest;
    const Image *image;
    FlowBlock *block; /* ascending by address */
    u32 num_blocks;
    u32 entry; /* index of the block that starts at the function's entry */
    u32 num_slots;
    /* The memory of all FlowBlock.slots. */
    Known *slots;
    Known *frame; /* by word of the stack frame, downwards from the stack pointer at
                     entry */
    u32 num_frame;
};

/* Returns true if a called function may return a result in a slot.  The stack pointer
 * does not count: a function returns it unchanged. */
bool flow_is_result(const Guest *guest, u32 slot);

/* Computes FlowBlock.slots and values by constant propagation over the function. */
void flow_constants(Flow *flow);

/* Returns true if `wanted` is among value[0] to value[count - 1]. */
bool flow_has(const u32 *value, u32 count, u32 wanted);

/* Returns the block that starts at an address; NULL if the function has none there. */
FlowBlock *flow_block_at(const Flow *flow, u32 address);

/* Calls visit(to, successor, from) for each edge from a block to a block of the
 * function. */
void flow_ways(Flow *flow, u32 block,
               void (*visit)(void *to, FlowBlock *target, const FlowPoint *from),
               void *to);

#endif
