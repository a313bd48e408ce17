/* bundled.c -- reads the bundle of an output, which may be damaged.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/inspect/bundled.h"

#include <string.h>
#include <sys/stat.h>

AotBundleEntry bundled_entry(const Bundled *b, u32 i)
{
    AotBundle header;
    AotBundleEntry entry;

    memcpy(&header, b->bytes, sizeof header);
    memcpy(&entry, b->bytes + header.entry + (u64)i * sizeof entry, sizeof entry);
    return entry;
}

BundledKind bundled_kind(const AotBundleEntry *entry)
{
    return S_ISLNK(entry->mode)   ? BUNDLED_LINK
           : S_ISDIR(entry->mode) ? BUNDLED_FOLDER
                                  : BUNDLED_FILE;
}

/* Returns true if a text ends within the bundle. */
static bool is_text(const Bundled *b, u64 at)
{
    return at < b->size && memchr(b->bytes + at, 0, b->size - at);
}

static const char *name_of(const Bundled *b, const AotBundleEntry *e)
{
    return (const char *)b->bytes + e->name;
}

static bool is_contained(const Bundled *b, const AotBundleEntry *e)
{
    switch (bundled_kind(e)) {
    case BUNDLED_FOLDER: return e->at <= b->count && e->count <= b->count - e->at;
    case BUNDLED_FILE: return e->at <= b->size && e->size <= b->size - e->at;
    case BUNDLED_LINK: return is_text(b, e->at);
    }
    return false;
}

/* Folders come before what is in them.  `length` has those of the paths before. */
static const char *check_entry(const Bundled *b, u32 i, u32 *length)
{
    AotBundleEntry e = bundled_entry(b, i), folder;

    if (!is_text(b, e.name) || !is_contained(b, &e))
        return "a file of its bundle is not within that";
    if (!i)
        return NULL;
    if (e.parent >= i)
        return "a file of its bundle comes before its folder";
    folder = bundled_entry(b, e.parent);
    u64 size = length[e.parent] + 1ull + strlen(name_of(b, &e));
    if (bundled_kind(&folder) != BUNDLED_FOLDER || !*name_of(b, &e) ||
        strchr(name_of(b, &e), '/') || size >= BUNDLED_PATH)
        return "a file of its bundle has no good name";
    length[i] = (u32)size;
    return NULL;
}

const char *bundled_open(Bundled *b, const u8 *bytes, u64 size)
{
    AotBundle header;
    const char *wrong = NULL;

    *b = (Bundled){bytes, size, 0};
    if (size < sizeof header)
        return "its bundle is cut short";
    memcpy(&header, bytes, sizeof header);
    if (header.magic != AOT_BUNDLE_MAGIC || header.size != size || !header.num_entries)
        return "its bundle is of a form that this version does not know";
    if (header.entry > size ||
        header.num_entries > (size - header.entry) / sizeof(AotBundleEntry))
        return "its bundle is cut short";
    b->count = header.num_entries;
    u32 *length = base_alloc(b->count * sizeof *length);
    for (u32 i = 0; i < b->count && !wrong; i++)
        wrong = check_entry(b, i, length);
    base_free(length);
    return wrong;
}

const char *bundled_path(const Bundled *b, u32 i, char *room)
{
    char *at = room + BUNDLED_PATH - 1;

    *at = 0;
    while (i) {
        AotBundleEntry e = bundled_entry(b, i);
        size_t length = strlen(name_of(b, &e));

        at -= length;
        memcpy(at, name_of(b, &e), length);
        *--at = '/';
        i = e.parent;
    }
    return *at ? at : "/";
}

const void *bundled_bytes(const Bundled *b, u32 i)
{
    return b->bytes + bundled_entry(b, i).at;
}

u32 bundled_find(const Bundled *b, const char *path)
{
    char room[BUNDLED_PATH];
    u32 i = 0;

    while (i < b->count && strcmp(bundled_path(b, i, room), path) != 0)
        i++;
    return i;
}

u32 bundled_files(const Bundled *b, u64 *bytes)
{
    u32 files = 0;

    *bytes = 0;
    for (u32 i = 0; i < b->count; i++) {
        AotBundleEntry e = bundled_entry(b, i);

        if (bundled_kind(&e) != BUNDLED_FILE)
            continue;
        files++;
        *bytes += e.size;
    }
    return files;
}
