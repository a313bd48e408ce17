/* guest_pages.c -- which pages of a guest's file an output holds.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/guest_pages.h"

#include <string.h>
#include <sys/mman.h>

typedef struct {
    const ElfFile *file;
    u32 num_pages; /* of the file */
    u32 *place; /* by page of the file: 1 + its number in the output; 0: the output does
                   not have it */
    u8 *moved;  /* by page of the file: a row moves it */
    GuestPages *out;
} Pager;

static u32 page_of(u32 offset)
{
    return offset / LOAD_PAGE;
}

static void add_page(Pager *p, u32 page)
{
    u64 at = (u64)page * LOAD_PAGE, left = p->file->size - at;

    if (p->place[page])
        return;
    memcpy(p->out->bytes + p->out->size, p->file->bytes + at,
           left < LOAD_PAGE ? left : LOAD_PAGE);
    p->out->size += LOAD_PAGE;
    p->place[page] = (u32)(p->out->size / LOAD_PAGE);
}

static void add_contents(Pager *p, bool whole)
{
    for (u32 page = 0; whole && page < p->num_pages; page++)
        add_page(p, page);
    for (u32 i = 0; i < p->file->num_mapped; i++) {
        const MappedRange *m = &p->file->mapped[i];

        for (u32 n = 0; m->kind == MAPPED_FILE && n < m->size; n += LOAD_PAGE)
            add_page(p, page_of(m->offset + n));
    }
}

static u32 protection_of(u32 flags)
{
    return (flags & LOAD_READ ? PROT_READ : 0) | (flags & LOAD_WRITE ? PROT_WRITE : 0) |
           (flags & LOAD_EXECUTE ? PROT_EXEC : 0);
}

/* Returns true if the page follows the one before it in the output, too, and both are
 * moved or both copied. */
static bool goes_on(const Pager *p, u32 page, bool moves)
{
    return p->place[page] == p->place[page - 1] + 1 && p->moved[page] == !moves;
}

/* Adds the row of a range that begins at its byte `from`; returns where the next row
 * begins. */
static u32 add_row(Pager *p, const MappedRange *m, u32 from)
{
    AotSegment *row = &p->out->row[p->out->num_rows++];
    u32 page = page_of(m->offset + from), end = m->size;

    *row = (AotSegment){.address = m->address + from,
                        .protection = protection_of(elf_protection(p->file, m)),
                        .contents = m->kind == MAPPED_ZEROS ? AOT_ZEROS : AOT_NOTHING};
    if (m->kind == MAPPED_FILE) {
        bool moves = !p->moved[page];
        end = from;
        row->contents = moves ? AOT_MOVE : AOT_COPY;
        row->bytes = (i32)((p->place[page] - 1) * LOAD_PAGE);
        do {
            p->moved[page++] = 1;
            end += LOAD_PAGE;
        } while (end < m->size && goes_on(p, page, moves));
    }
    row->size = end - from;
    if (m->clear_size && m->clear >= from && m->clear < end) {
        row->clear = m->clear - from;
        row->clear_size = m->clear_size;
    }
    return end;
}

/* Adds the rows of all ranges that are writable, or of all others.  A page in several
 * ranges is moved to one that cannot write it, if there is one: that memory stays the
 * file's, and a writable page would be copied anyway. */
static void add_rows(Pager *p, bool writable)
{
    for (u32 i = 0; i < p->file->num_mapped; i++) {
        const MappedRange *m = &p->file->mapped[i];

        if (!(m->flags & LOAD_WRITE) == writable)
            continue;
        for (u32 at = 0; at < m->size;)
            at = add_row(p, m, at);
    }
}

/* Returns the largest number of rows: one for each page and each range of zeros. */
static u32 most_rows(const ElfFile *file)
{
    u32 count = 0;

    for (u32 i = 0; i < file->num_mapped; i++)
        count +=
            file->mapped[i].kind == MAPPED_FILE ? page_of(file->mapped[i].size) : 1;
    return count;
}

GuestPages guest_pages(const ElfFile *file, bool whole)
{
    GuestPages out = {0};
    Pager p = {file, (u32)((file->size + LOAD_PAGE - 1) / LOAD_PAGE), .out = &out};

    p.place = base_alloc((p.num_pages + 1) * sizeof *p.place);
    p.moved = base_alloc(p.num_pages + 1);
    out.bytes = base_alloc((size_t)p.num_pages * LOAD_PAGE + 1);
    out.row = base_alloc((most_rows(file) + 1) * sizeof *out.row);
    add_contents(&p, whole);
    add_rows(&p, false);
    add_rows(&p, true);
    base_free(p.place);
    base_free(p.moved);
    return out;
}

void guest_pages_free(GuestPages *pages)
{
    base_free(pages->bytes);
    base_free(pages->row);
}
