/* discover_returns.c -- which functions return to their callers; behind the calls of
 * the others there may be data, or another function.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_scan.h"

static bool is_literal(const Scan *s, u32 address)
{
    const Spot *spot = scan_spot(s, address);

    return spot && spot->flags & LITERAL;
}

/* Does the instruction of two bytes there do nothing? */
static bool is_filler(Scan *s, u32 address)
{
    enum { SIZE = 2, OPS = 2 }; /* its start, and the jump behind it */
    u32 size;

    if (!scan_code(s, address, &size) || size < SIZE)
        return false;
    scan_lift(s, &s->block, address, address + SIZE);
    return s->block.count == OPS && s->block.ops[1].code == OP_jump &&
           (u32)s->block.ops[1].imm == address + SIZE;
}

/* Are there literals behind a call, perhaps after a filler that aligns them?  Then that
 * call does not return, as one of abort through a procedure linkage table, whatever is
 * known of the function. */
static bool has_literals(Scan *s, u32 next)
{
    return is_literal(s, next) || (s->guest->code_align == 2 && next & 2 &&
                                   is_literal(s, next + 2) && is_filler(s, next));
}

/* What is behind calls comes last: by then the literals that a function reads are known
 * from the code before its calls. */
bool scan_go_behind(Scan *s)
{
    if (s->next_behind == s->behind.count)
        return false;
    u32 at = s->behind.item[s->next_behind], next = s->behind.item[s->next_behind + 1];
    s->next_behind += 2;
    if (s->next_behind == s->behind.count)
        s->next_behind = s->behind.count = 0;
    if (!has_literals(s, next))
        scan_go_on(s, at, next);
    return true;
}

static void go_behind_later(Scan *s, u32 at, u32 next)
{
    list_add(&s->behind, at);
    list_add(&s->behind, next);
}

void scan_call(Scan *s, u32 at, u32 target, u32 next)
{
    Spot *spot = scan_spot(s, at);

    spot->flags |= ENDS_HERE;
    if (scan_spot(s, target)->flags & RETURNS) {
        go_behind_later(s, at, next);
        return;
    }
    if (s->num_calls == s->call_capacity) {
        s->call_capacity = s->call_capacity ? 2 * s->call_capacity : 1024;
        s->call = base_resize(s->call, s->call_capacity * sizeof *s->call);
    }
    s->call[s->num_calls++] = (CallSite){at, target, next};
}

static bool returns_at(const Scan *s, u32 address)
{
    const Spot *spot = scan_spot(s, address);

    return spot && spot->flags & RETURNS;
}

/* A jump to a computed address may be a call that gives its own return address. */
static bool leaves(const Spot *spot)
{
    return spot->flags & LEAVES || (spot->flags & (INDIRECT | RESOLVED)) == INDIRECT;
}

static bool block_returns(const Scan *s, u32 start)
{
    u32 last, end = scan_block_end(s, start, &last);

    for (u32 at = start; at < end;) {
        const Spot *spot = scan_spot(s, at);

        if (leaves(spot))
            return true;
        for (u32 e = spot->edge; e; e = s->edge[e].next)
            if (returns_at(s, s->edge[e].to))
                return true;
        if (!spot->length)
            break;
        at += spot->length;
    }
    return !(scan_spot(s, last)->flags & ENDS_HERE) && returns_at(s, end);
}

/* Blocks mostly go on to later ones: so from the last to the first. */
static bool mark_span(Scan *s, const Span *span)
{
    bool changed = false;

    for (u32 at = span->end; at-- > span->start;) {
        Spot *spot = scan_spot(s, at);

        if (!spot || (spot->flags & (KNOWN | LEADER | RETURNS)) != (KNOWN | LEADER))
            continue;
        if (block_returns(s, at)) {
            spot->flags |= RETURNS;
            changed = true;
        }
    }
    return changed;
}

static void mark(Scan *s)
{
    bool changed;

    do {
        changed = false;
        for (u32 i = s->num_spans; i-- > 0;)
            changed |= mark_span(s, &s->span[i]);
    } while (changed);
}

u32 scan_returns(Scan *s)
{
    u32 kept = 0, before = s->num_calls;

    if (before)
        mark(s);
    for (u32 i = 0; i < before; i++) {
        CallSite call = s->call[i];

        if (scan_spot(s, call.target)->flags & RETURNS)
            go_behind_later(s, call.at, call.next);
        else
            s->call[kept++] = call;
    }
    s->num_calls = kept;
    return before - kept;
}
