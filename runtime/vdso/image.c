/* image.c -- a vDSO as an ELF file.  System V ABI, chapters 4 and 5; for the tables of
 * versions the Linux Standard Base, 10.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/vdso/vdso.h"

#include <elf.h>
#include <string.h>

void image_put(VdsoImage *image, u32 at, u64 value, u32 bytes)
{
    if (at + bytes > IMAGE_MAX)
        panic("a vDSO is larger than a page");
    for (u32 i = 0; i < bytes; i++)
        image->bytes[at + i] =
            (u8)(value >> 8 * (image->big_endian ? bytes - 1 - i : i));
}

void image_add(VdsoImage *image, u64 value, u32 bytes)
{
    image_put(image, image->size, value, bytes);
    image->size += bytes;
}

void image_align(VdsoImage *image, u32 to)
{
    while (image->size % to)
        image_add(image, 0, 1);
}

void image_text(VdsoImage *image, const char *text)
{
    for (;; text++) {
        image_add(image, (u8)*text, 1);
        if (!*text)
            return;
    }
}

/* Where the parts are; the string table's offsets of names. */
typedef struct {
    const Vdso *vdso;
    VdsoImage *image;
    u32 hash, symbols, strings, strings_size, versions, definitions;
    u32 dynamic, dynamic_size, frame_header, frame_header_size;
    u32 soname, version, names[MAX_FUNCTIONS];
    u32 num_ranges;
    UnwindRange range[MAX_FUNCTIONS];
} Layout;

enum { WORD_SIZE = 4, VERSION_OF_FILE = 1, VERSION_OF_SYMBOLS = 2 };

static u32 hash_of(const char *name)
{
    u32 hash = 0;

    for (; *name; name++) {
        hash = (hash << 4) + (u8)*name;
        hash ^= hash >> 24 & 0xf0;
        hash &= 0x0fffffff;
    }
    return hash;
}

static void words(VdsoImage *image, u32 count, const u32 *word)
{
    for (u32 i = 0; i < count; i++)
        image_add(image, word[i], WORD_SIZE);
}
#define WORDS(image, ...)                                                              \
    words(image, sizeof((u32[]){__VA_ARGS__}) / WORD_SIZE, (u32[]){__VA_ARGS__})

/* Functions and ranges of one way of unwinding, from rows. */
static void find_functions(Layout *l, u32 text)
{
    const Vdso *vdso = l->vdso;
    VdsoImage *image = l->image;
    u32 at = text;

    for (const VdsoRow *row = vdso->row; row < vdso->row + vdso->num_rows; row++) {
        if (row->name) {
            image->function[image->num_functions].name = row->name;
            image->function[image->num_functions++].address = at;
        }
        if (!row->starts)
            at += WORD_SIZE;
        else if (row->unwind && (row->name == NULL || row->unwind == LEAF))
            l->range[l->num_ranges++] = (UnwindRange){at, at, row->unwind};
        if (l->num_ranges)
            l->range[l->num_ranges - 1].end = at;
        if (image->num_functions)
            image->function[image->num_functions - 1].size =
                at - image->function[image->num_functions - 1].address;
    }
}

static void add_text(const Vdso *vdso, VdsoImage *image)
{
    for (u32 i = 0; i < vdso->num_rows; i++)
        if (!vdso->row[i].starts)
            image_add(image, vdso->row[i].word, WORD_SIZE);
}

/* One chain with all symbols. */
static void add_hash(Layout *l)
{
    VdsoImage *image = l->image;
    u32 count = image->num_functions + 2;

    l->hash = image->size;
    WORDS(image, 1, count, 1, 0);
    for (u32 i = 1; i < count; i++)
        image_add(image, i + 1 < count ? i + 1 : 0, WORD_SIZE);
}

static void add_strings(Layout *l)
{
    VdsoImage *image = l->image;

    l->strings = image->size;
    image_text(image, "");
    l->soname = image->size - l->strings;
    image_text(image, l->vdso->soname);
    l->version = image->size - l->strings;
    image_text(image, l->vdso->version);
    for (u32 i = 0; i < image->num_functions; i++) {
        l->names[i] = image->size - l->strings;
        image_text(image, image->function[i].name);
    }
    l->strings_size = image->size - l->strings;
}

static void add_symbol(VdsoImage *image, u32 name, u32 value, u32 size, u8 info,
                       u16 section)
{
    WORDS(image, name, value, size);
    image_add(image, info, 1);
    image_add(image, STV_DEFAULT, 1);
    image_add(image, section, 2);
}

/* There are no sections; a number that is not 0 says that a symbol is defined. */
static void add_symbols(Layout *l)
{
    enum { SOME_SECTION = 1 };
    VdsoImage *image = l->image;

    image_align(image, WORD_SIZE);
    l->symbols = image->size;
    add_symbol(image, 0, 0, 0, 0, SHN_UNDEF);
    for (u32 i = 0; i < image->num_functions; i++)
        add_symbol(image, l->names[i], image->function[i].address,
                   image->function[i].size, ELF32_ST_INFO(STB_GLOBAL, STT_FUNC),
                   SOME_SECTION);
    add_symbol(image, l->version, 0, 0, ELF32_ST_INFO(STB_GLOBAL, STT_OBJECT), SHN_ABS);
    l->versions = image->size;
    image_add(image, VER_NDX_LOCAL, 2);
    for (u32 i = 0; i <= image->num_functions; i++)
        image_add(image, VERSION_OF_SYMBOLS, 2);
}

static void add_definition(VdsoImage *image, u32 flags, u32 index, const char *name,
                           u32 text, u32 next)
{
    enum { DEFINITION = sizeof(Elf32_Verdef) };

    image_add(image, VER_DEF_CURRENT, 2);
    image_add(image, flags, 2);
    image_add(image, index, 2);
    image_add(image, 1, 2);
    WORDS(image, hash_of(name), DEFINITION, next, text, 0);
}

static void add_definitions(Layout *l)
{
    enum { BOTH = sizeof(Elf32_Verdef) + sizeof(Elf32_Verdaux) };
    VdsoImage *image = l->image;

    image_align(image, WORD_SIZE);
    l->definitions = image->size;
    add_definition(image, VER_FLG_BASE, VERSION_OF_FILE, l->vdso->soname, l->soname,
                   BOTH);
    add_definition(image, 0, VERSION_OF_SYMBOLS, l->vdso->version, l->version, 0);
}

static void add_dynamic(Layout *l)
{
    l->dynamic = l->image->size;
    WORDS(l->image, DT_SONAME, l->soname, DT_HASH, l->hash, DT_STRTAB, l->strings,
          DT_SYMTAB, l->symbols, DT_STRSZ, l->strings_size, DT_SYMENT,
          sizeof(Elf32_Sym), DT_VERSYM, l->versions, DT_VERDEF, l->definitions,
          DT_VERDEFNUM, 2, DT_NULL, 0);
    l->dynamic_size = l->image->size - l->dynamic;
}

/* .eh_frame_hdr, which has a table of functions, sorted.  LSB, 10.6.2. */
static void add_unwinding(Layout *l)
{
    enum { PCREL_S4 = 0x1b, U4 = 0x03, DATAREL_S4 = 0x3b };
    VdsoImage *image = l->image;
    u32 fde[MAX_FUNCTIONS], at = image->size;

    l->frame_header = at;
    l->frame_header_size = 3 * WORD_SIZE + 2 * WORD_SIZE * l->num_ranges;
    image->size += l->frame_header_size;
    u32 frame = eh_frame_add(image, l->range, l->num_ranges, fde);
    u32 end = image->size;
    image->size = at;
    image_add(image, 1, 1);
    image_add(image, PCREL_S4, 1);
    image_add(image, U4, 1);
    image_add(image, DATAREL_S4, 1);
    WORDS(image, frame - (at + WORD_SIZE), l->num_ranges);
    for (u32 i = 0; i < l->num_ranges; i++)
        WORDS(image, l->range[i].start - at, fde[i] - at);
    image->size = end;
}

static void add_segment(VdsoImage *image, u32 type, u32 start, u32 size, u32 flags,
                        u32 align)
{
    WORDS(image, type, start, start, start, size, size, flags, align);
}

enum { HEADERS = sizeof(Elf32_Ehdr) + 3 * sizeof(Elf32_Phdr) };

static void put_headers(const Layout *l)
{
    const Vdso *vdso = l->vdso;
    VdsoImage *image = l->image;
    u32 end = image->size, segments = l->num_ranges ? 3 : 2;

    image->size = 0;
    image_text(image, ELFMAG "\1"); /* ELFCLASS32 */
    image->bytes[EI_DATA] = vdso->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
    image->size = EI_DATA + 1;
    image_add(image, EV_CURRENT, 1);
    image->size = EI_NIDENT;
    image_add(image, ET_DYN, 2);
    image_add(image, vdso->machine, 2);
    WORDS(image, EV_CURRENT, 0, sizeof(Elf32_Ehdr), 0, vdso->flags);
    image_add(image, sizeof(Elf32_Ehdr), 2);
    image_add(image, sizeof(Elf32_Phdr), 2);
    image_add(image, segments, 2);
    image_add(image, sizeof(Elf32_Shdr), 2);
    image_add(image, 0, 4);
    add_segment(image, PT_LOAD, 0, end, PF_R | PF_X, IMAGE_MAX);
    add_segment(image, PT_DYNAMIC, l->dynamic, l->dynamic_size, PF_R, WORD_SIZE);
    if (l->num_ranges)
        add_segment(image, PT_GNU_EH_FRAME, l->frame_header, l->frame_header_size, PF_R,
                    WORD_SIZE);
    image->size = end;
}

void vdso_build(const Vdso *vdso, VdsoImage *image)
{
    Layout l = {.vdso = vdso, .image = image};

    memset(image, 0, sizeof *image);
    image->big_endian = vdso->big_endian;
    image->size = HEADERS;
    find_functions(&l, HEADERS);
    add_text(vdso, image);
    add_hash(&l);
    add_strings(&l);
    add_symbols(&l);
    add_definitions(&l);
    add_dynamic(&l);
    if (l.num_ranges)
        add_unwinding(&l);
    put_headers(&l);
}
