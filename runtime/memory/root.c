/* root.c -- paths below the folder with the guest's system files. path_resolution(7).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/memory/root.h"

#include <string.h>

#include "runtime/base/sys.h"
#include "runtime/memory/path.h"

static const char *the_folder;

void root_set(const char *folder)
{
    the_folder = folder && folder[0] ? folder : NULL;
}

const char *root_folder(void)
{
    return the_folder;
}

/* The state of resolving a path inside the root. */
typedef struct {
    char *at;       /* the host's name of what was gone through, in ROOT_ROOM bytes */
    u64 base, used; /* bytes of the folder, of all */
    char rest[ROOT_ROOM];
    bool turns; /* the kernel would have gone another way: up from the root, or by a
                   link to an absolute path */
    u32 links;
} PathWalk;

static void go_up(PathWalk *w)
{
    if (w->used == w->base)
        w->turns = true;
    path_up(w->at, &w->used, w->base);
}

/* Puts the link's target before the parts of the path that remain. */
static bool follow_link(PathWalk *w, const char *target, const char *remains)
{
    char rest[ROOT_ROOM];

    if (++w->links > PATH_MAX_LINKS ||
        base_format(rest, ROOT_ROOM, "%s%s", target, remains) >= ROOT_ROOM)
        return false;
    memcpy(w->rest, rest, strlen(rest) + 1);
    if (target[0] != '/') {
        go_up(w);
        return true;
    }
    w->turns = true;
    w->used = w->base;
    w->at[w->used] = 0;
    return true;
}

typedef enum { STEP_ON, STEP_END, STEP_NOT_THERE } Step;

/* Resolves one part of the path; `remains` is the text behind it. */
static Step step(PathWalk *w, const char *part, u64 length, bool follow)
{
    const char *remains = part + length;
    char target[ROOT_ROOM];

    if (length == 1 && part[0] == '.')
        return STEP_ON;
    if (length == 2 && part[0] == '.' && part[1] == '.') {
        go_up(w);
        return STEP_ON;
    }
    if (!path_append(w->at, &w->used, part, length))
        return STEP_NOT_THERE;
    i64 size = sys_call3(__NR_readlink, (u64)w->at, (u64)target, sizeof target - 1);
    if (size == -EINVAL) /* there, and no link */
        return STEP_ON;
    if (size < 0)
        return STEP_NOT_THERE;
    if (!follow && !*remains)
        return STEP_END;
    target[size] = 0;
    return follow_link(w, target, remains) ? STEP_ON : STEP_NOT_THERE;
}

/* Returns true if the path names a file in the root. If not, the walk still goes
 * through the remaining parts, for a file to be made there. */
static bool walk(PathWalk *w, bool follow)
{
    const char *part = w->rest;

    for (;;) {
        u32 links = w->links;
        while (*part == '/')
            part++;
        u64 length = path_part_length(part);
        if (!length)
            return true;
        Step done = step(w, part, length, follow);
        part = w->links != links ? w->rest : part + length;
        if (done == STEP_END)
            return true;
        if (done == STEP_NOT_THERE) {
            memmove(w->rest, part, strlen(part) + 1);
            return false;
        }
    }
}

/* Returns the path of a file that is in the root. A path that the kernel resolves alike
 * stays as it is written, since a program sees the name it was executed by. */
static const char *there(const PathWalk *w, const char *path)
{
    if (w->used == w->base)
        return "/";
    if (!w->turns)
        base_format(w->at, ROOT_ROOM, "%s%s", the_folder, path);
    return w->at;
}

/* Returns the path of a file that is not in the root: the host's file, also where a
 * link in the root leads to it. */
static const char *not_there(const PathWalk *w, const char *path)
{
    u64 length = w->used - w->base;

    if (!w->turns || w->links > PATH_MAX_LINKS)
        return path;
    memmove(w->at, w->at + w->base, length);
    base_format(w->at + length, ROOT_ROOM - length, "%s", w->rest);
    return w->at;
}

const char *root_name(const char *path, bool follow, char *room)
{
    PathWalk w;

    if (!the_folder || !path || path[0] != '/')
        return path;
    w.at = room;
    w.base = w.used = strlen(the_folder);
    w.turns = false;
    w.links = 0;
    if (w.base + strlen(path) + 1 > ROOT_ROOM)
        return path;
    memcpy(w.rest, path, strlen(path) + 1);
    memcpy(room, the_folder, w.base + 1);
    return walk(&w, follow) ? there(&w, path) : not_there(&w, path);
}
