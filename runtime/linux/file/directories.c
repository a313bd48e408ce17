/* directories.c -- directory entries in the guest's byte order and layout.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/file/bundle_folders.h"
#include "runtime/linux/host.h"
#include "runtime/linux/file/positions.h"
#include "runtime/linux/syscall.h"

#include <string.h>

/* Offsets in linux_dirent64, which differs between host and guest only in byte
 * order. */
enum { D_INO = 0, D_OFF = 8, D_RECLEN = 16, D_TYPE = 18, D_NAME = 19 };

static void swap_entries(Call *c, u8 *entries, u64 size)
{
    bool big = c->abi->big_endian;

    for (u64 at = 0; at < size;) {
        u8 *entry = entries + at;
        u16 length = (u16)layout_read(entry + D_RECLEN, 2, false);
        layout_write(entry + D_INO, 8, big, layout_read(entry + D_INO, 8, false));
        layout_write(entry + D_OFF, 8, big,
                     position_to_guest(layout_read(entry + D_OFF, 8, false)));
        layout_write(entry + D_RECLEN, 2, big, length);
        at += length;
    }
}

static i64 read_entries(u64 fd, u64 entries, u64 room)
{
    return bundle_is_there() ? bundle_folder_read(fd, (u8 *)entries, room)
                             : sys_call3(__NR_getdents64, fd, entries, room);
}

i64 sys_getdents64(Call *c)
{
    bool writable = !bundle_is_there() || guest_writable((u32)c->raw[1], c->arg[2]);
    i64 size = writable ? read_entries(c->arg[0], c->arg[1], c->arg[2]) : -EFAULT;

    if (size > 0)
        fd_made((i64)c->arg[0], FD_DIRECTORY);
    if (size > 0)
        swap_entries(c, (u8 *)c->arg[1], (u64)size);
    return size;
}

/* Writes a linux_dirent: two words, the length, the name, and the type as the last
 * byte. */
static u32 write_old_entry(Call *c, const u8 *entry, u8 *to)
{
    u32 name = (u32)strlen((const char *)entry + D_NAME);
    u32 length = (10 + name + 2 + 3) & ~3u;
    u64 inode = layout_read(entry + D_INO, 8, false);

    memset(to, 0, length);
    guest_store32(c, to, (u32)inode ^ (u32)(inode >> 32));
    guest_store32(c, to + 4, position_to_guest(layout_read(entry + D_OFF, 8, false)));
    layout_write(to + 8, 2, c->abi->big_endian, length);
    memcpy(to + 10, entry + D_NAME, name);
    to[length - 1] = entry[D_TYPE];
    return length;
}

/* An entry in the old layout is never longer than in the new one, so the guest's buffer
 * suffices. */
i64 sys_getdents(Call *c)
{
    u64 room = c->arg[2] > 0x8000 ? 0x8000 : c->arg[2];
    u8 *entries = call_room(c, room);
    u8 *to = guest_writable((u32)c->raw[1], room);
    u32 used = 0;

    if (!to)
        return -EFAULT;
    i64 size = read_entries(c->arg[0], (u64)entries, room);
    if (size > 0)
        fd_made((i64)c->arg[0], FD_DIRECTORY);
    for (i64 at = 0; at < size;) {
        used += write_old_entry(c, entries + at, to + used);
        at += (i64)layout_read(entries + at + D_RECLEN, 2, false);
    }
    return size > 0 ? (i64)used : size;
}

i64 sys_chdir(Call *c)
{
    i64 result = sys_call1(__NR_chdir, c->arg[0]);

    if (!result)
        bundle_folder_enter(BUNDLE_NONE);
    return result;
}

i64 sys_fchdir(Call *c)
{
    char path[ROOT_ROOM];
    bool only = false;

    if (bundle_is_there() && bundle_folder_of((i64)c->arg[0], path, &only) && only) {
        bundle_folder_enter(bundle_find(path));
        return 0;
    }
    i64 result = sys_call1(__NR_fchdir, c->arg[0]);
    if (!result)
        bundle_folder_enter(BUNDLE_NONE);
    return result;
}

i64 sys_getcwd(Call *c)
{
    u32 folder = bundle_folder_entered();
    char path[ROOT_ROOM];

    if (folder == BUNDLE_NONE)
        return sys_call2(__NR_getcwd, c->arg[0], c->arg[1]);
    bundle_path(folder, path);
    u64 size = strlen(path) + 1;
    if (size > c->arg[1])
        return -ERANGE;
    u8 *to = guest_writable((u32)c->raw[0], size);
    if (!to)
        return -EFAULT;
    memcpy(to, path, size);
    return (i64)size;
}
