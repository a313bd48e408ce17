/* tally.c -- counts by key.  Knuth, The Art of Computer Programming 3, 6.4: linear
 * probing. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/tally.h"

enum { FIRST_ROOM = 1024 };

/* The entry of the key, or the free one where it is to be. */
static TallyEntry *find(const Tally *tally, u64 key, u32 second)
{
    u64 hash = (key * 31 + second) * 0x9e3779b97f4a7c15;
    u32 at = (u32)(hash >> 32) & (tally->room - 1);

    while (tally->entry[at].key &&
           (tally->entry[at].key != key || tally->entry[at].second != second))
        at = (at + 1) & (tally->room - 1);
    return &tally->entry[at];
}

static void grow(Tally *tally)
{
    Tally larger = {.room = tally->room ? 2 * tally->room : FIRST_ROOM,
                    .used = tally->used};

    larger.entry = base_alloc(larger.room * sizeof *larger.entry);
    for (u32 i = 0; i < tally->room; i++) {
        const TallyEntry *e = &tally->entry[i];
        if (e->key)
            *find(&larger, e->key, e->second) = *e;
    }
    base_free(tally->entry);
    *tally = larger;
}

TallyEntry *tally_at(Tally *tally, u64 key, u32 second)
{
    if (tally->used >= tally->room / 2)
        grow(tally);
    TallyEntry *e = find(tally, key, second);
    if (!e->key) {
        *e = (TallyEntry){.key = key, .second = second};
        tally->used++;
    }
    return e;
}

void tally_free(Tally *tally)
{
    base_free(tally->entry);
    *tally = (Tally){0};
}

void tally_reset(Tally *tally)
{
    for (u32 i = 0; i < tally->room; i++)
        tally->entry[i].count = 0;
}

static bool is_before(const TallyEntry *a, const TallyEntry *b)
{
    if (a->count != b->count)
        return a->count > b->count;
    return a->key != b->key ? a->key < b->key : a->second < b->second;
}

u32 tally_top(const Tally *tally, const TallyEntry **top, u32 most)
{
    u32 found = 0;

    for (u32 i = 0; i < tally->room; i++) {
        const TallyEntry *e = &tally->entry[i];
        u32 at = found;
        if (!e->count)
            continue;
        for (; at && is_before(e, top[at - 1]); at--)
            if (at < most)
                top[at] = top[at - 1];
        if (at < most)
            top[at] = e;
        found += found < most;
    }
    return found;
}
