/* bundle_names.c -- names of files, where the bundle may have them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/file/bundle_calls.h"
#include "runtime/linux/file/bundle_folders.h"
#include "runtime/linux/file/bundle_late.h"
#include "runtime/linux/flags.h"
#include "runtime/linux/host.h"
#include "runtime/memory/bundle.h"

/* Returns the descriptor that argument `i`, a name, is relative to. */
static i64 directory_of(const Call *c, u32 i)
{
    bool before =
        i && c->row->arg[i - 1].kind == K_FD && c->row->id != CALL_inotify_add_watch;

    return before ? (i64)(i32)c->arg[i - 1] : AT_FDCWD;
}

/* Returns true if a part of the path, or its end, is `part`. */
static bool has_part(const char *path, const char *part)
{
    size_t length = strlen(part);

    for (; *path; path++)
        if (!strncmp(path, part, length) && (!path[length] || path[length] == '/'))
            return true;
    return false;
}

/* Returns the folder that the name starts in; NULL: it cannot lead into the bundle. */
static const char *start_of(const Call *c, u32 i, const char *name, char *room,
                            bool *only)
{
    i64 directory = directory_of(c, i);
    char link[32];

    *only = false;
    if (name[0] == '/')
        return "/";
    if (directory == AT_FDCWD)
        return bundle_folder_current(room, only);
    const char *path = bundle_folder_of(directory, room, only);
    if (path || !has_part(name, ".."))
        return path;
    base_format(link, sizeof link, "/proc/self/fd/%lld", (long long)directory);
    i64 length = sys_call3(__NR_readlink, (u64)link, (u64)room, ROOT_ROOM - 1);
    if (length <= 0 || room[0] != '/')
        return NULL;
    room[length] = 0;
    return room;
}

/* Returns true if the call makes a file of that name. */
static bool makes_file(const Call *c, u32 i)
{
    switch ((CallId)c->row->id) {
    case CALL_creat:
    case CALL_mkdir:
    case CALL_mkdirat:
    case CALL_mknod:
    case CALL_mknodat: return true;
    case CALL_link:
    case CALL_rename: return i == 1;
    case CALL_linkat:
    case CALL_renameat:
    case CALL_renameat2: return i == 3;
    case CALL_open:
    case CALL_openat:
        return flags_to_host(c->abi->flags[FLAGS_open], (u32)c->raw[i + 1]) & O_CREAT;
    default: return false;
    }
}

static void note(Call *c, i64 found)
{
    if (!c->bundle)
        c->bundle = found;
}

/* Returns the host's name of what the walk ended at. */
static u64 host_name(Call *c, const BundleWalk *w, bool follow)
{
    char *path = call_room(c, 2ull * ROOT_ROOM);
    const char *rest = w->rest[0] == '/' || !w->rest[0] ? w->rest : NULL;

    base_format(path, 2ull * ROOT_ROOM, rest ? "%s%s" : "%s/%s", w->at,
                rest ? rest : w->rest);
    return (u64)root_name(*path ? path : "/", follow, call_room(c, ROOT_ROOM));
}

/* What is outside of the bundle has the name that the guest gave, unless the host would
 * take that for another file. */
static u64 name_outside(Call *c, const BundleWalk *w, const char *name, bool only,
                        bool follow)
{
    if (w->turned || only)
        return host_name(c, w, follow);
    return name[0] == '/' ? (u64)root_name(name, follow, call_room(c, ROOT_ROOM))
                          : (u64)name;
}

u64 bundle_name_in(Call *c, u32 i, const char *name, bool follow)
{
    BundleWalk w;
    char room[ROOT_ROOM];
    bool only;
    const char *start = *name ? start_of(c, i, name, room, &only) : NULL;

    if (bundle_num_late && has_part(name, "fd"))
        bundle_late_fill_all();
    if (!start)
        return (u64)name;
    i64 found = bundle_walk(&w, start, name, follow);
    if (found == BUNDLE_HAS && bundle_is(w.entry, BUNDLE_FOLDER) &&
        bundle_folder_is_shared(w.entry))
        return name_outside(c, &w, name, only, follow);
    if (found == BUNDLE_HAS)
        note(c, (i64)w.entry + 1);
    else if (found < 0)
        note(c, found);
    else if (w.folder != BUNDLE_NONE && makes_file(c, i) &&
             !bundle_folder_is_shared(w.folder))
        note(c, -EROFS);
    return found == BUNDLE_OUTSIDE ? name_outside(c, &w, name, only, follow)
                                   : (u64)name;
}
