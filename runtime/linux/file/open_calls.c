/* open_calls.c -- opening by a structure or a handle; and configuring mounts.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/file/bundle_calls.h"
#include "runtime/linux/file/own_file.h"
#include "runtime/linux/file/proc.h"
#include "runtime/linux/syscall.h"

#include <string.h>

/* Reads a structure that has grown over the versions of Linux; bytes beyond the known
 * ones must be 0. */
static i64 versioned_in(Call *c, LayoutId id, u32 address, u64 size, void *host)
{
    u32 known = layout_size(c->abi->layout[id]());
    const u8 *from = guest_readable(address, size);

    if (size < known)
        return -EINVAL;
    if (size > GUEST_PAGE)
        return -E2BIG;
    if (!from)
        return -EFAULT;
    for (u64 i = known; i < size; i++)
        if (from[i])
            return -E2BIG;
    return guest_get(c, id, address, host) ? 0 : -EFAULT;
}

i64 sys_openat2(Call *c)
{
    struct open_how how = {0};
    i64 error = versioned_in(c, LAYOUT_open_how, (u32)c->arg[2], c->arg[3], &how);

    if (error)
        return error;
    if (how.flags >> 32)
        return -EINVAL;
    how.flags = flags_to_host(c->abi->flags[FLAGS_open], (u32)how.flags);
    if (c->bundle > 0 && !(how.flags & O_NOFOLLOW)) {
        c->bundle = 0;
        c->arg[1] = bundle_name_in(c, 1, (const char *)c->arg[1], true);
    }
    if (c->bundle)
        return c->bundle < 0 ? c->bundle
                             : bundle_call_open(c, (u32)c->bundle - 1, how.flags);
    if (!how.resolve) {
        const char *name = proc_self_name(guest_string((u32)c->raw[1]));
        i64 fd = name ? proc_open(name, how.flags) : PROC_AS_HOST;
        if (fd != PROC_AS_HOST)
            return fd;
    }
    i64 fd =
        signal_call(__NR_openat2, c->arg[0], c->arg[1], (u64)&how, sizeof(how), 0, 0);
    return own_file_opened(fd, how.flags);
}

i64 sys_mount_setattr(Call *c)
{
    struct mount_attr attr = {0};
    i64 error = versioned_in(c, LAYOUT_mount_attr, (u32)c->arg[3], c->arg[4], &attr);

    return error ? error
                 : sys_call6(__NR_mount_setattr, c->arg[0], c->arg[1], c->arg[2],
                             (u64)&attr, sizeof(attr), 0);
}

/* The command says whether the value is a string, bytes or nothing. */
i64 sys_fsconfig(Call *c)
{
    const u64 *a = c->arg;
    u64 value = a[3] ? (u64)memory_at((u32)a[3]) : 0;

    if (a[1] == FSCONFIG_SET_BINARY && !guest_readable((u32)a[3], (u32)a[4]))
        return -EFAULT;
    return sys_call6(__NR_fsconfig, a[0], a[1], a[2], value, a[4], 0);
}

/* A file handle: its size, its type, and bytes that only the kernel understands. */
enum { HANDLE_BYTES = 0, HANDLE_TYPE = 4, HANDLE_DATA = 8, MAX_HANDLE = 128 };

i64 sys_name_to_handle_at(Call *c)
{
    const u64 *a = c->arg;
    u8 *guest = guest_writable((u32)a[2], HANDLE_DATA);
    u8 host[HANDLE_DATA + MAX_HANDLE];

    if (!guest)
        return -EFAULT;
    u32 room = guest_load32(c, guest + HANDLE_BYTES);
    if (room > MAX_HANDLE)
        return -EINVAL;
    if (!guest_writable((u32)a[2], HANDLE_DATA + room))
        return -EFAULT;
    layout_write(host + HANDLE_BYTES, 4, false, room);
    i64 result =
        sys_call6(__NR_name_to_handle_at, a[0], a[1], (u64)host, a[3], a[4], 0);
    if (result && result != -EOVERFLOW)
        return result;
    u32 needed = (u32)layout_read(host + HANDLE_BYTES, 4, false);
    guest_store32(c, guest + HANDLE_BYTES, needed);
    if (!result) {
        guest_store32(c, guest + HANDLE_TYPE,
                      (u32)layout_read(host + HANDLE_TYPE, 4, false));
        memcpy(guest + HANDLE_DATA, host + HANDLE_DATA, needed < room ? needed : room);
    }
    return result;
}

i64 sys_open_by_handle_at(Call *c)
{
    const u8 *guest = guest_readable((u32)c->arg[1], HANDLE_DATA);
    u8 host[HANDLE_DATA + MAX_HANDLE];

    if (!guest)
        return -EFAULT;
    u32 size = guest_load32(c, guest + HANDLE_BYTES);
    if (size > MAX_HANDLE)
        return -EINVAL;
    if (!guest_readable((u32)c->arg[1], HANDLE_DATA + size))
        return -EFAULT;
    layout_write(host + HANDLE_BYTES, 4, false, size);
    layout_write(host + HANDLE_TYPE, 4, false, guest_load32(c, guest + HANDLE_TYPE));
    memcpy(host + HANDLE_DATA, guest + HANDLE_DATA, size);
    i64 fd =
        signal_call(__NR_open_by_handle_at, c->arg[0], (u64)host, c->arg[2], 0, 0, 0);
    return own_file_opened(fd, c->arg[2]);
}
