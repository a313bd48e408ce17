/* pending.c -- a set of blocks, taken from in rounds.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/pending.h"

Pending pending_begin(u32 count)
{
    Pending p = {base_alloc((count / 64 + 1) * sizeof(u64)), count, 0};

    for (u32 i = 0; i < count; i++)
        pending_add(&p, i);
    return p;
}

void pending_end(Pending *pending)
{
    base_free(pending->word);
}

void pending_add(Pending *pending, u32 block)
{
    pending->word[block / 64] |= 1ull << block % 64;
}

void pending_add_sources(Pending *pending, const Unit *unit, u32 block)
{
    const Sources *s = &unit->sources;

    for (u32 i = s->first[block]; i < s->first[block + 1]; i++)
        pending_add(pending, s->from[i]);
}

static u32 take(Pending *pending, u32 block)
{
    pending->word[block / 64] &= ~(1ull << block % 64);
    pending->at = block;
    return block;
}

/* The first one at or above `from`, below `end`; NOWHERE if there is none. */
static u32 first_from(const Pending *pending, u32 from, u32 end)
{
    while (from < end) {
        u64 rest = pending->word[from / 64] >> from % 64;

        if (rest)
            return from + (u32)__builtin_ctzll(rest);
        from = (from / 64 + 1) * 64;
    }
    return NOWHERE;
}

u32 pending_next(Pending *pending)
{
    u32 block = first_from(pending, pending->at, pending->count);

    if (block == NOWHERE)
        block = first_from(pending, 0, pending->at);
    return block == NOWHERE ? NOWHERE : take(pending, block);
}

/* The last one below `end`; NOWHERE if there is none. */
static u32 last_below(const Pending *pending, u32 end)
{
    while (end > 0) {
        u32 low = (end - 1) / 64 * 64;
        u64 rest = pending->word[low / 64] << (64 - (end - low)) % 64;

        if (rest)
            return end - 1 - (u32)__builtin_clzll(rest);
        end = low;
    }
    return NOWHERE;
}

u32 pending_previous(Pending *pending)
{
    u32 block = last_below(pending, pending->at);

    if (block == NOWHERE)
        block = last_below(pending, pending->count);
    return block == NOWHERE ? NOWHERE : take(pending, block);
}
