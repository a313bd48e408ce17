/* image_object.c -- the program's picture for the runtime, as an object file. */
#include "aot/elf/image_object.h"
#include "aot/elf/layout.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "aot/elf/object.h"
#include "runtime/abi.h"

enum { PAGE = 4096, MAX_NAME = 512 };

typedef struct {
    Object *object;
    const ElfFile *file;
    const Program *program;
    const BodySizes *sizes;
    const char *root;
    u32 info; /* section of the AotImage and of what it leads to */
    u32 table;
    AotImage image;
    AotFunction *function;
} Maker;

/* A piece of the info section; its offset from the AotImage, which is first. */
static i32 append(Maker *m, const void *bytes, u64 size)
{
    while (object_size(m->object, m->info) % 4)
        object_append(m->object, m->info, "", 1);
    return (i32)object_append(m->object, m->info, bytes, size);
}

/* 0 for NULL. */
static i32 append_text(Maker *m, const char *text)
{
    if (!text)
        return 0;
    return (i32)object_append(m->object, m->info, text, strlen(text) + 1);
}

/* Let the i32 at `at` in the info section become  symbol - AotImage. */
static void refer(Maker *m, u64 at, u32 symbol, i64 addend)
{
    object_relative(m->object, m->info, at, symbol, (i64)at + addend);
}

static u32 undefined(Maker *m, const Function *f, const char *suffix)
{
    char name[MAX_NAME];

    layout_symbol(name, sizeof name, f, suffix);
    return object_symbol(m->object, name, 0, 0, 0);
}

static u32 guest_size(const Function *f)
{
    u32 end = f->entry;

    for (u32 i = 0; i < f->num_blocks; i++)
        if (f->block[i].end > end)
            end = f->block[i].end;
    return end - f->entry;
}

static void describe_function(Maker *m, const Function *f, AotFunction *row)
{
    char name[MAX_NAME], body[MAX_NAME];

    layout_symbol(name, sizeof name, f, "");
    layout_symbol(body, sizeof body, f, ".body");
    *row = (AotFunction){
        .entry = f->entry,
        .size = guest_size(f),
        .host_size = (i32)body_sizes_of(m->sizes, name),
        .body_size = (i32)body_sizes_of(m->sizes, body),
        .name = append_text(m, f->name),
    };
}

/* The rows, then the relocations in them and in the table. */
static void add_functions(Maker *m)
{
    u32 count = m->program->num_functions;
    AotFunction *row = base_alloc((count + 1) * sizeof *row);

    for (u32 i = 0; i < count; i++)
        describe_function(m, &m->program->function[i], &row[i]);
    m->image.function = append(m, row, count * sizeof *row);
    m->image.num_functions = count;
    base_free(row);
    for (u32 i = 0; i < count; i++) {
        const Function *f = &m->program->function[i];
        u64 at = (u64)m->image.function + i * sizeof *row;
        u32 entry = undefined(m, f, "");
        u64 slot = (u64)((f->entry - m->image.code_start) >> m->image.code_shift) * 4;

        refer(m, at + offsetof(AotFunction, host), entry, 0);
        refer(m, at + offsetof(AotFunction, body), undefined(m, f, ".body"), 0);
        refer(m, at + offsetof(AotFunction, leave), undefined(m, f, ".leave"), 0);
        if (slot < object_size(m->object, m->table))
            object_relative(m->object, m->table, slot, entry, (i64)slot);
    }
}

static void add_table(Maker *m)
{
    AotImage *image = &m->image;

    m->table = object_section(m->object, ".data.aot_table", SHF_ALLOC | SHF_WRITE, 64);
    layout_code_range(m->file->guest, m->program, &image->code_start, &image->code_end,
                      &image->code_shift);
    u64 slots = (image->code_end - image->code_start) >> image->code_shift;
    object_append(m->object, m->table, NULL, slots * 4);
}

static void add_symbols(Maker *m)
{
    const Image *image = &m->file->image;
    u32 *pair = base_alloc((2 * (size_t)image->num_symbols + 2) * sizeof *pair);
    u32 count = 0;

    for (u32 i = 0; i < image->num_symbols; i++) {
        const Symbol *s = &image->symbol[i];
        bool last = i + 1 == image->num_symbols || s[1].address != s->address;

        if (!last || !image_is_code(image, s->address, 1))
            continue;
        pair[2 * count] = s->address;
        pair[2 * count++ + 1] = (u32)append_text(m, s->name);
    }
    m->image.symbol = append(m, pair, 2 * (size_t)count * sizeof *pair);
    m->image.num_symbols = count;
    base_free(pair);
}

static u32 protection_of(const Segment *s)
{
    return (u32)((s->readable ? PROT_READ : 0) | (s->writable ? PROT_WRITE : 0) |
                 (s->executable ? PROT_EXEC : 0));
}

/* Segments [first, end) of the image as one: the kernel gives a page that several
 * share to all of them. */
typedef struct {
    u32 first, end;
    AotSegment row;
} Run;

static u64 page_after(const Segment *s)
{
    return ((u64)s->address + s->size + PAGE - 1) / PAGE;
}

static Run next_run(const Image *image, u32 first)
{
    const Segment *s = &image->segment[first];
    Run run = {first, first + 1};

    run.row = (AotSegment){s->address, s->size, s->file_size, protection_of(s), 0};
    for (; run.end < image->num_segments; run.end++) {
        const Segment *next = &image->segment[run.end];

        if (next->address / PAGE >= page_after(next - 1))
            break;
        u32 offset = next->address - run.row.address;
        run.row.size = offset + next->size;
        if (next->file_size)
            run.row.file_size = offset + next->file_size;
        run.row.protection |= protection_of(next);
    }
    return run;
}

/* The contents as whole pages of their own; returns the section. */
static u32 add_contents(Maker *m, const Run *run)
{
    const Segment *s = m->file->image.segment;
    u32 section = object_section(m->object, ".guest", SHF_ALLOC, PAGE);
    u32 in_page = run->row.address % PAGE;

    for (u32 i = run->first; i < run->end; i++) {
        if (!s[i].file_size)
            continue;
        u64 at = in_page + (s[i].address - run->row.address);
        object_append(m->object, section, NULL, at - object_size(m->object, section));
        object_append(m->object, section, elf_contents(m->file, &s[i]), s[i].file_size);
    }
    object_append(m->object, section, NULL, -object_size(m->object, section) % PAGE);
    return section;
}

static void add_segments(Maker *m)
{
    const Image *image = &m->file->image;
    Run *run = base_alloc((image->num_segments + 1) * sizeof *run);
    u32 count = 0;

    for (u32 i = 0; i < image->num_segments; i = run[count++].end)
        run[count] = next_run(image, i);
    m->image.num_segments = count;
    for (u32 i = 0; i < count; i++) {
        i32 at = append(m, &run[i].row, sizeof run[i].row);

        if (i == 0)
            m->image.segment = at;
    }
    for (u32 i = 0; i < count; i++) {
        const AotSegment *row = &run[i].row;
        u64 at = (u64)m->image.segment + i * sizeof *row;
        char name[32];

        if (!row->file_size)
            continue;
        u32 section = add_contents(m, &run[i]);
        base_format(name, sizeof name, "aot_segment_%08x", row->address);
        u32 symbol = object_symbol(m->object, name, section, row->address % PAGE,
                                   row->file_size);
        refer(m, at + offsetof(AotSegment, bytes), symbol, 0);
    }
    base_free(run);
}

static void fill_header(Maker *m, unsigned cpu_level, u32 flags)
{
    AotImage *image = &m->image;

    image->magic = AOT_MAGIC;
    image->version = AOT_VERSION;
    image->elf_machine = m->file->guest->elf_machine;
    image->cpu_level = cpu_level;
    image->entry = m->file->image.entry;
    image->flags = flags;
    image->phdr = m->file->phdr;
    image->phent = m->file->phent;
    image->phnum = m->file->phnum;
    image->stack_flags = m->file->executable_stack;
    image->interpreter = append_text(m, m->file->interpreter);
    image->root = append_text(m, m->root);
    memcpy(object_bytes(m->object, m->info), image, sizeof *image);
    u32 table = object_symbol(m->object, "aot_table", m->table, 0,
                              object_size(m->object, m->table));
    refer(m, offsetof(AotImage, table), table, 0);
    object_symbol(m->object, "aot_image", m->info, 0, sizeof *image);
}

const char *image_object_write(const char *path, const ElfFile *file,
                               const Program *program, const BodySizes *sizes,
                               const char *root, unsigned cpu_level, u32 flags)
{
    Maker m = {object_new(), file, program, sizes, root};

    m.info = object_section(m.object, ".rodata.aot_image", SHF_ALLOC, 64);
    append(&m, NULL, sizeof m.image);
    add_table(&m);
    add_functions(&m);
    add_symbols(&m);
    add_segments(&m);
    fill_header(&m, cpu_level, flags);
    const char *wrong = object_write(m.object, path);
    object_free(m.object);
    return wrong;
}
