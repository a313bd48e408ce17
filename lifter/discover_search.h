/*
 * discover_search.h -- the address that one indirect jump goes to, as an expression.
 *
 *      Search s = {.flow = flow, .scan = scan, .at = jump, ...};
 *      if (search_leaf(&s, target, 0, &count))   -- something stands for the index
 *          search_enumerate(&s, target, count, false);
 *
 * Shared by discover_tables.c and discover_search.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_SEARCH_H
#define LIFTER_DISCOVER_SEARCH_H

#include "lifter/discover_flow.h"

enum { SEARCH_MAX_TARGETS = 1024 };

#define NOWHERE 0xffffffffu

typedef struct {
    Flow *flow;
    Scan *scan;
    u32 at;          /* address of the jump */
    CodeRange range; /* where targets are when nothing bounds them */
    Node index;      /* what stands for the table's index ... */
    u32 value;       /* ... and the value put in its place */
    Node base;       /* what the index is the sum of, or NOWHERE ... */
    u32 offset;      /* ... and this */
    Node unknown;    /* a slot whose value an evaluation lacked, or NOWHERE */
    Node assumed;    /* a slot that is taken to hold ... or NOWHERE */
    u32 assumption;  /* ... this */
    bool bounded;    /* what was found is all there is */
    List found;
} Search;

/* The value a node has when the index is s->value; false if it is not known. */
bool search_evaluate(Search *s, Node node, u64 *value);

/* May the jump go there?  `bounded`: the table is known to have no more values. */
bool search_plausible(const Search *s, u64 target, bool bounded);

/* Take the targets for index values below `count`; false if the first fails. */
bool search_enumerate(Search *s, Node target, u32 count, bool bounded);

/* Make s->index the first value in the expression that is neither known nor made of
 * others, and `count` how many values it can have; false if there is none.  A load from
 * an address that is not known is as good as unknown. */
bool search_leaf(Search *s, Node node, u32 depth, u32 *count);

/* Where the expression has the sum of s->index and a small number: tables may start
 * with the least value there is. */
bool search_sum(const Search *s, Node node, u32 depth, Node *sum);

#endif
