/* names.c -- opening files, with /proc/self as the guest must see it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/file/own_file.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/linux/file/proc.h"
#include "runtime/linux/syscall.h"
#include "runtime/program.h"

#include <string.h>

const char *proc_self_name(const char *path)
{
    static const char *const before[] = {"/proc/self/", "/proc/thread-self/"};
    char own[32];

    if (!path || strncmp(path, "/proc/", 6) != 0)
        return NULL;
    if (!strcmp(path, "/proc/cpuinfo"))
        return PROC_CPUINFO;
    for (u32 i = 0; i < ARRAY_LEN(before); i++)
        if (!strncmp(path, before[i], strlen(before[i])))
            return path + strlen(before[i]);
    int length =
        base_format(own, sizeof(own), "/proc/%lld/", (long long)sys_call0(__NR_getpid));
    return strncmp(path, own, (size_t)length) ? NULL : path + length;
}

/* Opens a file; `path` is the guest's name of it, `file` the host's. */
static i64 open_at(u64 directory, u32 path, u64 file, u64 flags, u64 mode)
{
    const char *name = proc_self_name(guest_string(path));

    if (name) {
        i64 fd = proc_open(name, flags);
        if (fd != PROC_AS_HOST)
            return fd;
    }
    return own_file_open(directory, (const char *)file, flags, mode);
}

/* Remembers the descriptor of an open that is over, for modules.h. */
static i64 opened(Call *c, i64 fd)
{
    if (!sys_failed(fd) && c->t)
        c->t->opened = (int)fd;
    return fd;
}

i64 sys_open(Call *c)
{
    return opened(
        c, open_at((u64)AT_FDCWD, (u32)c->raw[0], c->arg[0], c->arg[1], c->arg[2]));
}

i64 sys_openat(Call *c)
{
    return opened(c,
                  open_at(c->arg[0], (u32)c->raw[1], c->arg[1], c->arg[2], c->arg[3]));
}

/* Returns true if the link leads to our file: /proc/self/exe, or a copy's
 * descriptor. */
static bool is_own_link(const char *name)
{
    i64 fd = 0;

    if (!name || strncmp(name, "fd/", 3) != 0 || !own_file_has_copies())
        return name && !strcmp(name, "exe");
    for (name += 3; *name >= '0' && *name <= '9' && fd < 1 << 24; name++)
        fd = 10 * fd + (*name - '0');
    return !*name && own_file_is_copy(fd);
}

/* Reads a link of /proc that leads to a file of the bundle; returns 0 if it does not.
 */
static i64 read_bundled(u64 file, u64 buffer, u64 room)
{
    char text[ROOT_ROOM];
    i64 length = sys_call3(__NR_readlink, file, (u64)text, sizeof text - 1);

    text[length > 0 ? length : 0] = 0;
    u32 entry = bundle_of_name(text);
    if (entry == BUNDLE_NONE || room == 0 || room > 0x7fffffff)
        return 0;
    bundle_path(entry, text);
    u64 size = strlen(text) < room ? strlen(text) : room;
    u8 *to = guest_writable((u32)(buffer - (u64)memory_at(0)), size);
    if (!to)
        return -EFAULT;
    /* readlink(2) puts no 0 behind it. */
    memcpy(to, text, size); /* NOLINT(bugprone-not-null-terminated-result) */
    return (i64)size;
}

static i64 read_link(u64 directory, u32 path, u64 file, u64 buffer, u64 room)
{
    const char *name = proc_self_name(guest_string(path));

    if (is_own_link(name)) {
        u64 length = strlen(guest_program.path);
        if (room == 0 || room > 0x7fffffff)
            return -EINVAL;
        length = length < room ? length : room;
        u8 *to = guest_writable((u32)(buffer - (u64)memory_at(0)), length);
        if (!to)
            return -EFAULT;
        memcpy(to, guest_program.path, length);
        return (i64)length;
    }
    i64 length = name && bundle_is_there() ? read_bundled(file, buffer, room) : 0;
    if (length)
        return length;
    return sys_call6(__NR_readlinkat, directory, file, buffer, (u64)(i64)(i32)room, 0,
                     0);
}

i64 sys_readlink(Call *c)
{
    return read_link((u64)AT_FDCWD, (u32)c->raw[0], c->arg[0], c->arg[1], c->arg[2]);
}

i64 sys_readlinkat(Call *c)
{
    return read_link(c->arg[0], (u32)c->raw[1], c->arg[1], c->arg[2], c->arg[3]);
}
