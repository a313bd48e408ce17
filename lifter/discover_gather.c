/* discover_gather.c -- the blocks of one function, out of all that is known.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_gather.h"

/* Take the block at an address, unless it is another function's entry. */
static void reach(Builder *b, u32 address)
{
    Spot *spot = scan_spot(b->scan, address);

    if (!spot || !(spot->flags & KNOWN) || spot->stamp == b->stamp)
        return;
    if (spot->flags & ENTRY && address != b->entry)
        return;
    if (!b->share && spot->stamp && address != b->entry)
        return;
    spot->stamp = b->stamp;
    list_add(&b->leaders, address);
    list_add(&b->stack, address);
}

static void follow(Builder *b, u32 start)
{
    u32 last, end = scan_block_end(b->scan, start, &last);

    for (u32 at = start; at < end;) {
        const Spot *spot = scan_spot(b->scan, at);

        for (u32 e = spot->edge; e; e = b->scan->edge[e].next)
            reach(b, b->scan->edge[e].to);
        b->num_insns++;
        at += spot->length;
        if (!spot->length)
            break;
    }
    if (!(scan_spot(b->scan, last)->flags & ENDS_HERE))
        reach(b, end);
}

void gather(Builder *b)
{
    u32 last;

    b->stamp++;
    b->leaders.count = b->stack.count = b->num_insns = 0;
    reach(b, b->entry);
    while (b->stack.count)
        follow(b, b->stack.item[--b->stack.count]);
    list_sort(&b->leaders);
    if (b->block_capacity < b->leaders.count) {
        b->block_capacity = 2 * b->leaders.count;
        b->block = base_resize(b->block, b->block_capacity * sizeof *b->block);
    }
    for (u32 i = 0; i < b->leaders.count; i++) {
        u32 start = b->leaders.item[i];

        b->block[i] = (CodeRange){start, scan_block_end(b->scan, start, &last)};
    }
}

void gather_free(Builder *b)
{
    list_free(&b->leaders);
    list_free(&b->stack);
    base_free(b->block);
}

void gather_clear(Scan *s)
{
    for (u32 i = 0; i < s->num_spots; i++)
        s->spot[i].stamp = 0;
}

void gather_entries(Scan *s, void (*visit)(void *to, u32 entry, const Spot *), void *to)
{
    for (u32 i = 0; i < s->num_spans; i++)
        for (u32 at = s->span[i].start; at < s->span[i].end; at += 1u << s->shift) {
            const Spot *spot = scan_spot(s, at);

            if (spot->flags & ENTRY && spot->flags & KNOWN)
                visit(to, at, spot);
        }
}
