/*
 * discover_flow.h -- values across the blocks of one function, as far as guesses need
 * them.
 *
 *      Flow *f = flow_open(scan, entry, blocks, n);
 *      Place place;
 *      Node target;
 *      if (flow_jump(f, 3, &place, &target))
 *          target = flow_resolve(f, target);
 *      flow_close(f);
 *
 * It trusts compilers: a called function is taken to change no register but those
 * of its results, and memory that holds an address to keep it.  So what it says may
 * be wrong, and is good for finding code only.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_FLOW_H
#define LIFTER_DISCOVER_FLOW_H

#include "lifter/discover_scan.h"

typedef struct Flow Flow;

/* A value: of an op of a block, or of a slot when the block is entered. */
typedef struct {
    u32 block;
    u32 op; /* index, or AT_ENTRY | slot */
} Node;

enum { AT_ENTRY = 1 << 30 };

/* A point of control: before an op of a block, or on the way out at it. */
typedef struct {
    u32 block, op;
    bool taken;   /* the op is an exit_if whose condition holds */
    bool by_call; /* a call lies behind: its results are not known */
} Place;

/* A condition that is known to hold, or not to, at some place. */
typedef struct {
    Node condition;
    bool holds;
} Fact;

Flow *flow_open(Scan *scan, u32 entry, const CodeRange *block, u32 num_blocks);
void flow_close(Flow *flow);

/* Where the indirect jump that ends a block goes, and the place of the jump; false if
 * by now it is none. */
bool flow_jump(const Flow *flow, u32 block, Place *place, Node *target);

/* Has the function a stack frame there?  Then a jump is no tail call. */
bool flow_has_frame(const Flow *flow, const Place *place);

/* The op that makes a value, through gets and puts and, where there is but one way
 * to come from, through blocks. */
Node flow_resolve(const Flow *flow, Node node);

/* NULL for a slot at entry. */
const Op *flow_op(const Flow *flow, Node node);
static inline Node flow_operand(Node node, Val operand)
{
    return (Node){node.block, operand};
}
bool flow_is_entry(Node node);
bool flow_constant(const Flow *flow, Node node, u32 *value);
/* Do two nodes surely have, or look like having, the same value? */
bool flow_same(const Flow *flow, Node a, Node b, u32 depth);

/* From where control comes to the block of an entry node, and its slot there. */
u32 flow_sources(const Flow *flow, Node entry, Place *place, u32 room);
Node flow_at(const Flow *flow, const Place *place, Node entry);

/* What has been tested on the way to a place, nearest first. */
u32 flow_facts(const Flow *flow, const Place *place, Fact *fact, u32 room);

/* The constants a value may be, by which way control came and what conditions select;
 * each once, at most `room`.  `all`: it can be nothing else. */
u32 flow_values(const Flow *flow, Node node, u32 *value, u32 room, bool *all);

/* The first result register where a block ends; false if the function does not return
 * there. */
bool flow_result(const Flow *flow, u32 block, Node *node);

/* Constants that the function puts in the slot of an entry node, each once. */
u32 flow_puts(const Flow *flow, Node entry, u32 *value, u32 room);

/* What a load of this shape finds in the file; false if it is not there. */
bool flow_read(const Flow *flow, u32 address, unsigned shape, u64 *value);

#endif
