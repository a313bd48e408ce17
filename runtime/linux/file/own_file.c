/* own_file.c -- the guest's own program, where the host runs another file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/own_file.h"

#include <linux/memfd.h>
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/program.h"
#include "runtime/base/sys.h"

enum { MAX_COPIES = 16, UNIT = 512 };

/* What identifies the file, determined when it is first asked for. */
static struct {
    bool known;
    const char *name;     /* the last part of its path */
    struct stat st;       /* of the file that the host runs */
    u64 offset;           /* where the guest's starts in it */
    u64 copy_device;      /* of memfd_create's files */
    u64 copy[MAX_COPIES]; /* inodes of the last copies that were made */
    u32 copies;           /* how many were made */
    i64 last; /* a descriptor that the last one had; the guest may have closed it */
} own = {.last = -1};

static const char *last_part(const char *path)
{
    const char *name = path;

    for (; *path; path++)
        if (*path == '/')
            name = path + 1;
    return name;
}

/* Several threads may determine this at once; the result is the same. */
static bool is_there(void)
{
    if (!guest_program.guest_file)
        return false;
    if (__atomic_load_n(&own.known, __ATOMIC_ACQUIRE))
        return own.st.st_ino != 0;
    struct stat st;
    if (sys_call2(__NR_stat, (u64)guest_program.file, (u64)&st) == 0) {
        own.offset = program_file_offset(guest_program.guest_file);
        own.st = st;
        own.name = last_part(guest_program.path);
    }
    __atomic_store_n(&own.known, true, __ATOMIC_RELEASE);
    return own.st.st_ino != 0;
}

static bool is_ours(u64 device, u64 inode)
{
    return inode == own.st.st_ino && device == own.st.st_dev;
}

static bool is_copy(u64 device, u64 inode)
{
    if (!own.copies || device != own.copy_device)
        return false;
    for (u32 i = 0; i < MAX_COPIES; i++)
        if (__atomic_load_n(&own.copy[i], __ATOMIC_RELAXED) == inode)
            return true;
    return false;
}

static bool stat_of(i64 fd, struct stat *st)
{
    return sys_call2(__NR_fstat, (u64)fd, (u64)st) == 0;
}

bool own_file_has_copies(void)
{
    return own.copies != 0;
}

bool own_file_is_copy(i64 fd)
{
    struct stat st;

    return own.copies && stat_of(fd, &st) && is_copy(st.st_dev, st.st_ino);
}

static bool fill(i64 to, i64 from)
{
    u64 at = own.offset, left = guest_program.guest_size;

    while (left) {
        i64 done = sys_call4(__NR_sendfile, (u64)to, (u64)from, (u64)&at, left);
        if (done <= 0)
            return false;
        left -= (u64)done;
    }
    return true;
}

static void note_copy(i64 copy)
{
    struct stat st;

    if (!stat_of(copy, &st))
        return;
    own.copy_device = st.st_dev;
    u32 n = __atomic_fetch_add(&own.copies, 1, __ATOMIC_ACQ_REL);
    __atomic_store_n(&own.copy[n % MAX_COPIES], st.st_ino, __ATOMIC_RELAXED);
}

/* Opens a file anew, with a position of its own, for reading only. */
static i64 open_again(i64 fd, u64 flags)
{
    const u64 done = O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_NOFOLLOW;
    char link[32];

    base_format(link, sizeof(link), "/proc/self/fd/%lld", (long long)fd);
    return sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)link, flags & ~done, 0);
}

/* Returns a new descriptor of the last copy, if the guest still has that open; else an
 * error. */
static i64 share_copy(u64 flags)
{
    i64 last = __atomic_load_n(&own.last, __ATOMIC_RELAXED);

    if (last < 0 || !own_file_is_copy(last))
        return -ENOENT;
    i64 fd = open_again(last, flags);
    if (fd >= 0 && !own_file_is_copy(fd)) {
        sys_call1(__NR_close, (u64)fd);
        return -ENOENT;
    }
    return fd;
}

static bool same_part(i64 fd, i64 whole, u64 at, u64 size, u8 *bytes)
{
    u8 *others = bytes + size;

    return sys_call4(__NR_pread64, (u64)fd, (u64)bytes, size, at) == (i64)size &&
           sys_call4(__NR_pread64, (u64)whole, (u64)others, size, own.offset + at) ==
               (i64)size &&
           memcmp(bytes, others, size) == 0;
}

bool own_file_is_same(i64 fd)
{
    enum { PART = 1 << 16 };
    u64 size = guest_program.guest_size, at = 0;
    struct stat st;

    if (!is_there() || !stat_of(fd, &st) || (u64)st.st_size != size)
        return false;
    i64 whole = sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)guest_program.file,
                          O_RDONLY | O_CLOEXEC, 0);
    u8 *bytes = base_alloc(2 * PART);
    while (at < size &&
           same_part(fd, whole, at, size - at < PART ? size - at : PART, bytes))
        at += PART;
    base_free(bytes);
    sys_call1(__NR_close, (u64)whole);
    return at >= size;
}

/* Where there is no /proc the copy itself is what the guest gets, and cannot be written
 * to either. */
static i64 open_copy(i64 copy, u64 flags)
{
    i64 fd = open_again(copy, flags);

    if (fd != -ENOENT)
        return fd;
    sys_call3(__NR_fcntl, (u64)copy, F_ADD_SEALS,
              F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE);
    sys_call3(__NR_lseek, (u64)copy, 0, SEEK_SET);
    return sys_call3(__NR_fcntl, (u64)copy, F_DUPFD_CLOEXEC, 0);
}

static i64 make_copy(i64 from, u64 flags)
{
    char name[128];

    base_format(name, sizeof(name), "%s", own.name);
    i64 copy = sys_call2(__NR_memfd_create, (u64)name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (copy < 0)
        return copy;
    i64 fd = -ENOMEM;
    if (fill(copy, from)) {
        sys_call2(__NR_fchmod, (u64)copy, own.st.st_mode & 0555);
        note_copy(copy);
        fd = open_copy(copy, flags);
    }
    sys_call1(__NR_close, (u64)copy);
    return fd;
}

i64 own_file_opened(i64 fd, u64 flags)
{
    struct stat st;

    if (fd < 0 || (flags & O_ACCMODE) != O_RDONLY || flags & (O_PATH | O_DIRECTORY) ||
        !is_there() || !stat_of(fd, &st) || !is_ours(st.st_dev, st.st_ino))
        return fd;
    i64 copy = share_copy(flags);
    if (copy < 0)
        copy = make_copy(fd, flags);
    if (copy < 0) {
        sys_call1(__NR_close, (u64)fd);
        return copy;
    }
    i64 same = sys_call3(__NR_dup3, (u64)copy, (u64)fd, flags & O_CLOEXEC);
    sys_call1(__NR_close, (u64)copy);
    __atomic_store_n(&own.last, fd, __ATOMIC_RELAXED);
    return same;
}

/* A path without links names our file if its last part is the name it was started by,
 * or if the file has several links. */
static bool may_be_ours(const char *file)
{
    return is_there() && (own.st.st_nlink > 1 || !strcmp(last_part(file), own.name));
}

i64 own_file_open(u64 directory, const char *file, u64 flags, u64 mode)
{
    struct open_how how = {.flags = flags, .resolve = RESOLVE_NO_SYMLINKS};

    if (guest_program.guest_file && (flags & O_ACCMODE) == O_RDONLY &&
        !(flags & (O_PATH | O_DIRECTORY | O_CREAT))) {
        i64 fd = signal_call(__NR_openat2, directory, (u64)file, (u64)&how, sizeof(how),
                             0, 0);
        if (fd >= 0 || fd == -ENOENT || fd == CALL_AGAIN || fd == CALL_BEFORE)
            return fd >= 0 && may_be_ours(file) ? own_file_opened(fd, flags) : fd;
    }
    i64 fd = signal_call(__NR_openat, directory, (u64)file, flags, mode, 0, 0);
    return own_file_opened(fd, flags);
}

static void show_stat(struct stat *st)
{
    bool copy = is_copy(st->st_dev, st->st_ino);

    if (!copy && !is_ours(st->st_dev, st->st_ino))
        return;
    if (copy)
        *st = own.st;
    st->st_size = (i64)guest_program.guest_size;
    st->st_blocks = (st->st_size + UNIT - 1) / UNIT;
}

static u64 device_of(u32 major, u32 minor)
{
    return (minor & 0xff) | (u64)(major & 0xfff) << 8 | (u64)(minor & ~0xffu) << 12;
}

static void show_statx(struct statx *st)
{
    u64 device = device_of(st->stx_dev_major, st->stx_dev_minor);
    bool copy = is_copy(device, st->stx_ino);

    if (!copy && !is_ours(device, st->stx_ino))
        return;
    if (copy) {
        u64 d = own.st.st_dev;
        st->stx_dev_major = (u32)(d >> 8 & 0xfff);
        st->stx_dev_minor = (u32)((d & 0xff) | (d >> 12 & ~0xffull));
        st->stx_ino = own.st.st_ino;
        st->stx_mode = (u16)own.st.st_mode;
        st->stx_nlink = (u32)own.st.st_nlink;
        st->stx_uid = own.st.st_uid, st->stx_gid = own.st.st_gid;
        st->stx_atime.tv_sec = (i64)own.st.st_atime;
        st->stx_mtime.tv_sec = (i64)own.st.st_mtime;
        st->stx_ctime.tv_sec = (i64)own.st.st_ctime;
        st->stx_atime.tv_nsec = (u32)own.st.st_atime_nsec;
        st->stx_mtime.tv_nsec = (u32)own.st.st_mtime_nsec;
        st->stx_ctime.tv_nsec = (u32)own.st.st_ctime_nsec;
    }
    st->stx_size = guest_program.guest_size;
    st->stx_blocks = (guest_program.guest_size + UNIT - 1) / UNIT;
}

void own_file_show(LayoutId of, void *host)
{
    if (!is_there())
        return;
    if (of == LAYOUT_statx)
        show_statx(host);
    else
        show_stat(host);
}

u64 own_file_offset(u64 inode, u64 offset)
{
    bool inside = is_there() && inode == own.st.st_ino && offset >= own.offset &&
                  offset - own.offset < guest_program.guest_size;

    return inside ? offset - own.offset : offset;
}

u32 own_file_bundled(u64 inode, u64 at, u64 *offset)
{
    u64 start = program_file_offset(the_bundle);
    struct stat st;

    if (sys_call2(__NR_stat, (u64)guest_program.file, (u64)&st) || st.st_ino != inode ||
        at - start >= the_bundle->size)
        return BUNDLE_NONE;
    return bundle_of_byte(at - start, offset);
}
