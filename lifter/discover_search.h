/*
 * discover_search.h -- the target of one indirect jump, as an expression of a table
 * index.
 *
 *      Search s = {.flow = flow, .scan = scan, .at = jump, ...};
 *      if (search_leaf(&s, target, 0, &count))   -- s.index is the presumed index
 *          search_enumerate(&s, target, count, false);
 *
 * Shared by discover_tables.c and discover_search.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_SEARCH_H
#define LIFTER_DISCOVER_SEARCH_H

#include "lifter/discover_flow.h"

/* The most targets a jump table may have. */
enum { SEARCH_MAX_TARGETS = 1024 };

/*
 * The most values that are evaluated for a jump, in all searches together, and how many
 * are one unit of Spot.effort.  Through a large function more ways lead to a jump than
 * can be looked at, each with each value of an index; it is then left to the runtime.
 */
enum { SEARCH_UNIT = 4096, SEARCH_MAX_STEPS = 255 * SEARCH_UNIT };

/*
 * What a program may take for all its jumps: so many values, and so many more for each
 * instruction.  Programs of compilers take up to 70 an instruction.  What is made to
 * take time, with a jump by register after every few instructions, takes 20,000.
 */
enum { SEARCH_FREE = 1 << 25, SEARCH_PER_INSN = 400 };

/* Node.block of a node that is not set. */
#define NOWHERE 0xffffffffu

/* The search for the targets of one indirect jump. */
typedef struct {
    Flow *flow;
    Scan *scan;
    u32 at;          /* address of the jump */
    CodeRange range; /* the range of plausible targets if the table is not bounded */
    Node index;      /* the value that is taken for the table index ... */
    u32 value;       /* ... and the number that replaces it */
    Node base;       /* the index is the sum of this node, or NOWHERE, ... */
    u32 offset;      /* ... and this number */
    Node unknown;    /* a slot whose value the last evaluation lacked, or NOWHERE */
    Node assumed;    /* a slot that is assumed to hold `assumption`, or NOWHERE */
    u32 assumption;  /* the value assumed */
    bool bounded;    /* the targets found are all there are */
    u32 steps;       /* values evaluated so far */
    List found;      /* the targets found so far */
} Search;

/* Returns true if the search has taken too long: `found` is not all there is. */
static inline bool search_is_given_up(const Search *s)
{
    const Scan *scan = s->scan;

    return s->steps >= SEARCH_MAX_STEPS || scan->over ||
           scan->searched >= SEARCH_FREE + (u64)SEARCH_PER_INSN * scan->num_known;
}

/* Sets *value to the value of a node if the index is s->value.  Returns false if it
 * cannot be computed. */
bool search_evaluate(Search *s, Node node, u64 *value);

/* Returns true if a jump may go to `target`: an instruction can start there and, unless
 * the table is `bounded`, it is in s->range. */
bool search_plausible(const Search *s, u64 target, bool bounded);

/* Appends to s->found the targets for index values from 0 up to, not including,
 * `count`.  Stops at a value that gives no target; an implausible target also stops it
 * unless the table is `bounded`.  Returns false if it found none. */
bool search_enumerate(Search *s, Node target, u32 count, bool bounded);

/* Makes s->index the first value in the expression `node` that is neither constant nor
 * computed from others, and sets *count to the number of values it may have.  A load
 * from an unknown address counts as such a value.  Returns false if there is none.
 * `depth` is 0 for callers. */
bool search_leaf(Search *s, Node node, u32 depth, u32 *count);

/* Sets *sum to the node in the expression that adds a small constant to s->index: a
 * table may start with a value other than 0.  Returns false if there is none. */
bool search_sum(const Search *s, Node node, u32 depth, Node *sum);

#endif
