/* bundle_file.c -- descriptors of the bundle's files.  memfd_create(2).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/memory/bundle_file.h"

#include <asm/stat.h>
#include <linux/fcntl.h>
#include <linux/memfd.h>
#include <linux/time_types.h>
#include <string.h>

#include "runtime/base/sys.h"
#include "runtime/memory/memory.h"

/* The nanoseconds of entry 0; there may be 2^20 entries. */
enum { FIRST_NANOSECOND = 0x3b000000, FOR_MODE = 0777 };

u32 bundle_of(u64 size, u64 links, i64 seconds, u64 nanoseconds)
{
    u64 entry = nanoseconds - FIRST_NANOSECOND;

    if (!bundle_is_there() || links || entry >= the_bundle->num_entries)
        return BUNDLE_NONE;
    const AotBundleEntry *e = bundle_entry((u32)entry);
    return e->size == size && e->time == seconds ? (u32)entry : BUNDLE_NONE;
}

u32 bundle_of_descriptor(i64 fd)
{
    struct stat st;

    if (fd < 0 || !bundle_is_there() || sys_call2(__NR_fstat, (u64)fd, (u64)&st))
        return BUNDLE_NONE;
    return bundle_of((u64)st.st_size, st.st_nlink, (i64)st.st_mtime, st.st_mtime_nsec);
}

#define NAME_START "/memfd:bundle:"

u32 bundle_of_name(const char *name)
{
    u64 number = 0;

    if (strncmp(name, NAME_START, strlen(NAME_START)) != 0)
        return BUNDLE_NONE;
    for (name += strlen(NAME_START); *name >= '0' && *name <= '9'; name++)
        number = 10 * number + (u64)(*name - '0');
    return *name == ':' && number < the_bundle->num_entries ? (u32)number : BUNDLE_NONE;
}

u32 bundle_of_byte(u64 at, u64 *offset)
{
    u64 size;

    for (u32 i = 0; i < the_bundle->num_entries; i++) {
        *offset = at - bundle_entry(i)->at;
        if (bundle_pages(i, 0, &size) && *offset < size)
            return i;
    }
    return BUNDLE_NONE;
}

static i64 write_all(i64 fd, const u8 *bytes, u64 from, u64 size)
{
    for (u64 at = from; at < size;) {
        i64 done = sys_call4(__NR_pwrite64, (u64)fd, (u64)bytes + at, size - at, at);
        if (done <= 0)
            return done ? done : -EIO;
        at += (u64)done;
    }
    return 0;
}

static i64 set_time(i64 fd, u32 entry)
{
    i64 seconds = bundle_entry(entry)->time;
    const struct __kernel_timespec both[2] = {{seconds, 0},
                                              {seconds, FIRST_NANOSECOND + entry}};

    return sys_call4(__NR_utimensat, (u64)fd, 0, (u64)both, 0);
}

/* Opens a new memfd again, for reading only, under the same number.  That takes /proc;
 * a system without it leaves the descriptor as it is. */
static i64 open_again(i64 fd, u64 flags)
{
    const u64 done = O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_NOFOLLOW | O_DIRECTORY;
    char link[32];

    base_format(link, sizeof link, "/proc/self/fd/%lld", (long long)fd);
    i64 other = sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)link, flags & ~done, 0);
    if (other < 0)
        return fd;
    if (bundle_of_descriptor(other) == bundle_of_descriptor(fd))
        sys_call3(__NR_dup3, (u64)other, (u64)fd, flags & O_CLOEXEC);
    sys_call1(__NR_close, (u64)other);
    return fd;
}

/* Sets the time, which writing has changed, and lets nobody write any more. */
static i64 seal(i64 fd, u32 entry)
{
    i64 error = set_time(fd, entry);

    if (!error)
        sys_call3(__NR_fcntl, (u64)fd, F_ADD_SEALS,
                  F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE);
    return error;
}

/* Makes the memfd, whose name tells what it is to those who look at the process from
 * outside. */
static i64 make(u32 entry, u64 flags)
{
    const AotBundleEntry *e = bundle_entry(entry);
    char name[240];

    base_format(name, sizeof name, "bundle:%u:%.200s", entry, bundle_name(entry));
    i64 fd = sys_call2(__NR_memfd_create, (u64)name,
                       MFD_ALLOW_SEALING | (flags & O_CLOEXEC ? (u64)MFD_CLOEXEC : 0));
    if (fd < 0)
        return fd;
    i64 error = sys_call2(__NR_ftruncate, (u64)fd, e->size);
    if (!error)
        error = sys_call2(__NR_fchmod, (u64)fd, e->mode & FOR_MODE);
    if (!error)
        return fd;
    sys_call1(__NR_close, (u64)fd);
    return error;
}

/* Returns `result`; if that is an error, the descriptor is closed. */
static i64 or_close(i64 result, i64 fd)
{
    if (result < 0)
        sys_call1(__NR_close, (u64)fd);
    return result;
}

i64 bundle_open_late(u32 entry, u64 flags)
{
    u64 size = bundle_entry(entry)->size;
    i64 fd = make(entry, flags);

    if (fd < 0)
        return fd;
    i64 error = write_all(fd, bundle_bytes(entry), 0,
                          size < BUNDLE_BEGIN ? size : (u64)BUNDLE_BEGIN);
    if (!error)
        error = set_time(fd, entry);
    return or_close(error ? error : fd, fd);
}

i64 bundle_fill(i64 fd, u32 entry)
{
    i64 error =
        write_all(fd, bundle_bytes(entry), BUNDLE_BEGIN, bundle_entry(entry)->size);

    return error ? error : seal(fd, entry);
}

i64 bundle_open(u32 entry, u64 flags)
{
    i64 fd = make(entry, flags), error = 0;

    if (fd < 0)
        return fd;
    if (bundle_is(entry, BUNDLE_FILE))
        error = write_all(fd, bundle_bytes(entry), 0, bundle_entry(entry)->size);
    if (!error)
        error = seal(fd, entry);
    return or_close(error ? error : open_again(fd, flags), fd);
}

const void *bundle_pages(u32 entry, u64 offset, u64 *size)
{
    const AotBundleEntry *e = bundle_entry(entry);
    u64 end = (e->size + GUEST_PAGE - 1) & ~(u64)(GUEST_PAGE - 1);

    if (e->at % GUEST_PAGE || offset >= end || !bundle_is(entry, BUNDLE_FILE))
        return NULL;
    *size = end - offset;
    return (const u8 *)bundle_bytes(entry) + offset;
}
