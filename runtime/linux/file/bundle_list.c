/* bundle_list.c -- entries of the bundle's folders: the host's, then ours. getdents(2).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/base/sys.h"
#include "runtime/linux/file/bundle_folders.h"
#include "runtime/linux/host.h"
#include "runtime/linux/layout.h"
#include "runtime/lock.h"

/* Offsets in linux_dirent64, and kinds of entries. */
enum { D_INO = 0, D_OFF = 8, D_RECLEN = 16, D_TYPE = 18, D_NAME = 19, KIND_SHIFT = 12 };

/* A position that no file system has: POSITION + the number of the next of the bundle's
 * entries. */
#define POSITION (1ull << 63)

/* How far the bundle's entries of a folder that the host has, too, were read by a
 * descriptor.  It holds while the host's position is `host`: the end of the host's
 * entries.  lock_code guards it. */
typedef struct {
    u64 host;
    u32 next;
} Progress;
static Progress *progress;
static u64 progress_room;

static Progress *progress_of(u64 fd)
{
    if (fd >= progress_room) {
        u64 room = 2 * fd + 16;
        progress = base_resize(progress, room * sizeof *progress);
        memset(progress + progress_room, 0, (room - progress_room) * sizeof *progress);
        progress_room = room;
    }
    return &progress[fd];
}

static void set_progress(u64 fd, Progress p)
{
    lock_take(&lock_code);
    *progress_of(fd) = p;
    lock_drop(&lock_code);
}

static u64 host_position(u64 fd)
{
    return (u64)sys_call3(__NR_lseek, fd, 0, SEEK_CUR);
}

/* Removes the entries that the bundle has, too.  Returns the bytes that are left. */
static u64 drop_known(u32 folder, u8 *entries, u64 size)
{
    u64 left = 0;

    for (u64 at = 0, length; at < size; at += length) {
        const char *name = (const char *)entries + at + D_NAME;
        length = layout_read(entries + at + D_RECLEN, 2, false);
        if (bundle_child(folder, name, strlen(name)) != BUNDLE_NONE)
            continue;
        memmove(entries + left, entries + at, length);
        left += length;
    }
    return left;
}

/* Writes an entry, and returns its bytes; 0: there is no room for it. */
static u64 put(u8 *to, u64 room, u32 entry, const char *name, u64 position)
{
    u64 length = (D_NAME + strlen(name) + 1 + 7) & ~7ull;

    if (length > room)
        return 0;
    memset(to, 0, length);
    layout_write(to + D_INO, 8, false, entry + 1ull);
    layout_write(to + D_OFF, 8, false, position);
    layout_write(to + D_RECLEN, 2, false, length);
    to[D_TYPE] = (u8)((bundle_entry(entry)->mode & BUNDLE_KIND) >> KIND_SHIFT);
    memcpy(to + D_NAME, name, strlen(name) + 1);
    return length;
}

/* Writes the bundle's entries from number *next on. `base` and a number make a
 * position. The first two are "." and "..", if `only` the bundle has the folder. */
static i64 put_ours(u32 folder, bool only, u64 base, u32 *next, u8 *to, u64 room)
{
    static const char *const itself[] = {".", ".."};
    const AotBundleEntry *e = bundle_entry(folder);
    const u32 dots = only ? ARRAY_LEN(itself) : 0;
    u64 used = 0;

    while (*next < dots + e->count) {
        u32 n = *next, entry = n >= dots ? (u32)e->at + n - dots
                               : n       ? e->parent
                                         : folder;
        const char *name = n < dots ? itself[n] : bundle_name(entry);
        u64 length = put(to + used, room - used, entry, name, base + n + 1);
        if (!length)
            return used ? (i64)used : -EINVAL;
        used += length;
        ++*next;
    }
    return (i64)used;
}

/* The position of a descriptor that only the bundle's folder has is that of its memfd.
 */
static i64 read_only_ours(u64 fd, u32 folder, u8 *entries, u64 room)
{
    u32 next = (u32)host_position(fd);
    i64 size = put_ours(folder, true, 0, &next, entries, room);

    if (size > 0)
        sys_call3(__NR_lseek, fd, next, SEEK_SET);
    return size;
}

static i64 read_ours(u64 fd, u32 folder, u8 *entries, u64 room)
{
    u64 host = host_position(fd);

    lock_take(&lock_code);
    Progress *p = progress_of(fd);
    u32 next = p->host == host ? p->next : 0;
    lock_drop(&lock_code);
    i64 size = put_ours(folder, false, POSITION, &next, entries, room);
    set_progress(fd, (Progress){host, next});
    return size;
}

/* Returns true if the descriptor has read the last of the host's entries.  At the
 * beginning it may be a new one of this number. */
static bool is_behind_host(u64 fd)
{
    u64 host = host_position(fd);

    lock_take(&lock_code);
    Progress *p = progress_of(fd);
    if (!host)
        p->next = 0;
    bool behind = p->next && p->host == host;
    lock_drop(&lock_code);
    return behind;
}

static i64 read_host(u64 fd, u8 *entries, u64 room)
{
    return sys_call3(__NR_getdents64, fd, (u64)entries, room);
}

i64 bundle_folder_read(u64 fd, u8 *entries, u64 room)
{
    char path[ROOT_ROOM];
    bool only;

    if (!bundle_folder_of((i64)fd, path, &only))
        return read_host(fd, entries, room);
    u32 folder = bundle_find(path);
    if (only)
        return read_only_ours(fd, folder, entries, room);
    while (!is_behind_host(fd)) {
        i64 size = read_host(fd, entries, room);
        if (size < 0)
            return size;
        if (!size)
            break;
        size = (i64)drop_known(folder, entries, (u64)size);
        if (size)
            return size;
    }
    return read_ours(fd, folder, entries, room);
}

bool bundle_folder_seek(u64 fd, u64 position)
{
    u8 entries[4096];
    bool ours = position & POSITION;

    while (ours && read_host(fd, entries, sizeof entries) > 0)
        ;
    set_progress(fd, ours ? (Progress){host_position(fd), (u32)position}
                          : (Progress){0, 0});
    return ours;
}
