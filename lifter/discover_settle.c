/* discover_settle.c -- what can be said once functions are known: where their jumps go,
 * and which guesses were labels.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_flow.h"
#include "lifter/discover_gather.h"

typedef struct {
    Builder builder;
    u32 found; /* jumps that got targets in this round */
    u32 (*look)(Scan *, u32 entry, const CodeRange *block, u32 num_blocks);
} Visit;

static bool leads_to_guess(const Scan *s, const Spot *jump)
{
    for (u32 e = jump->edge; e && jump->flags & INDIRECT; e = s->edge[e].next) {
        u32 flags = scan_spot(s, s->edge[e].to)->flags;

        if (flags & SPECULATIVE && !(flags & LABEL))
            return true;
    }
    return false;
}

/* Is there something to be found of a jump: where it goes, or what it is that a guess
 * says is a function there? */
static bool has_open_jump(const Builder *b)
{
    u32 last;

    for (u32 i = 0; i < b->leaders.count; i++) {
        scan_block_end(b->scan, b->leaders.item[i], &last);
        const Spot *spot = scan_spot(b->scan, last);

        if (scan_is_open(spot) || leads_to_guess(b->scan, spot))
            return true;
    }
    return false;
}

static bool is_sure(const Spot *spot)
{
    return (spot->flags & (ENTRY | SPECULATIVE)) == ENTRY;
}

/* Is an address, to which the function jumps, amid it?  Blocks of it lie behind, and no
 * function that is sure starts between. */
static bool is_inside(const Builder *b, u32 address)
{
    u32 align = b->scan->guest->code_align,
        last = b->leaders.item[b->leaders.count - 1];

    if (address <= b->entry || address >= last)
        return false;
    for (u32 at = address; at > b->entry; at -= align) {
        const Spot *spot = scan_spot(b->scan, at);

        if (!spot || is_sure(spot))
            return false;
    }
    return true;
}

static void note_inner_label(const Builder *b, u32 address)
{
    Spot *spot = scan_spot(b->scan, address);

    if (spot && (spot->flags & (SPECULATIVE | LABEL)) == SPECULATIVE &&
        is_inside(b, address))
        spot->flags |= LABEL;
}

/* Guesses that a block of the function goes on to, inside the function, are its labels.
 */
static void note_inner_labels(const Builder *b, u32 start)
{
    const Scan *s = b->scan;
    u32 last, end = scan_block_end(s, start, &last);

    for (u32 at = start; at < end; at += scan_spot(s, at)->length) {
        for (u32 e = scan_spot(s, at)->edge; e; e = s->edge[e].next)
            note_inner_label(b, s->edge[e].to);
        if (!scan_spot(s, at)->length)
            break;
    }
    if (!(scan_spot(s, last)->flags & ENDS_HERE))
        note_inner_label(b, end);
}

/* What a stub jumps to is no part of it. */
static bool is_stub(const Builder *b)
{
    u32 last;

    if (b->leaders.count != 1)
        return false;
    scan_block_end(b->scan, b->entry, &last);
    return scan_is_stub(b->scan, last);
}

static void look_at_jumps(void *to, u32 entry, const Spot *spot)
{
    Visit *visit = to;

    if (scan_is_over(visit->builder.scan, 1))
        return;
    visit->builder.entry = entry;
    gather(&visit->builder);
    scan_is_over(visit->builder.scan, visit->builder.num_insns);
    for (u32 i = 0; is_sure(spot) && i < visit->builder.leaders.count; i++)
        note_inner_labels(&visit->builder, visit->builder.leaders.item[i]);
    if (has_open_jump(&visit->builder) && !is_stub(&visit->builder))
        visit->found += visit->look(visit->builder.scan, entry, visit->builder.block,
                                    visit->builder.leaders.count);
}

/* Ask `look` for the targets of all jumps that have none, and follow them. */
static u32 find_targets(Scan *s, u32 (*look)(Scan *, u32, const CodeRange *, u32))
{
    Visit visit = {.builder = {.scan = s, .share = true}, .look = look};

    gather_clear(s);
    gather_entries(s, look_at_jumps, &visit);
    gather_free(&visit.builder);
    scan_work(s);
    return visit.found;
}

/* The known instruction that goes on to an address, or over it; NULL if there is none.
 */
static const Spot *spot_before(const Scan *s, u32 address, u32 *at)
{
    enum { LONGEST = 4 };

    for (u32 n = s->guest->code_align; n <= LONGEST; n += s->guest->code_align) {
        const Spot *before = scan_spot(s, address - n);

        *at = address - n;
        if (before && before->flags & KNOWN && before->length >= n)
            return before;
    }
    return NULL;
}

/* Is the address in the middle of an instruction, or does control run into it from one
 * that is jumped to?  What only follows a call may be data, if the call never returns.
 */
static bool is_run_into(const Scan *s, u32 address)
{
    u32 at, next = address;

    for (const Spot *before; (before = spot_before(s, next, &at)); next = at) {
        if (at + before->length != next)
            return next == address;
        if (before->flags & (ENDS_HERE | BREAKS))
            return false;
        if (before->flags & (TARGET | ENTRY))
            return true;
    }
    return false;
}

/* Guesses that turn out to be labels in the middle of a function, found since. */
static void take_back(void *to, u32 entry, const Spot *spot)
{
    Scan *s = to;

    Spot *guess = scan_spot(s, entry);

    if (spot->flags & SPECULATIVE && (spot->flags & LABEL || is_run_into(s, entry)))
        guess->flags = (u16)((guess->flags & ~(ENTRY | SPECULATIVE)) | TAKEN_BACK);
}

void scan_settle(Scan *s)
{
    enum { MAX_ROUNDS = 12 };

    scan_work(s);
    for (u32 n = 0; n < MAX_ROUNDS && !s->over; n++) {
        u32 found = find_targets(s, scan_tables);

        gather_entries(s, take_back, s);
        if (!found && !find_targets(s, scan_labels))
            return;
    }
}

/* What a resolver returns is a function that the program calls by a pointer. */
static void add_resolved(Scan *s, Builder *b, u32 resolver)
{
    enum { ROOM = 16 };
    u32 value[ROOM];
    Node result;
    bool all;

    if (!scan_spot(s, resolver))
        return;
    b->entry = resolver;
    gather(b);
    Flow *flow = flow_open(s, resolver, b->block, b->leaders.count);
    for (u32 i = 0; i < b->leaders.count && !s->over; i++) {
        u32 count = flow_result(flow, i, &result)
                        ? flow_values(flow, result, value, ROOM, &all)
                        : 0;

        for (u32 k = 0; k < count; k++)
            scan_entry(s, value[k], 0);
    }
    flow_close(flow);
}

void scan_resolved(Scan *s, const Hints *hints)
{
    Builder builder = {.scan = s, .share = true};

    gather_clear(s);
    for (u32 i = 0; hints && i < hints->num_resolvers; i++)
        add_resolved(s, &builder, hints->resolver[i]);
    gather_free(&builder);
}
