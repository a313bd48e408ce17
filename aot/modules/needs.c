/* needs.c -- what a program or shared object asks the dynamic linker for.  System V
 * ABI, 5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/needs.h"

#include <elf.h>
#include <string.h>

typedef struct {
    Needs *needs;
    const u8 *bytes;
    size_t size;
    LoadHeader header[LOAD_MAX_HEADERS];
    const char *strings; /* DT_STRTAB */
    size_t strings_size;
} Reader;

/* Returns the file's bytes at an address in the file, and how many follow in their
 * segment; NULL if it has none there. */
static const u8 *at_address(const Reader *r, u32 address, size_t *left)
{
    for (u32 i = 0; i < r->needs->load.num_headers; i++) {
        const LoadHeader *h = &r->header[i];
        u32 within = address - h->address;

        if (h->type != PT_LOAD || within >= h->file_size || h->offset > r->size ||
            h->file_size > r->size - h->offset)
            continue;
        *left = h->file_size - within;
        return r->bytes + h->offset + within;
    }
    return NULL;
}

/* Returns the string at an offset in the string table; NULL if it is not within. */
static const char *string_at(const Reader *r, u32 offset)
{
    if (!r->strings || offset >= r->strings_size ||
        !memchr(r->strings + offset, 0, r->strings_size - offset))
        return NULL;
    return r->strings + offset;
}

/* Calls `take` for each row of the dynamic section. */
static bool each_row(Reader *r, bool (*take)(Reader *r, u32 tag, u32 value))
{
    for (u32 i = 0; i < r->needs->load.num_headers; i++) {
        const LoadHeader *h = &r->header[i];

        if (h->type != PT_DYNAMIC)
            continue;
        if (h->offset > r->size || h->file_size > r->size - h->offset)
            return false;
        const u8 *row = r->bytes + h->offset;
        for (u32 n = 0; h->file_size - n >= sizeof(Elf32_Dyn); n += sizeof(Elf32_Dyn)) {
            u32 tag = load_word(r->needs->load.guest, row + n);
            if (tag == DT_NULL)
                break;
            if (!take(r, tag, load_word(r->needs->load.guest, row + n + 4)))
                return false;
        }
    }
    return true;
}

static bool take_strings(Reader *r, u32 tag, u32 value)
{
    if (tag == DT_STRTAB)
        r->strings = (const char *)at_address(r, value, &r->strings_size);
    return true;
}

static bool take_text(Reader *r, u32 offset, const char **to)
{
    *to = string_at(r, offset);
    return *to;
}

static bool take_needed(Reader *r, u32 offset)
{
    Needs *n = r->needs;
    const char *name = string_at(r, offset);

    n->needed = base_resize(n->needed, (n->num_needed + 1) * sizeof *n->needed);
    n->needed[n->num_needed] = name;
    n->num_needed += name && *name;
    return name;
}

static bool take_row(Reader *r, u32 tag, u32 value)
{
    switch (tag) {
    case DT_NEEDED: return take_needed(r, value);
    case DT_SONAME: return take_text(r, value, &r->needs->soname);
    case DT_RPATH: return take_text(r, value, &r->needs->rpath);
    case DT_RUNPATH: return take_text(r, value, &r->needs->runpath);
    case DT_TEXTREL: r->needs->text_relocations = true; break;
    case DT_FLAGS: r->needs->text_relocations |= value & DF_TEXTREL; break;
    case DT_FLAGS_1: r->needs->no_default |= value & DF_1_NODEFLIB; break;
    }
    return true;
}

static const char *read_interpreter(Reader *r)
{
    const LoadHeader *h = load_interpreter(&r->needs->load, r->header);

    if (!h)
        return NULL;
    if (h->offset > r->size || h->file_size > r->size - h->offset)
        return "the name of its dynamic linker is cut off";
    r->needs->interpreter = (const char *)r->bytes + h->offset;
    return load_check_interpreter(h, r->bytes + h->offset);
}

const char *needs_read(Needs *needs, const u8 *bytes, size_t size)
{
    Reader r = {.needs = needs, .bytes = bytes, .size = size};

    *needs = (Needs){0};
    const char *wrong = load_check(bytes, size, &needs->load);
    if (wrong)
        return wrong;
    if (!load_headers_in(&needs->load, bytes, size, r.header))
        return "the file is cut short";
    wrong = read_interpreter(&r);
    if (!wrong && (!each_row(&r, take_strings) || !each_row(&r, take_row)))
        wrong = "its dynamic section is damaged";
    if (needs->runpath) /* of both, it alone counts */
        needs->rpath = NULL;
    return wrong;
}

void needs_free(Needs *needs)
{
    base_free(needs->needed);
    *needs = (Needs){0};
}
