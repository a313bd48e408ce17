/* archive.c -- archives of files, as ar(1) makes them.  ar(5).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/archive.h"

#include <ar.h>
#include <string.h>

static void put(ArchiveWriter *w, const void *bytes, size_t size)
{
    w->failed |= fwrite(bytes, 1, size, w->to) != size;
    SHA256Update(w->sum, bytes, size);
}

void archive_begin(ArchiveWriter *w)
{
    put(w, ARMAG, SARMAG);
}

/* Members begin at even offsets. */
void archive_add(ArchiveWriter *w, const char *name, const void *bytes, size_t size)
{
    char header[sizeof(struct ar_hdr) + 1], slashed[ARCHIVE_NAME + 2];

    base_format(slashed, sizeof slashed, "%.*s/", ARCHIVE_NAME, name);
    base_format(header, sizeof header, "%-16s%-12d%-6d%-6d%-8s%-10llu" ARFMAG, slashed,
                0, 0, 0, "644", (unsigned long long)size);
    put(w, header, sizeof(struct ar_hdr));
    put(w, bytes, size);
    if (size % 2)
        put(w, "\n", 1);
}

/* Reads a number that spaces follow.  Returns false if there is none. */
static bool read_size(const char *text, size_t length, size_t *size)
{
    size_t i = 0;

    for (*size = 0; i < length && text[i] >= '0' && text[i] <= '9'; i++)
        *size = *size * 10 + (size_t)(text[i] - '0');
    return i > 0;
}

static bool read_header(ArchiveReader *r)
{
    struct ar_hdr header;

    if (r->size - r->at < sizeof header)
        return false;
    memcpy(&header, r->bytes + r->at, sizeof header);
    const char *slash = memchr(header.ar_name, '/', sizeof header.ar_name);
    if (!slash || memcmp(header.ar_fmag, ARFMAG, sizeof header.ar_fmag) != 0 ||
        !read_size(header.ar_size, sizeof header.ar_size, &r->member_size))
        return false;
    base_format(r->name, sizeof r->name, "%.*s", (int)(slash - header.ar_name),
                header.ar_name);
    r->at += sizeof header;
    r->member = r->bytes + r->at;
    return r->member_size <= r->size - r->at;
}

bool archive_next(ArchiveReader *r)
{
    if (!r->at) {
        r->damaged = r->size < SARMAG || memcmp(r->bytes, ARMAG, SARMAG) != 0;
        r->at = SARMAG;
    }
    if (r->damaged || r->at >= r->size)
        return false;
    r->damaged = !read_header(r);
    if (!r->damaged)
        r->at += r->member_size + r->member_size % 2;
    return !r->damaged;
}
