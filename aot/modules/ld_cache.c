/* ld_cache.c -- the dynamic linker's list of libraries.  ld.so(8), ldconfig(8); the
 * layout is that of glibc's ldconfig.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/ld_cache.h"

#include <string.h>

#define OLD_MAGIC "ld.so-1.7.0"
#define NEW_MAGIC "glibc-ld.so.cache1.1"

/*
 * Old: the magic, padded to 12 bytes; a word, the number of entries; entries of three
 * words: flags, and where name and path are, from the end of the entries.
 *
 * New: the magic, 20 bytes; words: number of entries, bytes of strings, a byte that
 * tells the byte order and 3 of padding, three more words; entries of 24 bytes: flags,
 * name and path (from the start of this header), a word, and hwcap in 8 bytes.
 */
enum {
    OLD_HEADER = 16,
    OLD_ENTRY = 12,
    NEW_HEADER = 48,
    NEW_ENTRY = 24,
    NEW_ALIGN = 8,
    NEW_ORDER = 28, /* where the byte is that tells the order */
    ORDER_MASK = 3,
    LITTLE = 2,
    BIG = 3,
};

typedef struct {
    const u8 *bytes;
    size_t size;
    bool big_endian;
    LdCache *cache;
} Reader;

static u32 word(const Reader *r, size_t at)
{
    const u8 *p = r->bytes + at;
    u32 value = 0;

    for (u32 i = 0; i < 4; i++)
        value = value << 8 | p[r->big_endian ? i : 3 - i];
    return value;
}

static u64 two_words(const Reader *r, size_t at)
{
    u64 first = word(r, at), second = word(r, at + 4);

    return r->big_endian ? first << 32 | second : second << 32 | first;
}

/* Returns the string at an offset; NULL if it does not end. */
static const char *string_at(const Reader *r, u64 at)
{
    if (at >= r->size || !memchr(r->bytes + at, 0, r->size - at))
        return NULL;
    return (const char *)r->bytes + at;
}

static void add(Reader *r, u32 flags, u64 name, u64 path, u64 hwcap)
{
    LdCacheEntry entry = {string_at(r, name), string_at(r, path), flags, hwcap};

    if (entry.name && entry.path)
        r->cache->entry[r->cache->count++] = entry;
}

/* Returns the number of entries; 0 if the file has not as many. */
static u32 count_entries(Reader *r, size_t at, size_t header, size_t entry)
{
    u32 count = word(r, at);

    return count <= (r->size - header) / entry ? count : 0;
}

/* Nothing in the file says its byte order, but the number of entries fits in one only.
 */
static u32 count_in_either_order(Reader *r, size_t at, size_t header, size_t entry)
{
    r->big_endian = false;
    u32 little = count_entries(r, at, header, entry);
    r->big_endian = true;
    u32 big = count_entries(r, at, header, entry);
    r->big_endian = !little || (big && big < little);
    return r->big_endian ? big : little;
}

static void read_new(Reader *r)
{
    enum { COUNT = sizeof NEW_MAGIC - 1 };

    if (r->size < NEW_HEADER || memcmp(r->bytes, NEW_MAGIC, COUNT) != 0)
        return;
    u32 order = r->bytes[NEW_ORDER] & ORDER_MASK, count;
    if (order == LITTLE || order == BIG) {
        r->big_endian = order == BIG;
        count = count_entries(r, COUNT, NEW_HEADER, NEW_ENTRY);
    } else {
        count = count_in_either_order(r, COUNT, NEW_HEADER, NEW_ENTRY);
    }
    r->cache->entry = base_alloc((count + 1) * sizeof(LdCacheEntry));
    for (u32 i = 0; i < count; i++) {
        size_t at = NEW_HEADER + (size_t)i * NEW_ENTRY;
        add(r, word(r, at), word(r, at + 4), word(r, at + 8), two_words(r, at + 16));
    }
}

static void read_old(Reader *r)
{
    enum { COUNT = 12 };

    if (r->size < OLD_HEADER)
        return;
    u32 count = count_in_either_order(r, COUNT, OLD_HEADER, OLD_ENTRY);
    size_t strings = OLD_HEADER + (size_t)count * OLD_ENTRY;
    size_t newer = (strings + NEW_ALIGN - 1) & -(size_t)NEW_ALIGN;
    if (newer < r->size) {
        Reader behind = {r->bytes + newer, r->size - newer, false, r->cache};
        read_new(&behind);
        if (r->cache->count)
            return;
    }
    base_free(r->cache->entry);
    r->cache->entry = base_alloc((count + 1) * sizeof(LdCacheEntry));
    for (u32 i = 0; i < count; i++) {
        size_t at = OLD_HEADER + (size_t)i * OLD_ENTRY;
        add(r, word(r, at), (u64)strings + word(r, at + 4),
            (u64)strings + word(r, at + 8), 0);
    }
}

LdCache ld_cache_read(const u8 *bytes, size_t size)
{
    LdCache cache = {0};
    Reader r = {bytes, size, false, &cache};

    if (size >= sizeof OLD_MAGIC && memcmp(bytes, OLD_MAGIC, sizeof OLD_MAGIC - 1) == 0)
        read_old(&r);
    else
        read_new(&r);
    return cache;
}

void ld_cache_free(LdCache *cache)
{
    base_free(cache->entry);
    *cache = (LdCache){0};
}
