/*
 * discover_flow.h -- dataflow over the blocks of one function, precise enough for
 * guesses.
 *
 *      Flow *f = flow_open(scan, entry, blocks, n);
 *      FlowPoint place;
 *      Node target;
 *      if (flow_jump(f, 3, &place, &target))
 *          target = flow_resolve(f, target);
 *      flow_close(f);
 *
 * The analysis trusts compilers.  It assumes that a called function changes no
 * registers but those of its results, and that memory that holds an address keeps it.
 * Its answers may be wrong and serve only to find code.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_FLOW_H
#define LIFTER_DISCOVER_FLOW_H

#include "lifter/discover_scan.h"

/* The analysis of one function. */
typedef struct Flow Flow;

/* A value: that of an op of a block, or that of a slot at the block's start. */
typedef struct {
    u32 block;
    u32 op; /* the op's index, or AT_ENTRY | slot */
} Node;

/* Marks a Node.op that is a slot at the block's start. */
enum { AT_ENTRY = 1 << 30 };

/* A point of the program: before an op of a block, or on the edge that leaves the block
 * at the op. */
typedef struct {
    u32 block, op;
    bool taken;   /* on the edge of an exit_if whose condition holds */
    bool by_call; /* on the edge after a call, whose results are unknown */
} FlowPoint;

/* A condition that is known at some point to hold (`holds`) or not to hold. */
typedef struct {
    Node condition;
    bool holds;
} Fact;

/* Analyses the function whose blocks are block[0] to block[num_blocks - 1], ascending
 * by address; one starts at `entry`.  Once scan->over is set, the result is of no use.
 * flow_close frees the analysis. */
Flow *flow_open(Scan *scan, u32 entry, const CodeRange *block, u32 num_blocks);
void flow_close(Flow *flow);

/* Sets *target to the target address of the indirect jump that ends a block, and *place
 * to the point of the jump.  Returns false if the block has no indirect jump any more,
 * since the optimiser knows its target. */
bool flow_jump(const Flow *flow, u32 block, FlowPoint *place, Node *target);

/* Returns true unless the stack pointer is known to be as at the function's entry.  If
 * it is not, the function has a stack frame and a jump there is no tail call. */
bool flow_has_frame(const Flow *flow, const FlowPoint *place);

/* Returns the op that makes a value.  Follows copies through gets and puts, and into
 * the predecessor of a block that has only one. */
Node flow_resolve(const Flow *flow, Node node);

/* Returns the op of a node; NULL if the node is a slot at a block's start. */
const Op *flow_op(const Flow *flow, Node node);
/* Returns the node of an operand of a node's op. */
static inline Node flow_operand(Node node, Val operand)
{
    return (Node){node.block, operand};
}
/* Returns true if a node is a slot at a block's start. */
bool flow_is_entry(Node node);
/* Returns true and sets *value if a node is a known constant. */
bool flow_constant(const Flow *flow, Node node, u32 *value);
/* Returns true if two nodes have the same value, or are computed alike.  Loads of the
 * same address count as equal.  `depth` is 0 for callers. */
bool flow_same(const Flow *flow, Node a, Node b, u32 depth);

/* Writes the predecessors of an entry node's block to `place`, at most `room`; returns
 * their number.  flow_at returns the value of the node's slot at one of them. */
u32 flow_sources(const Flow *flow, Node entry, FlowPoint *place, u32 room);
Node flow_at(const Flow *flow, const FlowPoint *place, Node entry);

/* Writes the conditions that were tested on the only path to a place, nearest first, at
 * most `room`; returns their number. */
u32 flow_facts(const Flow *flow, const FlowPoint *place, Fact *fact, u32 room);

/* Writes the distinct constants that a value may be, over all paths and both sides of
 * selects, at most `room`; returns their number.  *all is set if the value can be
 * nothing else. */
u32 flow_values(const Flow *flow, Node node, u32 *value, u32 room, bool *all);

/* The same, but for values that memory holds. */
u32 flow_register_values(const Flow *flow, Node node, u32 *value, u32 room, bool *all);

/* Sets *node to the first result register at the end of a block.  Returns false if the
 * block does not end with a return. */
bool flow_result(const Flow *flow, u32 block, Node *node);

/* Writes the distinct constants that the function puts in the slot of an entry node, at
 * most `room`; returns their number. */
u32 flow_puts(const Flow *flow, Node entry, u32 *value, u32 room);

/* Sets *value to what a load of this shape (Mem) reads from the file's contents.
 * Returns false if the address has none, or the load is wider than 8 bytes. */
bool flow_read(const Flow *flow, u32 address, unsigned shape, u64 *value);

#endif
