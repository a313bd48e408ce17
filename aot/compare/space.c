/* space.c -- the guest's address space: what became of its code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/compare.h"

/* Kinds of a range, from the least: a later one is painted over an earlier one. */
typedef enum { SPACE_DATA, SPACE_NEVER, SPACE_AOT, SPACE_JIT } SpaceKind;

static const char *const kind_names[] = {"data", "never", "aot", "jit"};

typedef struct {
    u32 start, end;
    SpaceKind kind;
} Span;

typedef struct {
    Span *span;
    u32 count, room;
} Spans;

/* Appends a span, or makes the last one longer. */
static void add_span(Spans *s, u32 start, u32 end, SpaceKind kind)
{
    Span *last = s->count ? &s->span[s->count - 1] : NULL;

    if (start >= end)
        return;
    if (last && last->end == start && last->kind == kind) {
        last->end = end;
        return;
    }
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 256;
        s->span = base_resize(s->span, s->room * sizeof *s->span);
    }
    s->span[s->count++] = (Span){start, end, kind};
}

static SpaceKind kind_of(const Compare *c, u32 pc)
{
    if (dynamic_executed(&c->dynamic, pc))
        return SPACE_JIT;
    return dynamic_executed(&c->jit, pc) ? SPACE_AOT : SPACE_NEVER;
}

/* The instructions of the listing, by address, each up to the next one or the end of
 * its block. */
static Spans list_code(const Compare *c)
{
    const Listing *l = &c->listing;
    Spans spans = {0};
    u32 done = 0;

    for (u32 i = 0; i < l->num_insns; i++) {
        const GuestLine *line = l->order[i];
        u32 size = 0;
        while (line->bytes[size] && line->bytes[size] != ' ')
            size++;
        if (line->pc < done)
            continue;
        done = line->pc + size / 2;
        add_span(&spans, line->pc, done, kind_of(c, line->pc));
    }
    return spans;
}

/* Writes [start, end) of a segment: the code in it, and data for the rest. */
static void add_segment(Spans *to, const Spans *code, u32 start, u32 end)
{
    u32 at = start;

    for (u32 i = 0; i < code->count; i++) {
        const Span *s = &code->span[i];
        if (s->end <= at || s->start >= end)
            continue;
        add_span(to, at, s->start, SPACE_DATA);
        add_span(to, s->start < at ? at : s->start, s->end < end ? s->end : end,
                 s->kind);
        at = s->end;
    }
    add_span(to, at, end, SPACE_DATA);
}

json_t *report_space(const Compare *c)
{
    Spans code = list_code(c), all = {0};
    json_t *space = json_array();

    for (u32 i = 0; i < c->file.num_mapped; i++) {
        const MappedRange *m = &c->file.mapped[i];
        if (m->kind != MAPPED_NOTHING)
            add_segment(&all, &code, m->address, m->address + m->size);
    }
    for (u32 i = 0; i < all.count; i++)
        json_array_append_new(space, json_pack("[I,I,s]", (json_int_t)all.span[i].start,
                                               (json_int_t)all.span[i].end,
                                               kind_names[all.span[i].kind]));
    base_free(code.span);
    base_free(all.span);
    return space;
}
