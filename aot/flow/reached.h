/*
 * reached.h -- what can be reached from somewhere, each once, in the order of finding.
 *
 *      Reached r = reached_begin(num_blocks);
 *      reached_add(&r, first);
 *      for (u32 i = 0; i < r.count; i++)
 *          ... reached_add(&r, ... what comes after r.item[i] ...);
 *      reached_end(&r);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_REACHED_H
#define AOT_FLOW_REACHED_H

#include "ir/base.h"

typedef struct {
    u32 *item, count;
    bool *seen; /* by item */
} Reached;

/* Nothing is reached of `most` things, whose numbers are below that. */
static inline Reached reached_begin(u32 most)
{
    return (Reached){.item = base_alloc((most + 1) * sizeof(u32)),
                     .seen = base_alloc(most + 1)};
}

static inline void reached_add(Reached *r, u32 item)
{
    if (r->seen[item])
        return;
    r->seen[item] = true;
    r->item[r->count++] = item;
}

/* Begins anew, in the time of what was reached. */
static inline void reached_clear(Reached *r)
{
    while (r->count > 0)
        r->seen[r->item[--r->count]] = false;
}

static inline void reached_end(Reached *r)
{
    base_free(r->item);
    base_free(r->seen);
}

#endif
