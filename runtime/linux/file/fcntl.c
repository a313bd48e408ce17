/* fcntl.c -- fcntl and its locks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/host.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/linux/syscall.h"
#include "runtime/linux/unimp.h"

/* The commands that only 32-bit systems have. */
enum { GUEST_GETLK64 = 12, GUEST_SETLK64 = 13, GUEST_SETLKW64 = 14 };

static i64 lock(Call *c, LayoutId id, u64 command)
{
    struct flock lock = {0};

    if (!guest_get(c, id, (u32)c->arg[2], &lock))
        return -EFAULT;
    bool waits = command == F_SETLKW || command == F_OFD_SETLKW;
    i64 result = waits
                     ? signal_call(__NR_fcntl, c->arg[0], command, (u64)&lock, 0, 0, 0)
                     : sys_call3(__NR_fcntl, c->arg[0], command, (u64)&lock);
    if (result >= 0 && (command == F_GETLK || command == F_OFD_GETLK))
        return guest_put(c, id, &lock, (u32)c->arg[2]);
    return result;
}

static i64 owner(Call *c, u64 command)
{
    struct f_owner_ex own = {0};
    bool set = command == F_SETOWN_EX;
    u8 *at = set ? (u8 *)guest_readable((u32)c->arg[2], 8)
                 : guest_writable((u32)c->arg[2], 8);

    if (!at)
        return -EFAULT;
    own.type = (int)guest_load32(c, at);
    own.pid = (int)guest_load32(c, at + 4);
    i64 result = sys_call6(__NR_fcntl, c->arg[0], command, (u64)&own, 0, 0, 0);
    if (result >= 0 && !set) {
        guest_store32(c, at, (u32)own.type);
        guest_store32(c, at + 4, (u32)own.pid);
    }
    return result;
}

/* F_GET_RW_HINT and its kin: a 64-bit number at the address. */
static i64 hint(Call *c, u64 command)
{
    bool set = command == F_SET_RW_HINT || command == F_SET_FILE_RW_HINT;
    u32 address = (u32)c->arg[2];
    LoffCell cell = {0};

    if (set && !guest_get(c, LAYOUT_loff_cell, address, &cell))
        return -EFAULT;
    i64 result = sys_call3(__NR_fcntl, c->arg[0], command, (u64)&cell);
    return result || set ? result : guest_put(c, LAYOUT_loff_cell, &cell, address);
}

/* An unknown command's argument may be a guest address, so the host only learns the
 * descriptor. */
static i64 unknown(Call *c)
{
    i64 result = sys_call3(__NR_fcntl, c->arg[0], F_GETFD, 0);

    unimp_tell("command of fcntl", (u32)c->arg[1], NULL, NULL);
    return result < 0 ? result : -EINVAL;
}

static bool takes_number(u64 command)
{
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
    case F_GETFD:
    case F_SETFD:
    case F_SETFL:
    case F_GETOWN:
    case F_SETOWN:
    case F_GETSIG:
    case F_SETSIG:
    case F_GETLEASE:
    case F_SETLEASE:
    case F_NOTIFY:
    case F_GETPIPE_SZ:
    case F_SETPIPE_SZ:
    case F_ADD_SEALS:
    case F_GET_SEALS: return true;
    default: return false;
    }
}

i64 sys_fcntl64(Call *c)
{
    const FlagBit *open_flags = c->abi->flags[FLAGS_open];
    u64 value = (u64)(i64)(i32)c->arg[2];
    i64 result;

    switch (c->arg[1]) {
    case F_GETFL:
        result = sys_call6(__NR_fcntl, c->arg[0], F_GETFL, 0, 0, 0, 0);
        if (result >= 0 && bundle_of_descriptor((i32)c->arg[0]) != BUNDLE_NONE)
            result &= ~O_ACCMODE;
        return result < 0 ? result : (i64)flags_to_guest(open_flags, (u32)result);
    case F_SETFL: value = flags_to_host(open_flags, (u32)value); break;
    case F_GETLK: return lock(c, LAYOUT_flock, F_GETLK);
    case F_SETLK: return lock(c, LAYOUT_flock, F_SETLK);
    case F_SETLKW: return lock(c, LAYOUT_flock, F_SETLKW);
    case GUEST_GETLK64: return lock(c, LAYOUT_flock64, F_GETLK);
    case GUEST_SETLK64: return lock(c, LAYOUT_flock64, F_SETLK);
    case GUEST_SETLKW64: return lock(c, LAYOUT_flock64, F_SETLKW);
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return lock(c, LAYOUT_flock64, c->arg[1]);
    case F_SETOWN_EX:
    case F_GETOWN_EX: return owner(c, c->arg[1]);
    case F_GET_RW_HINT:
    case F_SET_RW_HINT:
    case F_GET_FILE_RW_HINT:
    case F_SET_FILE_RW_HINT: return hint(c, c->arg[1]);
    default: break;
    }
    if (!takes_number(c->arg[1]))
        return unknown(c);
    result = sys_call3(__NR_fcntl, c->arg[0], c->arg[1], value);
    if (c->arg[1] == F_DUPFD || c->arg[1] == F_DUPFD_CLOEXEC)
        fd_made(result, fd_kind(c->arg[0]));
    return result;
}

i64 sys_fcntl(Call *c)
{
    u64 command = c->arg[1];

    if (command >= GUEST_GETLK64 && command <= GUEST_SETLKW64)
        return -EINVAL;
    return sys_fcntl64(c);
}
