/* discover_blocks.h -- what the files of discover_flow.h share: the blocks and their
 * constants.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_DISCOVER_BLOCKS_H
#define LIFTER_DISCOVER_BLOCKS_H

#include "lifter/discover_flow.h"

typedef struct {
    u32 value;
    u8 state; /* KnownState */
} Known;

typedef enum {
    KNOWN_NEVER, /* control has not been seen to come here */
    KNOWN_CONSTANT,
    KNOWN_FRAME, /* `value` more than the stack pointer at the function's entry */
    KNOWN_VARIES
} KnownState;

typedef struct {
    Block ir;
    Place *source; /* from where control comes */
    u32 num_sources;
    Known *slots;        /* the guest's state at entry, by word */
    Known *values;       /* of each op */
    bool reached, dirty; /* gone through; to be gone through again */
} FlowBlock;

struct Flow {
    Scan *scan;
    const Guest *guest;
    const Image *image;
    FlowBlock *block; /* by address */
    u32 num_blocks;
    u32 entry; /* index of the function's first block */
    u32 num_slots;
    Known *slots;
    Known *frame; /* words of the stack frame, downwards from its top */
    u32 num_frame;
};

/* May a called function give something back in a slot?  The stack pointer it only gives
 * back as it was. */
bool flow_is_result(const Guest *guest, u32 slot);

/* Fill in which slots and values are constant. */
void flow_constants(Flow *flow);

bool flow_has(const u32 *value, u32 count, u32 wanted);

/* The block that starts at an address; NULL if there is none in the function. */
FlowBlock *flow_block_at(const Flow *flow, u32 address);

/* Call visit for each way out of a block to another one of the function. */
void flow_ways(Flow *flow, u32 block,
               void (*visit)(void *to, FlowBlock *target, const Place *from), void *to);

#endif
