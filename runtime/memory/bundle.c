/* bundle.c -- finding files in the bundle by their names.  path_resolution(7).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/memory/bundle.h"

#include <linux/errno.h>
#include <string.h>

#include "runtime/base/sys.h"
#include "runtime/memory/path.h"

const AotBundle *the_bundle;

void bundle_set(const AotBundle *bundle)
{
    the_bundle = bundle && bundle->magic == AOT_BUNDLE_MAGIC ? bundle : NULL;
}

static const u8 *at_offset(u64 offset)
{
    return (const u8 *)the_bundle + offset;
}

const AotBundleEntry *bundle_entry(u32 number)
{
    return (const AotBundleEntry *)at_offset(the_bundle->entry) + number;
}

bool bundle_is(u32 number, u32 kind)
{
    return (bundle_entry(number)->mode & BUNDLE_KIND) == kind;
}

const char *bundle_name(u32 number)
{
    return (const char *)at_offset(bundle_entry(number)->name);
}

const void *bundle_bytes(u32 number)
{
    return at_offset(bundle_entry(number)->at);
}

/* Compares a name of `length` bytes with one that ends by 0, as strcmp does. */
static int compare(const char *name, u64 length, const char *other)
{
    int order = strncmp(name, other, length);

    return order || !other[length] ? order : -1;
}

u32 bundle_child(u32 folder, const char *name, u64 length)
{
    const AotBundleEntry *e = bundle_entry(folder);
    u32 low = 0, high = e->count;

    if (!bundle_is(folder, BUNDLE_FOLDER))
        return BUNDLE_NONE;
    while (low < high) {
        u32 middle = low + (high - low) / 2, number = (u32)e->at + middle;
        int order = compare(name, length, bundle_name(number));

        if (!order)
            return number;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return BUNDLE_NONE;
}

u32 bundle_find(const char *path)
{
    u32 entry = 0;

    while (entry != BUNDLE_NONE) {
        while (*path == '/')
            path++;
        u64 length = path_part_length(path);
        if (!length)
            return entry;
        entry = bundle_child(entry, path, length);
        path += length;
    }
    return BUNDLE_NONE;
}

void bundle_path(u32 number, char *room)
{
    u32 chain[ROOT_ROOM / 2], depth = 0;
    u64 used = 0;

    for (; number; number = bundle_entry(number)->parent)
        chain[depth++] = number;
    room[0] = '/', room[1] = 0;
    while (depth) {
        const char *name = bundle_name(chain[--depth]);
        used += (u64)base_format(room + used, ROOT_ROOM - used, "/%s", name);
    }
}

static void go_up(BundleWalk *w)
{
    path_up(w->at, &w->used, 0);
    w->entry = bundle_find(w->at);
}

/* Puts the link's target before what remains of the path. */
static i64 follow_link(BundleWalk *w, const char *target, const char *remains)
{
    char rest[ROOT_ROOM];

    if (++w->links > PATH_MAX_LINKS)
        return -ELOOP;
    if (base_format(rest, ROOT_ROOM, "%s%s", target, remains) >= ROOT_ROOM)
        return -ENAMETOOLONG;
    memcpy(w->rest, rest, strlen(rest) + 1);
    go_up(w);
    if (target[0] == '/') {
        w->used = 0, w->at[0] = 0;
        w->entry = 0;
    }
    return 0;
}

typedef enum { STEP_ON, STEP_END } Step; /* or a negated error number */

/* What w->at names is not in the bundle: it may be a link of the root or the host. */
static i64 step_outside(BundleWalk *w, const char *remains, bool follow)
{
    char room[ROOT_ROOM], target[ROOT_ROOM];

    if (!follow && !*remains)
        return STEP_END;
    i64 size = sys_call3(__NR_readlink, (u64)root_name(w->at, false, room), (u64)target,
                         sizeof target - 1);
    if (size < 0)
        return STEP_ON;
    target[size] = 0;
    return follow_link(w, target, remains);
}

static i64 step_inside(BundleWalk *w, const char *remains, bool follow)
{
    switch (bundle_entry(w->entry)->mode & BUNDLE_KIND) {
    case BUNDLE_FOLDER: return STEP_ON;
    case BUNDLE_LINK:
        if (!follow && !*remains)
            return STEP_END;
        w->turned = true;
        return follow_link(w, bundle_bytes(w->entry), remains);
    default: return *remains ? -ENOTDIR : STEP_END;
    }
}

/* Goes through one part of the path; `remains` is the text behind it. */
static i64 step(BundleWalk *w, const char *part, u64 length, bool follow)
{
    const char *remains = part + length;

    if (length == 1 && part[0] == '.')
        return STEP_ON;
    if (length == 2 && part[0] == '.' && part[1] == '.') {
        go_up(w);
        return STEP_ON;
    }
    if (!path_append(w->at, &w->used, part, length))
        return -ENAMETOOLONG;
    w->folder = w->entry;
    if (w->entry != BUNDLE_NONE)
        w->entry = bundle_child(w->entry, part, length);
    return w->entry == BUNDLE_NONE ? step_outside(w, remains, follow)
                                   : step_inside(w, remains, follow);
}

/* Links of /proc lead to files that their texts do not name. */
static bool is_in_proc(const BundleWalk *w)
{
    return w->entry == BUNDLE_NONE && strcmp(w->at, "/proc") == 0;
}

static i64 go(BundleWalk *w, bool follow)
{
    const char *part = w->rest;

    for (;;) {
        u32 links = w->links;
        while (*part == '/')
            part++;
        u64 length = path_part_length(part);
        if (!length || is_in_proc(w))
            break;
        i64 done = step(w, part, length, follow);
        if (done < 0)
            return done;
        part = w->links != links ? w->rest : part + length;
        if (done == STEP_END)
            break;
    }
    memmove(w->rest, part, strlen(part) + 1);
    return w->entry == BUNDLE_NONE ? BUNDLE_OUTSIDE : BUNDLE_HAS;
}

i64 bundle_walk(BundleWalk *w, const char *folder, const char *path, bool follow)
{
    const char *start = path[0] == '/' || !folder[1] ? "" : folder;

    if (strlen(start) >= ROOT_ROOM || strlen(path) >= ROOT_ROOM)
        return -ENAMETOOLONG;
    memcpy(w->at, start, strlen(start) + 1);
    memcpy(w->rest, path, strlen(path) + 1);
    w->used = strlen(start);
    w->entry = bundle_find(start);
    w->folder = BUNDLE_NONE;
    w->turned = false;
    w->links = 0;
    return go(w, follow);
}
