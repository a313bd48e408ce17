/* bundle_calls.c -- calls on files of the bundle, which cannot be changed.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/bundle_calls.h"

#include <string.h>

#include "runtime/linux/file/bundle_folders.h"
#include "runtime/linux/file/bundle_late.h"
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/file/old_calls.h"
#include "runtime/linux/host.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/thread.h"

enum { WRITABLE = 2, EXECUTABLE = 1, ANY_EXECUTE = 0111 };

/* stat and its kin: the structure is the argument that the call stores to. */
static i64 show(Call *c, u32 entry)
{
    u32 i = (u32)__builtin_ctz(c->plan->stored);

    bundle_show_entry(entry, (LayoutId)c->row->arg[i].of, (void *)c->arg[i]);
    return 0;
}

static i64 show_old(Call *c, u32 entry)
{
    struct stat st;

    bundle_show_entry(entry, LAYOUT_stat, &st);
    return old_stat_put(c, &st, (u32)c->arg[1]);
}

static i64 permit(u32 entry, u64 wanted)
{
    u32 mode = bundle_entry(entry)->mode;

    if (wanted & ~7ull)
        return -EINVAL;
    if (wanted & WRITABLE)
        return -EROFS;
    return wanted & EXECUTABLE && !(mode & ANY_EXECUTE) ? -EACCES : 0;
}

static i64 permit_named(Call *c, u32 entry)
{
    return permit(entry, c->arg[1]);
}

static i64 permit_at(Call *c, u32 entry)
{
    return permit(entry, c->arg[2]);
}

i64 bundle_call_open(Call *c, u32 entry, u64 flags)
{
    u64 access = flags & O_ACCMODE;
    bool folder = bundle_is(entry, BUNDLE_FOLDER);

    if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
        return -EEXIST;
    if (bundle_is(entry, BUNDLE_LINK) && !(flags & O_PATH))
        return -ELOOP;
    if (!folder && flags & O_DIRECTORY)
        return -ENOTDIR;
    if (flags & O_PATH)
        return bundle_open(entry, flags);
    if ((flags & __O_TMPFILE) == __O_TMPFILE && access != O_RDONLY)
        return -EROFS;
    if (folder && (access != O_RDONLY || flags & O_CREAT))
        return -EISDIR;
    if (access != O_RDONLY || flags & O_TRUNC)
        return -EROFS;
    if (folder)
        return fd_made(bundle_open(entry, flags), FD_DIRECTORY);
    i64 fd = bundle_late_open(entry, flags);
    if (fd >= 0)
        c->t->opened = (int)fd;
    return fd;
}

/* Opens the file by a name that is argument `i`, which was converted as one that is
 * followed. */
static i64 open_named(Call *c, u32 i, u32 entry, u64 flags)
{
    if (flags & O_NOFOLLOW || (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) {
        c->bundle = 0;
        bundle_name_in(c, i, (const char *)c->arg[i], false);
        if (c->bundle < 0)
            return c->bundle;
        entry = c->bundle ? (u32)c->bundle - 1 : entry;
    }
    return bundle_call_open(c, entry, flags);
}

static i64 open_file(Call *c, u32 entry)
{
    return open_named(c, 0, entry, c->arg[1]);
}

static i64 open_file_at(Call *c, u32 entry)
{
    return open_named(c, 1, entry, c->arg[2]);
}

static i64 read_link(u32 entry, u8 *to, u64 room)
{
    u64 size = bundle_entry(entry)->size;

    if (!bundle_is(entry, BUNDLE_LINK) || (i32)room <= 0)
        return -EINVAL;
    size = size < room ? size : room;
    u8 *guest = guest_writable((u32)(to - memory_base), size);
    if (!guest)
        return -EFAULT;
    memcpy(guest, bundle_bytes(entry), size);
    return (i64)size;
}

/* The row's function looks at c->bundle. */
static i64 by_row(Call *c, u32 entry)
{
    (void)entry;
    return c->row->by(c);
}

static i64 read_link_named(Call *c, u32 entry)
{
    return read_link(entry, (u8 *)c->arg[1], c->arg[2]);
}

static i64 read_link_at(Call *c, u32 entry)
{
    return read_link(entry, (u8 *)c->arg[2], c->arg[3]);
}

static i64 enter(Call *c, u32 entry)
{
    (void)c;
    if (!bundle_is(entry, BUNDLE_FOLDER))
        return -ENOTDIR;
    bundle_folder_enter(entry);
    return 0;
}

/* The file system is said to be that of "/". */
static i64 show_system(Call *c, u32 entry)
{
    (void)entry;
    c->arg[0] = (u64) "/";
    return c->row->by ? c->row->by(c) : sys_call2(__NR_statfs, c->arg[0], c->arg[1]);
}

static i64 no_attribute(Call *c, u32 entry)
{
    (void)c, (void)entry;
    return -ENODATA;
}

static i64 nothing(Call *c, u32 entry)
{
    (void)c, (void)entry;
    return 0;
}

static i64 no_handle(Call *c, u32 entry)
{
    (void)c, (void)entry;
    return -EOPNOTSUPP;
}

static i64 other_system(Call *c, u32 entry)
{
    (void)c, (void)entry;
    return -EXDEV;
}

static i64 exists(Call *c, u32 entry)
{
    (void)c, (void)entry;
    return -EEXIST;
}

/* What calls do with a file of the bundle; all others are -EROFS. */
static const struct {
    u16 id;
    i64 (*by)(Call *c, u32 entry);
} calls[] = {
    {CALL_stat, show},
    {CALL_lstat, show},
    {CALL_stat64, show},
    {CALL_fstat, show},
    {CALL_fstat64, show},
    {CALL_lstat64, show},
    {CALL_fstatat64, show},
    {CALL_statx, show},
    {CALL_oldstat, show_old},
    {CALL_oldlstat, show_old},
    {CALL_access, permit_named},
    {CALL_faccessat, permit_at},
    {CALL_faccessat2, permit_at},
    {CALL_open, open_file},
    {CALL_openat, open_file_at},
    {CALL_openat2, by_row},
    {CALL_readlink, read_link_named},
    {CALL_readlinkat, read_link_at},
    {CALL_chdir, enter},
    {CALL_execve, by_row},
    {CALL_execveat, by_row},
    {CALL_statfs, show_system},
    {CALL_statfs64, show_system},
    {CALL_getxattr, no_attribute},
    {CALL_lgetxattr, no_attribute},
    {CALL_listxattr, nothing},
    {CALL_llistxattr, nothing},
    {CALL_name_to_handle_at, no_handle},
    {CALL_link, other_system},
    {CALL_linkat, other_system},
    {CALL_mkdir, exists},
    {CALL_mkdirat, exists},
    {CALL_mknod, exists},
    {CALL_mknodat, exists},
};

i64 bundle_call(Call *c)
{
    if (c->bundle < 0)
        return c->bundle;
    for (u32 i = 0; i < ARRAY_LEN(calls); i++)
        if (c->row->id == calls[i].id)
            return calls[i].by(c, (u32)c->bundle - 1);
    return -EROFS;
}

/* Returns true if the call changes the file of its first argument, a descriptor, which
 * need not be one to write by. */
static bool changes_open_file(const Call *c)
{
    switch ((CallId)c->row->id) {
    case CALL_fchmod:
    case CALL_fchown:
    case CALL_fchown16:
    case CALL_fsetxattr:
    case CALL_fremovexattr: return true;
    case CALL_utimensat:
    case CALL_utimensat_time64: return !c->arg[1];
    default: return false;
    }
}

void bundle_before(Call *c)
{
    if (bundle_num_late)
        bundle_late_before(c);
    if (changes_open_file(c) && bundle_of_descriptor((i32)c->arg[0]) != BUNDLE_NONE)
        c->bundle = -EROFS;
}
