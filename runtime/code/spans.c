/* spans.c -- functions by the guest bytes they were made of.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/spans.h"

/* Functions in a group, and groups in a large group. */
enum { GROUP = 32, LARGE = GROUP * GROUP };

typedef struct {
    u64 start, end; /* start > end: no bytes */
} Span;

struct Spans {
    Span *group, *large; /* by index of the first function / GROUP, / LARGE */
};

static void widen(Span *span, const AotFunction *f)
{
    u64 end = (u64)f->start + f->size;

    if (f->start < span->start)
        span->start = f->start;
    if (end > span->end)
        span->end = end;
}

static Span *empty_spans(u32 count)
{
    Span *span = base_alloc((count + 1) * sizeof *span);

    for (u32 i = 0; i <= count; i++)
        span[i].start = ~0ull;
    return span;
}

static struct Spans *make(const Image *image)
{
    u32 count = image->num_functions;
    struct Spans *spans = base_alloc(sizeof *spans);

    *spans = (struct Spans){empty_spans(count / GROUP), empty_spans(count / LARGE)};
    for (u32 i = 0; i < count; i++) {
        widen(&spans->group[i / GROUP], &image->function[i]);
        widen(&spans->large[i / LARGE], &image->function[i]);
    }
    return spans;
}

/* Two threads may make them at a time; either result will do. */
static const struct Spans *spans_of(Image *image)
{
    if (!__atomic_load_n(&image->spans, __ATOMIC_ACQUIRE))
        __atomic_store_n(&image->spans, make(image), __ATOMIC_RELEASE);
    return image->spans;
}

static bool meets(u64 start, u64 end, Span with)
{
    return start < with.end && with.start < end;
}

u32 spans_next(Image *image, u32 from, u32 address, u64 size)
{
    const struct Spans *spans = spans_of(image);
    const Span wanted = {address, address + size};
    u32 i = from;

    while (i < image->num_functions) {
        const AotFunction *f = &image->function[i];
        if (i % LARGE == 0 &&
            !meets(spans->large[i / LARGE].start, spans->large[i / LARGE].end, wanted))
            i += LARGE;
        else if (i % GROUP == 0 && !meets(spans->group[i / GROUP].start,
                                          spans->group[i / GROUP].end, wanted))
            i += GROUP;
        else if (meets(f->start, (u64)f->start + f->size, wanted))
            return i;
        else
            i++;
    }
    return image->num_functions;
}
