/* bundle_folders.c -- which folders of the bundle the host has, too; and names that
 * start in a folder.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/bundle_folders.h"

#include <string.h>

#include "runtime/base/sys.h"
#include "runtime/linux/host.h"
#include "runtime/lock.h"
#include "runtime/memory/bundle_file.h"

/* Folders of the host that were met; lock_code guards them. */
typedef struct {
    u64 device, inode;
    u32 folder;
} Shared;
static Shared *shared;
static u32 num_shared, shared_room;

static u32 entered = BUNDLE_NONE;

static bool is_folder(const struct stat *st)
{
    return (st->st_mode & BUNDLE_KIND) == BUNDLE_FOLDER;
}

static u32 find(const struct stat *st)
{
    for (u32 i = num_shared; i-- > 0;)
        if (shared[i].inode == st->st_ino && shared[i].device == st->st_dev)
            return i;
    return BUNDLE_NONE;
}

static void note(const struct stat *st, u32 folder)
{
    lock_take(&lock_code);
    u32 i = find(st);
    if (i == BUNDLE_NONE) {
        i = num_shared++;
        if (i == shared_room) {
            shared_room = 2 * shared_room + 16;
            shared = base_resize(shared, shared_room * sizeof *shared);
        }
    }
    shared[i] = (Shared){st->st_dev, st->st_ino, folder};
    lock_drop(&lock_code);
}

bool bundle_folder_is_shared(u32 folder)
{
    char path[ROOT_ROOM], room[ROOT_ROOM];
    struct stat st;

    bundle_path(folder, path);
    if (sys_call2(__NR_stat, (u64)root_name(path, true, room), (u64)&st) ||
        !is_folder(&st))
        return false;
    note(&st, folder);
    return true;
}

static const char *path_of(u32 folder, char *room)
{
    bundle_path(folder, room);
    return room;
}

const char *bundle_folder_of(i64 fd, char *room, bool *only)
{
    struct stat st;

    *only = false;
    if (sys_call2(__NR_fstat, (u64)fd, (u64)&st))
        return NULL;
    u32 folder =
        bundle_of((u64)st.st_size, st.st_nlink, (i64)st.st_mtime, st.st_mtime_nsec);
    *only = folder != BUNDLE_NONE;
    if (*only)
        return bundle_is(folder, BUNDLE_FOLDER) ? path_of(folder, room) : NULL;
    lock_take(&lock_code);
    u32 i = is_folder(&st) ? find(&st) : BUNDLE_NONE;
    if (i != BUNDLE_NONE)
        folder = shared[i].folder;
    lock_drop(&lock_code);
    return i == BUNDLE_NONE ? NULL : path_of(folder, room);
}

/* Takes the root's path off that of a folder in it. */
static void leave_root(char *path)
{
    const char *root = root_folder();
    size_t length = root ? strlen(root) : 0;

    if (!length || strncmp(path, root, length) != 0 ||
        (path[length] && path[length] != '/'))
        return;
    if (path[length])
        memmove(path, path + length, strlen(path + length) + 1);
    else
        memcpy(path, "/", 2);
}

const char *bundle_folder_current(char *room, bool *only)
{
    u32 folder = __atomic_load_n(&entered, __ATOMIC_RELAXED);

    *only = folder != BUNDLE_NONE;
    if (*only)
        return path_of(folder, room);
    if (sys_call2(__NR_getcwd, (u64)room, ROOT_ROOM) <= 0 || room[0] != '/')
        return NULL;
    leave_root(room);
    return room;
}

void bundle_folder_enter(u32 folder)
{
    __atomic_store_n(&entered, folder, __ATOMIC_RELAXED);
}

u32 bundle_folder_entered(void)
{
    return __atomic_load_n(&entered, __ATOMIC_RELAXED);
}
