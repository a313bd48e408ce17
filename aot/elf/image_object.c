/* image_object.c -- the program's picture for the runtime, as an object file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/image_object.h"
#include "aot/elf/layout.h"

#include <stdlib.h>
#include <string.h>

#include "aot/elf/guest_pages.h"
#include "aot/elf/object.h"
#include "aot/elf/pieces.h"
#include "lifter/stub.h"
#include "runtime/abi.h"

enum { MAX_NAME = 512 };

typedef struct {
    Object *object;
    const ElfFile *file;
    const Program *program;
    const BodySizes *sizes;
    const ImageOptions *options;
    u32 info; /* section of the AotImage and of all it points to */
    AotImage image;
    AotFunction *function;
} Maker;

/* Appends bytes to the info section; returns their offset from the AotImage, which
 * comes first. */
static i32 append(Maker *m, const void *bytes, u64 size)
{
    while (object_size(m->object, m->info) % 4)
        object_append(m->object, m->info, "", 1);
    return (i32)object_append(m->object, m->info, bytes, size);
}

/* Appends a string, and returns its offset; 0 for NULL. */
static i32 append_text(Maker *m, const char *text)
{
    if (!text)
        return 0;
    return (i32)object_append(m->object, m->info, text, strlen(text) + 1);
}

/* Adds a relocation: the i32 at `at` in the info section becomes symbol + addend -
 * AotImage. */
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

/* Sets the range of guest bytes that the function's blocks lie in; some may come before
 * its entry. */
static void set_bytes(const Guest *guest, const Function *f, AotFunction *row)
{
    u32 start = guest_code_at(guest, f->entry), end = start;

    for (u32 i = 0; i < f->num_blocks; i++) {
        u32 first = guest_code_at(guest, f->block[i].start);
        start = first < start ? first : start;
        end = f->block[i].end > end ? f->block[i].end : end;
    }
    row->start = start;
    row->size = guest_code_at(guest, end) - start;
}

static void cover_bytes(AotImage *image, const AotFunction *row)
{
    u32 end = row->start + row->size;

    if (!image->bytes_end || row->start < image->bytes_start)
        image->bytes_start = row->start;
    if (end > image->bytes_end)
        image->bytes_end = end;
}

static void describe_function(Maker *m, const Function *f, AotFunction *row)
{
    char name[MAX_NAME], body[MAX_NAME];

    layout_symbol(name, sizeof name, f, "");
    layout_symbol(body, sizeof body, f, ".body");
    *row = (AotFunction){
        .entry = f->entry,
        .host_size = (i32)body_sizes_of(m->sizes, name),
        .body_size = (i32)body_sizes_of(m->sizes, body),
        .name = append_text(m, f->name),
        .flags = f->speculative ? 0 : AOT_CERTAIN,
    };
    set_bytes(m->file->guest, f, row);
    cover_bytes(&m->image, row);
}

/* Adds the parts of a function, whose row has the number `row`, to a list. */
static AotPart *list_parts(Maker *m, const Function *f, u32 row, AotPart *part)
{
    char suffix[20], name[MAX_NAME];

    for (u32 n = 0;; n++) {
        base_format(suffix, sizeof suffix, ".part%u", n);
        layout_symbol(name, sizeof name, f, suffix);
        u32 size = body_sizes_of(m->sizes, name), count = m->image.num_parts;
        if (!size)
            return part;
        part = base_resize(part, (count + 1) * sizeof *part);
        part[count] = (AotPart){.size = (i32)size, .function = row};
        m->image.num_parts++;
    }
}

/* Adds the rows of all parts, then the relocations in them. */
static void add_parts(Maker *m, const Function *const *of, u32 count)
{
    AotPart *part = NULL;
    u32 n = 0;

    for (u32 i = 0; i < count; i++)
        part = list_parts(m, of[i], i, part);
    m->image.parts = append(m, part, m->image.num_parts * sizeof *part);
    for (u32 k = 0; k < m->image.num_parts; k++) {
        char suffix[20];

        n = k && part[k].function == part[k - 1].function ? n + 1 : 0;
        base_format(suffix, sizeof suffix, ".part%u", n);
        refer(m, (u64)m->image.parts + k * sizeof *part + offsetof(AotPart, host),
              undefined(m, of[part[k].function], suffix), 0);
    }
    base_free(part);
}

/* Adds the rows of functions, then the relocations in them. */
static void add_functions(Maker *m)
{
    u32 count = 0, all = m->program->num_functions;
    AotFunction *row = base_alloc((all + 1) * sizeof *row);
    const Function **of = base_alloc((all + 1) * sizeof(Function *));

    for (u32 i = 0; i < all; i++) {
        if (m->options->left && m->options->left[i])
            continue;
        of[count] = &m->program->function[i];
        describe_function(m, of[count], &row[count]);
        count++;
    }
    m->image.function = append(m, row, count * sizeof *row);
    m->image.num_functions = count;
    base_free(row);
    for (u32 i = 0; i < count; i++) {
        const Function *f = of[i];
        u64 at = (u64)m->image.function + i * sizeof *row;
        u32 entry = undefined(m, f, "");

        refer(m, at + offsetof(AotFunction, host), entry, 0);
        refer(m, at + offsetof(AotFunction, body), undefined(m, f, ".body"), 0);
        refer(m, at + offsetof(AotFunction, leave), undefined(m, f, ".leave"), 0);
    }
    add_parts(m, of, count);
    base_free(of);
}

/* Returns the offset of a symbol's name: that of the first function from the symbol's
 * address on, if it has the same, or of a new string.  *row is the number of that
 * function, or of one before, and moves on. */
static i32 symbol_name(Maker *m, const Symbol *s, u32 *row)
{
    const u8 *info = object_bytes(m->object, m->info);
    const AotFunction *function = (const AotFunction *)(info + m->image.function);

    while (*row < m->image.num_functions && function[*row].entry < s->address)
        ++*row;
    if (*row < m->image.num_functions &&
        strcmp((const char *)info + function[*row].name, s->name) == 0)
        return function[*row].name;
    return append_text(m, s->name);
}

static void add_symbols(Maker *m)
{
    const Image *image = &m->file->image;
    u32 *pair = base_alloc((2 * (size_t)image->num_symbols + 2) * sizeof *pair);
    u32 count = 0, row = 0;

    for (u32 i = 0; i < image->num_symbols; i++) {
        const Symbol *s = &image->symbol[i];
        bool last = i + 1 == image->num_symbols || s[1].address != s->address;

        if (!last || !image_is_code(image, s->address, 1))
            continue;
        pair[2 * count] = s->address;
        pair[2 * count++ + 1] = (u32)symbol_name(m, s, &row);
    }
    m->image.symbol = append(m, pair, 2 * (size_t)count * sizeof *pair);
    m->image.num_symbols = count;
    base_free(pair);
}

/* Adds the guest's pages, in a section of their own, and the rows that refer to them.
 */
static void add_segments(Maker *m)
{
    bool whole = m->options->guest_file;
    GuestPages pages = guest_pages(m->file, whole);
    u32 section = object_section(m->object, ".guest", SHF_ALLOC, LOAD_PAGE);

    object_append(m->object, section, pages.bytes, pages.size);
    u32 symbol = object_symbol(m->object, "aot_guest", section, 0, pages.size);
    m->image.segment = append(m, pages.row, pages.num_rows * sizeof *pages.row);
    m->image.num_segments = pages.num_rows;
    m->image.guest_size = whole ? (u32)m->file->size : 0;
    for (u32 i = 0; i < pages.num_rows; i++) {
        u64 at = (u64)m->image.segment + i * sizeof *pages.row;

        if (pages.row[i].contents <= AOT_COPY)
            refer(m, at + offsetof(AotSegment, bytes), symbol, pages.row[i].bytes);
    }
    if (whole)
        refer(m, offsetof(AotImage, guest_file), symbol, 0);
    guest_pages_free(&pages);
}

/* Adds what the runtime recognises a module by. */
static void add_pieces(Maker *m)
{
    AotImage *image = &m->image;
    AotPiece *piece = module_pieces(m->file, &image->num_pieces);

    while (object_size(m->object, m->info) % _Alignof(AotPiece))
        object_append(m->object, m->info, "", 1);
    image->piece = append(m, piece, image->num_pieces * sizeof *piece);
    base_free(piece);
    module_range(m->file, &image->module_start, &image->module_end);
    image->file_size = (u32)m->file->size;
    image->soname = append_text(m, m->options->soname);
}

/* Adds the list of the modules' AotImages, which other objects define. */
static void add_modules(Maker *m)
{
    const ImageOptions *o = m->options;
    char name[MODULE_SYMBOL_ROOM];

    if (!o->num_modules)
        return;
    m->image.num_modules = o->num_modules;
    m->image.module = append(m, NULL, o->num_modules * sizeof(i32));
    for (u32 i = 0; i < o->num_modules; i++) {
        module_symbol(name, o->module[i]);
        refer(m, (u64)m->image.module + i * sizeof(i32),
              object_symbol(m->object, name, 0, 0, 0), 0);
    }
}

/* Adds the range of a stub to `row`, ascending ranges: to the last, or after it.
 * Returns their number. */
static u32 add_range(AotCopied *row, u32 count, u32 start, u32 end)
{
    if (count && start <= row[count - 1].end)
        start = row[--count].start;
    row[count] = (AotCopied){start, end};
    return count + 1;
}

/* Adds the ranges of stubs. */
static void add_copied(Maker *m)
{
    const Guest *guest = m->file->guest;
    const Program *program = m->program;
    AotCopied *row = base_alloc((program->num_functions + 1) * sizeof *row);
    u32 n = 0;

    for (u32 i = 0; i < program->num_functions; i++) {
        const Function *f = &program->function[i];

        if (stub_is(guest, &m->file->image, f))
            n = add_range(row, n, guest_code_at(guest, f->entry),
                          guest_code_at(guest, f->block->end));
    }
    m->image.copied = append(m, row, n * sizeof *row);
    m->image.num_copied = n;
    base_free(row);
}

static void refer_to_runtime(Maker *m, u64 at, const char *name)
{
    refer(m, at, object_symbol(m->object, name, 0, 0, 0), 0);
}

/* Adds what the row of a module with a file of its own refers to; what it calls of the
 * runtime is linked to the program thereby. */
static void fill_shared(Maker *m, const ModuleFile *module, u64 at)
{
    AotShared row = {.name = append_text(m, module->shared),
                     .size = (u32)module->shared_size,
                     .slot = append(m, NULL, (module->num_slots + 1) * sizeof(i32)),
                     .num_slots = module->num_slots};

    memcpy(row.sum, module->shared_sum, sizeof row.sum);
    memcpy(object_bytes(m->object, m->info) + at, &row, sizeof row);
    for (u32 i = 0; i < module->num_slots; i++)
        refer_to_runtime(m, (u64)row.slot + i * sizeof(i32), module->slot[i]);
    refer_to_runtime(m, at + offsetof(AotShared, table), "image_table");
}

/* Adds the list of the modules with files of their own. */
static void add_shared(Maker *m)
{
    const ImageOptions *o = m->options;
    u32 count = 0;

    for (u32 i = 0; i < o->num_items; i++)
        count += o->item[i].shared != NULL;
    if (!count)
        return;
    m->image.num_shared = count;
    m->image.shared_folder = append_text(m, o->shared_folder);
    m->image.shared = append(m, NULL, count * sizeof(AotShared));
    u64 at = (u64)m->image.shared;
    for (u32 i = 0; i < o->num_items; i++) {
        if (!o->item[i].shared)
            continue;
        fill_shared(m, &o->item[i], at);
        at += sizeof(AotShared);
    }
}

/* Adds the files of the bundle. */
static void add_bundle(Maker *m)
{
    if (!m->options->bundle)
        return;
    u32 section = object_section(m->object, ".bundle", SHF_ALLOC, LOAD_PAGE);
    object_append(m->object, section, m->options->bundle, m->options->bundle_size);
    u32 symbol =
        object_symbol(m->object, "aot_bundle", section, 0, m->options->bundle_size);
    refer(m, offsetof(AotImage, bundle), symbol, 0);
}

/* Adds the note, which is loaded: it is in the first page, that of the ELF header,
 * which core dumps have, too, and costs no page more.  A module's is not linked to
 * programs. */
static void add_note(Maker *m)
{
    u64 size;
    u8 *bytes = note_pack(m->options->note, &size);
    u32 section =
        m->file->is_library
            ? object_note(m->object, NOTE_MODULE_SECTION, NOTE_ALIGN, SHF_EXCLUDE)
            : object_note(m->object, NOTE_SECTION, NOTE_ALIGN, 0);

    object_append(m->object, section, bytes, size);
    base_free(bytes);
}

/* Names what the runtime has of this guest alone, so that the linker takes it out of
 * the runtime's archive: the row of guests.def (lifter.h), and its LinuxAbi. */
static void want_guest(Maker *m)
{
    static const char *const of_guest[] = {"guest_%s", "linux_%s"};
    char name[MAX_NAME];

    for (u32 i = 0; i < ARRAY_LEN(of_guest); i++) {
        base_format(name, sizeof name, of_guest[i], m->file->guest->name);
        object_symbol(m->object, name, 0, 0, 0);
    }
}

static u32 flags_of(const Maker *m)
{
    return m->options->fallback | m->options->exact |
           (m->options->counts ? AOT_COUNTS : 0) |
           (m->file->read_implies_exec ? AOT_READ_EXEC : 0);
}

static void fill_header(Maker *m)
{
    AotImage *image = &m->image;

    image->magic = AOT_MAGIC;
    image->version = AOT_VERSION;
    image->elf_machine = m->file->guest->elf_machine;
    image->cpu_level = m->options->cpu_level;
    image->entry = m->file->image.entry;
    layout_code_range(m->file->guest, m->program, &image->code_start, &image->code_end);
    image->flags = flags_of(m);
    image->break_start = m->file->break_start;
    image->phdr = m->file->phdr;
    image->phent = m->file->phent;
    image->phnum = m->file->phnum;
    image->stack_flags = m->file->executable_stack;
    if (!m->file->is_library)
        image->interpreter = append_text(m, m->file->interpreter);
    image->root = append_text(m, m->options->root);
    memcpy(object_bytes(m->object, m->info), image, sizeof *image);
}

/* Names the AotImage, which is complete. */
static void name_image(Maker *m)
{
    char name[MODULE_SYMBOL_ROOM] = "aot_image";

    if (m->file->is_library)
        module_symbol(name, m->image.module_start);
    object_symbol(m->object, name, m->info, 0, sizeof m->image);
}

/* Adds what a program has and a module has not. */
static void add_program(Maker *m)
{
    add_segments(m);
    add_modules(m);
    add_shared(m);
    want_guest(m);
}

const char *image_object_write(const char *path, const ElfFile *file,
                               const Program *program, const BodySizes *sizes,
                               const ImageOptions *options)
{
    Maker m = {object_new(), file, program, sizes, options};

    m.info = object_section(m.object, ".rodata.aot_image", SHF_ALLOC, 64);
    append(&m, NULL, sizeof m.image);
    add_functions(&m);
    add_symbols(&m);
    if (!options->counts)
        add_copied(&m);
    if (file->is_library)
        add_pieces(&m);
    else
        add_program(&m);
    add_bundle(&m);
    add_note(&m);
    fill_header(&m);
    name_image(&m);
    const char *wrong = object_write(m.object, path);
    object_free(m.object);
    return wrong;
}
