/* elf_map.c -- a program's memory as it starts, in ranges that do not overlap.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/elf.h"

#include <stdlib.h>

enum { LOAD = 1 }; /* PT_LOAD */

/* The borders of ranges: between two neighbours, all pages come about in the same way.
 */
typedef struct {
    u32 *at;
    u32 count;
} Borders;

static void add_border(Borders *b, u32 address)
{
    b->at[b->count++] = address;
}

/* Returns the address at which the file ends within a step's mapping, or else where the
 * step ends. */
static u32 end_of_file(const ElfFile *file, const LoadStep *step)
{
    u64 pages = ((u64)file->size + LOAD_PAGE - 1) & -(u64)LOAD_PAGE;
    u64 left = pages > step->offset ? pages - step->offset : 0;

    return step->address + (u32)(left < step->size ? left : step->size);
}

static Borders find_borders(const ElfFile *file, const Loading *loading)
{
    Borders b = {base_alloc((3 * (size_t)loading->num_steps + 1) * sizeof(u32)), 0};
    u32 kept = 0;

    for (u32 i = 0; i < loading->num_steps; i++) {
        const LoadStep *step = &loading->step[i];
        u32 page = step->address & -(u32)LOAD_PAGE;

        add_border(&b, page);
        add_border(&b, step->kind == LOAD_CLEAR ? page + LOAD_PAGE
                                                : step->address + step->size);
        if (step->kind == LOAD_MAP)
            add_border(&b, end_of_file(file, step));
    }
    qsort(b.at, b.count, sizeof *b.at, base_order);
    for (u32 i = 0; i < b.count; i++)
        if (!kept || b.at[i] != b.at[kept - 1])
            b.at[kept++] = b.at[i];
    b.count = kept;
    return b;
}

static void take_map(const ElfFile *file, const LoadStep *step, MappedRange *m)
{
    bool inside = m->address < end_of_file(file, step);

    m->kind = inside ? MAPPED_FILE : MAPPED_NOTHING;
    m->offset = inside ? step->offset + (m->address - step->address) : 0;
}

/* Extends the zeros of a range by those of a step, which overlap or touch them. */
static void take_clear(const LoadStep *step, MappedRange *m)
{
    u32 start = step->address - m->address, end = start + step->size;

    if (m->clear_size && m->clear < start)
        start = m->clear;
    if (m->clear_size && m->clear + m->clear_size > end)
        end = m->clear + m->clear_size;
    m->clear = start;
    m->clear_size = end - start;
}

/* Applies all steps in order to a range between two borders.  Returns false if nothing
 * is mapped there. */
static bool settle(const ElfFile *file, const Loading *loading, MappedRange *m)
{
    bool any = false;

    for (u32 i = 0; i < loading->num_steps; i++) {
        const LoadStep *step = &loading->step[i];
        u32 page = step->address & -(u32)LOAD_PAGE;

        if (step->kind == LOAD_CLEAR) {
            if (page == m->address)
                take_clear(step, m);
            continue;
        }
        if (m->address - step->address >= step->size)
            continue;
        any = true;
        m->kind = MAPPED_ZEROS;
        m->offset = m->clear = m->clear_size = 0;
        m->flags = step->flags;
        if (step->kind == LOAD_MAP)
            take_map(file, step, m);
    }
    return any;
}

static bool joins(const MappedRange *before, const MappedRange *m)
{
    return before->address + before->size == m->address && before->kind == m->kind &&
           before->flags == m->flags && !before->clear_size &&
           (m->kind != MAPPED_FILE || before->offset + before->size == m->offset);
}

static void add_range(ElfFile *file, const MappedRange *m)
{
    MappedRange *before = file->num_mapped ? &file->mapped[file->num_mapped - 1] : NULL;

    if (!before || !joins(before, m)) {
        file->mapped[file->num_mapped++] = *m;
        return;
    }
    if (m->clear_size) {
        before->clear = before->size + m->clear;
        before->clear_size = m->clear_size;
    }
    before->size += m->size;
}

/* Returns the address in a range at which the file's bytes end: at the end of the file,
 * or where zeros start. */
static u32 file_end(const ElfFile *file, const MappedRange *m)
{
    u32 size = m->clear_size ? m->clear : m->size;
    u64 left = file->size - m->offset;

    return m->address + (u32)(left < size ? left : size);
}

/* Sets *start and *end to the part of a range that segments have contents for; the rest
 * is only on the same pages. */
static void find_contents(const ElfFile *file, const LoadHeader *header,
                          const MappedRange *m, u32 *start, u32 *end)
{
    u32 limit = file_end(file, m);
    u32 low = limit, high = m->address;

    for (u32 i = 0; i < file->load.num_headers; i++) {
        const LoadHeader *h = &header[i];
        u32 address = h->address + file->bias, last = address + h->file_size;

        if (h->type != LOAD || !h->file_size ||
            address - h->offset != m->address - m->offset || address >= limit ||
            last <= m->address)
            continue;
        if (address < low)
            low = address;
        if (last > high)
            high = last;
    }
    *start = low > m->address ? low : m->address;
    *end = high < limit ? high : limit;
}

/* Adds a segment of the image that discovery reads. */
static void add_segment(ElfFile *file, const LoadHeader *header, const MappedRange *m)
{
    u32 count = file->image.num_segments, start = m->address, end = m->address;
    Segment *before = count ? &file->segments[count - 1] : NULL;

    if (before && m->kind == MAPPED_ZEROS &&
        before->address + before->size == m->address) {
        before->size += m->size;
        return;
    }
    if (m->kind == MAPPED_FILE)
        find_contents(file, header, m, &start, &end);
    u64 last = (u64)m->address + m->size;
    if (start >= last || (m->kind == MAPPED_FILE && start >= end))
        return;
    file->segments[file->image.num_segments++] = (Segment){
        .address = start,
        .size = (u32)(last - start),
        .file_size = end - start,
        .bytes = file->bytes + m->offset + (start - m->address),
        .readable = m->flags & LOAD_READ,
        .writable = m->flags & LOAD_WRITE,
        .executable = m->flags & LOAD_EXECUTE,
    };
}

void elf_map(ElfFile *file, const Loading *loading, const LoadHeader *header)
{
    Borders b = find_borders(file, loading);

    file->mapped = base_alloc((b.count + 1) * sizeof *file->mapped);
    file->segments = base_alloc((b.count + 1) * sizeof *file->segments);
    for (u32 i = 0; i + 1 < b.count; i++) {
        MappedRange m = {.address = b.at[i], .size = b.at[i + 1] - b.at[i]};
        if (settle(file, loading, &m))
            add_range(file, &m);
    }
    for (u32 i = 0; i < file->num_mapped; i++)
        add_segment(file, header, &file->mapped[i]);
    file->image.segment = file->segments;
    base_free(b.at);
}

u32 elf_protection(const ElfFile *file, const MappedRange *m)
{
    return file->read_implies_exec && m->flags & LOAD_READ ? m->flags | LOAD_EXECUTE
                                                           : m->flags;
}
