/* old_calls.c -- calls of C libraries before Linux 2.0, which PowerPC's kernel still
 * has (__ARCH_WANT_OLD_STAT, _SYS_OLD_UNAME, _OLD_READDIR).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/old_calls.h"

#include "runtime/linux/file/bundle_calls.h"
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/host.h"
#include "runtime/linux/file/positions.h"
#include "runtime/linux/syscall.h"
#include "runtime/program.h"
#include "runtime/linux/file/own_file.h"
#include "runtime/memory/bundle.h"

#include <string.h>

enum { LARGEST_FILE = 0x7fffffff, OVERFLOW_ID = 65534, NO_LARGER_ID = 65535 };

static u32 old_device(u64 device)
{
    u32 minor = (u32)((device & 0xff) | (device >> 12 & 0xffffff00));

    return (u32)(device >> 8 & 0xfff) << 8 | minor;
}

static u32 old_id(u32 id)
{
    return id > NO_LARGER_ID ? OVERFLOW_ID : id;
}

/* Fields that do not fit 16 bits: devices and ids are cut, others are EOVERFLOW. */
i64 old_stat_put(Call *c, struct stat *st, u32 address)
{
    if (guest_program.guest_file)
        own_file_show(LAYOUT_stat, st);
    if (bundle_is_there())
        bundle_show(LAYOUT_stat, st);
    st->st_dev = old_device(st->st_dev) & 0xffff;
    st->st_rdev = old_device(st->st_rdev) & 0xffff;
    st->st_uid = old_id(st->st_uid);
    st->st_gid = old_id(st->st_gid);
    if (st->st_size > LARGEST_FILE)
        return -EOVERFLOW;
    return guest_put(c, LAYOUT_old_stat, st, address);
}

i64 sys_old_stat(Call *c)
{
    struct stat st;
    i64 result = sys_call2((u64)c->row->host, c->arg[0], (u64)&st);

    return result ? result : old_stat_put(c, &st, (u32)c->arg[1]);
}

/* Copies the strings of new_utsname into fields of `room` bytes, whose last byte is
 * 0. */
static void put_names(const struct new_utsname *name, const char *machine, u8 *to,
                      u32 room)
{
    const char *const field[] = {name->sysname, name->nodename, name->release,
                                 name->version, machine};

    memset(to, 0, room * ARRAY_LEN(field));
    for (u32 i = 0; i < ARRAY_LEN(field); i++, to += room) {
        size_t length = strlen(field[i]);
        memcpy(to, field[i], length < room ? length : room - 1);
    }
}

static i64 old_uname(Call *c, u32 room)
{
    enum { FIELDS = 5 };
    struct new_utsname name;
    u8 *to = guest_writable((u32)c->arg[0], FIELDS * room);
    i64 result = sys_call1(__NR_uname, (u64)&name);

    if (!to)
        return -EFAULT;
    if (!result)
        put_names(&name, c->abi->machine, to, room);
    return result;
}

i64 sys_olduname(Call *c)
{
    return old_uname(c, sizeof((struct old_utsname *)0)->sysname);
}

i64 sys_oldolduname(Call *c)
{
    return old_uname(c, sizeof((struct oldold_utsname *)0)->sysname);
}

/* linux_dirent64 on the host; in the guest two words, the length of the name, the name.
 */
enum { D_INO = 0, D_OFF = 8, D_NAME = 19, OLD_NAME = 10, ENTRY_MAX = 19 + 256 + 8 };

static i64 put_entry(Call *c, const u8 *entry, u64 position)
{
    u32 length = (u32)strlen((const char *)entry + D_NAME);
    u8 *to = guest_writable((u32)c->arg[1], OLD_NAME + length + 1);
    u64 inode = layout_read(entry + D_INO, 8, false);

    if (!to)
        return -EFAULT;
    guest_store32(c, to, (u32)inode ^ (u32)(inode >> 32));
    guest_store32(c, to + 4, position_to_guest(position));
    layout_write(to + 8, 2, c->abi->big_endian, length);
    memcpy(to + OLD_NAME, entry + D_NAME, length + 1);
    return 1;
}

/* Old readdir reads a single entry. The host reads several, so the position is set back
 * behind the first. */
i64 sys_readdir(Call *c)
{
    _Alignas(8) u8 entries[ENTRY_MAX];
    i64 position = sys_call3(__NR_lseek, c->arg[0], 0, SEEK_CUR);
    i64 size = sys_call3(__NR_getdents64, c->arg[0], (u64)entries, sizeof entries);

    if (size <= 0)
        return size;
    fd_made((i64)c->arg[0], FD_DIRECTORY);
    sys_call3(__NR_lseek, c->arg[0], layout_read(entries + D_OFF, 8, false), SEEK_SET);
    return put_entry(c, entries, (u64)position);
}
