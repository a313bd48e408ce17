/* elf_load.c -- what Linux maps for a program's ELF file.  Linux 6.1, fs/binfmt_elf.c;
 * System V ABI, 5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/elf_load.h"

#include <string.h>

enum {
    TYPE_EXEC = 2,
    TYPE_DYN = 3,
    SEGMENT_LOAD = 1,
    SEGMENT_INTERP = 3,
    EM_ARM_NUMBER = 40,
};
#define SEGMENT_GNU_STACK 0x6474e551u

static u32 field(const Guest *guest, const u8 *bytes, u32 size)
{
    u32 value = 0;

    for (u32 i = 0; i < size; i++)
        value = value << 8 | bytes[guest->big_endian ? i : size - 1 - i];
    return value;
}

/* The guest whose number for itself stands there in its own byte order. */
static const Guest *guest_of(const u8 *machine)
{
    const Guest *big = guest_by_machine((u32)machine[0] << 8 | machine[1]);
    const Guest *little = guest_by_machine((u32)machine[1] << 8 | machine[0]);

    if (big && big->big_endian)
        return big;
    return little && !little->big_endian ? little : NULL;
}

/* Why there is no such guest: its number may stand there in the other byte order. */
static const char *explain_machine(const u8 *machine)
{
    if (guest_by_machine((u32)machine[0] << 8 | machine[1]))
        return "a big-endian program of a processor that is little-endian here";
    if (guest_by_machine((u32)machine[1] << 8 | machine[0]))
        return "a little-endian program of a processor that is big-endian here";
    return "not for a processor that is known here";
}

/* Programs that start in Thumb have an odd entry; A32 code is aligned. */
static bool has_odd_entry(const LoadFile *file)
{
    return file->guest->elf_machine == EM_ARM_NUMBER && file->entry % 4 == 2;
}

const char *load_check(const u8 *bytes, u64 size, LoadFile *file)
{
    if (size < 4 || memcmp(bytes, "\177ELF", 4) != 0)
        return "not an ELF file";
    if (size < LOAD_HEADER_BYTES)
        return "the file is cut short";
    const Guest *guest = file->guest = guest_of(bytes + 18);
    if (!guest)
        return explain_machine(bytes + 18);
    u32 type = field(guest, bytes + 16, 2);
    if (type != TYPE_EXEC && type != TYPE_DYN)
        return "not an executable";
    file->movable = type == TYPE_DYN;
    file->entry = field(guest, bytes + 24, 4);
    file->headers_at = field(guest, bytes + 28, 4);
    file->flags = field(guest, bytes + 36, 4);
    file->num_headers = field(guest, bytes + 44, 2);
    if (has_odd_entry(file))
        return "the entry point is neither of A32 nor of Thumb";
    if (field(guest, bytes + 42, 2) != LOAD_ENTRY_BYTES)
        return "its program headers have another size than 32 bytes";
    if (file->num_headers == 0)
        return "nothing to load: it has no segments";
    if (file->num_headers > LOAD_MAX_HEADERS)
        return "it has more than 128 program headers";
    return guest->refuse ? guest->refuse(file->flags) : NULL;
}

u32 load_word(const Guest *guest, const u8 *bytes)
{
    return field(guest, bytes, 4);
}

void load_headers(const LoadFile *file, const u8 *bytes, LoadHeader *header)
{
    for (u32 i = 0; i < file->num_headers; i++, bytes += LOAD_ENTRY_BYTES) {
        u32 word[LOAD_ENTRY_BYTES / 4];

        for (u32 k = 0; k < ARRAY_LEN(word); k++)
            word[k] = field(file->guest, bytes + 4 * k, 4);
        memcpy(&header[i], word, sizeof word);
    }
}

bool load_headers_in(const LoadFile *file, const u8 *bytes, u64 size,
                     LoadHeader *header)
{
    if (file->headers_at > size ||
        (size - file->headers_at) / LOAD_ENTRY_BYTES < file->num_headers)
        return false;
    load_headers(file, bytes + file->headers_at, header);
    return true;
}

const LoadHeader *load_interpreter(const LoadFile *file, const LoadHeader *header)
{
    for (u32 i = 0; i < file->num_headers; i++)
        if (header[i].type == SEGMENT_INTERP)
            return &header[i];
    return NULL;
}

const char *load_check_interpreter(const LoadHeader *header, const u8 *bytes)
{
    if (header->file_size < 2 || header->file_size > LOAD_NAME_ROOM)
        return "the name of its dynamic linker has no length that Linux takes";
    if (bytes[header->file_size - 1])
        return "the name of its dynamic linker is cut off";
    return NULL;
}

/* The segments are taken in their order, whatever lies at their addresses by then. */
typedef struct {
    const LoadSpace *space;
    u64 file_size;
    Loading *out;
    u32 end; /* the highest end of memory so far, as in the file */
} Planner;

static u64 page_down(u64 address)
{
    return address & -(u64)LOAD_PAGE;
}

static u64 page_up(u64 address)
{
    return page_down(address + LOAD_PAGE - 1);
}

static void refuse(Planner *p, u32 address, const char *wrong)
{
    if (p->out->wrong)
        return;
    p->out->wrong = wrong;
    p->out->wrong_at = address + p->out->bias;
}

/* Whole pages from `address`, as in the file. */
static void add_pages(Planner *p, LoadKind kind, u32 address, u64 size, u32 offset,
                      u32 flags)
{
    u32 start = address + p->out->bias;

    if (size == 0)
        return;
    if (start < p->space->lowest || start + size > p->space->limit) {
        refuse(p, address, "does not fit into the address space");
        return;
    }
    p->out->step[p->out->num_steps++] =
        (LoadStep){kind, start, (u32)size, offset, flags};
}

static void map_contents(Planner *p, const LoadHeader *h)
{
    u32 in_page = h->address % LOAD_PAGE, offset = h->offset - in_page;
    u64 size = page_up((u64)h->file_size + in_page);

    if (offset % LOAD_PAGE || offset + size > 1ull << 32)
        refuse(p, h->address, "is not at the same place of a page as in the file");
    else
        add_pages(p, LOAD_MAP, h->address - in_page, size, offset, h->flags);
}

/* The rest of the last page with contents.  Where it cannot be written, or is behind
 * the end of the file, it stays as it is. */
static void clear_rest(Planner *p, const LoadHeader *h)
{
    u32 start = h->address + h->file_size, in_page = start % LOAD_PAGE;

    if (in_page && h->flags & LOAD_WRITE &&
        page_down((u64)h->offset + h->file_size) < p->file_size)
        p->out->step[p->out->num_steps++] = (LoadStep){
            LOAD_CLEAR, start + p->out->bias, LOAD_PAGE - in_page, 0, h->flags};
}

/* Without contents it is zeros from the start of its first page on. */
static void add_zeros(Planner *p, const LoadHeader *h)
{
    u64 start =
        h->file_size ? page_up((u64)h->address + h->file_size) : page_down(h->address);
    u64 end = page_up((u64)h->address + h->size);

    add_pages(p, LOAD_ZERO, (u32)start, end - start, 0,
              LOAD_READ | LOAD_WRITE | (h->flags & LOAD_EXECUTE));
}

static bool is_sound(Planner *p, const LoadHeader *h)
{
    if (h->file_size > h->size)
        refuse(p, h->address, "has more file contents than memory");
    else if ((u64)h->address + h->size > p->space->limit ||
             h->address + p->out->bias >= p->space->limit)
        refuse(p, h->address, "does not fit into the address space");
    return !p->out->wrong;
}

static void add_segment(Planner *p, const LoadHeader *h)
{
    if (!is_sound(p, h))
        return;
    if (h->file_size)
        map_contents(p, h);
    if (h->size > h->file_size && h->file_size && !p->out->wrong)
        clear_rest(p, h);
    if (h->size > h->file_size)
        add_zeros(p, h);
    if (h->address + h->size > p->end)
        p->end = h->address + h->size;
}

u32 load_alignment(const LoadFile *file, const LoadHeader *header)
{
    enum { SENSIBLE = 1 << 30 };
    u32 most = LOAD_PAGE;

    for (u32 i = 0; i < file->num_headers; i++) {
        u32 align = header[i].align;
        if (header[i].type == SEGMENT_LOAD && !(align & (align - 1)) && align > most)
            most = align;
    }
    return most > SENSIBLE ? LOAD_PAGE : most;
}

static const LoadHeader *first_segment(const LoadFile *file, const LoadHeader *header)
{
    for (u32 i = 0; i < file->num_headers; i++)
        if (header[i].type == SEGMENT_LOAD)
            return &header[i];
    return NULL;
}

u64 load_extent(const LoadFile *file, const LoadHeader *header)
{
    u64 lowest = ~0ull, end = 0;

    for (u32 i = 0; i < file->num_headers; i++) {
        const LoadHeader *h = &header[i];
        if (h->type != SEGMENT_LOAD)
            continue;
        if (page_down(h->address) < lowest)
            lowest = page_down(h->address);
        if ((u64)h->address + h->size > end)
            end = (u64)h->address + h->size;
    }
    return end ? end - lowest : 0;
}

/* Linux keeps room for a program that can be moved when it maps the first segment's
 * contents.  Without any, and without a dynamic linker, it starts at address 0: and not
 * at all if that is within a page. */
static u32 find_base(Planner *p, const LoadFile *file, const LoadHeader *header)
{
    const LoadHeader *first = first_segment(file, header);
    u32 align = load_alignment(file, header);

    if (first->file_size || load_interpreter(file, header))
        return (p->space->base + align - 1) & -align;
    if (first->address % LOAD_PAGE)
        refuse(p, first->address,
               "has no contents, and is the first of a program that can be moved");
    return 0;
}

static void place(Planner *p, const LoadFile *file, const LoadHeader *header)
{
    const LoadHeader *first = first_segment(file, header);

    if (!first)
        return;
    if (!load_extent(file, header))
        refuse(p, first->address, "is empty, and there is no other");
    p->out->bias = find_base(p, file, header) - (u32)page_down(first->address);
}

static void note_stack(const LoadFile *file, const LoadHeader *header, Loading *out)
{
    out->executable_stack = out->read_implies_exec = true;
    for (u32 i = 0; i < file->num_headers; i++)
        if (header[i].type == SEGMENT_GNU_STACK) {
            out->executable_stack = header[i].flags & LOAD_EXECUTE;
            out->read_implies_exec = false;
        }
}

/* Of several segments that hold the program headers the last one counts. */
static void note_headers(const LoadFile *file, const LoadHeader *header, Loading *out)
{
    out->phdr = 0;
    for (u32 i = 0; i < file->num_headers; i++) {
        const LoadHeader *h = &header[i];
        if (h->type == SEGMENT_LOAD && h->offset <= file->headers_at &&
            file->headers_at - h->offset < h->file_size)
            out->phdr = file->headers_at - h->offset + h->address;
    }
    out->phdr += out->bias;
}

void load_plan(const LoadFile *file, const LoadHeader *header, const LoadSpace *space,
               u64 file_size, Loading *out)
{
    Planner p = {.space = space, .file_size = file_size, .out = out};

    out->wrong = NULL;
    out->num_steps = out->bias = 0;
    note_stack(file, header, out);
    if (file->movable)
        place(&p, file, header);
    for (u32 i = 0; i < file->num_headers && !out->wrong; i++)
        if (header[i].type == SEGMENT_LOAD)
            add_segment(&p, &header[i]);
    out->entry = file->entry + out->bias;
    out->break_start = (u32)page_up(p.end) + out->bias;
    note_headers(file, header, out);
}
