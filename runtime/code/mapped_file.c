/* mapped_file.c -- which file the guest code at an address is mapped from.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/mapped_file.h"

#include <string.h>

#include "runtime/os.h"

typedef struct {
    u64 start, end, offset;
    const char *path;
} Range;

/* The ranges as they were when the system was asked last; `known`: they still are. */
static Range *range;
static u32 num_ranges, room;
static bool known;

/* Every path that was ever met, so that records may keep pointers to them. */
typedef struct Path {
    struct Path *next;
    char text[];
} Path;
static Path *paths;

static const char *keep_path(const char *text)
{
    size_t size = strlen(text) + 1;

    for (const Path *path = paths; path; path = path->next)
        if (strcmp(path->text, text) == 0)
            return path->text;
    Path *path = base_alloc(sizeof *path + size);
    memcpy(path->text, text, size);
    path->next = paths;
    paths = path;
    return path->text;
}

static void add(void *unused, u32 start, u64 end, u64 offset, const char *path)
{
    (void)unused;
    if (num_ranges == room) {
        room = 2 * room + 16;
        range = base_resize(range, room * sizeof *range);
    }
    range[num_ranges++] = (Range){start, end, offset, keep_path(path)};
}

const char *mapped_file_at(u32 pc, u64 *offset)
{
    if (!known) {
        num_ranges = 0;
        os->mapped_files(add, NULL);
        known = true;
    }
    for (u32 i = 0; i < num_ranges; i++)
        if (pc >= range[i].start && pc < range[i].end) {
            *offset = range[i].offset + (pc - range[i].start);
            return range[i].path;
        }
    return NULL;
}

void mapped_file_changed(void)
{
    known = false;
}
