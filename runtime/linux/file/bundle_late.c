/* bundle_late.c -- when the bytes of the bundle's large files are copied.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/bundle_late.h"

#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/host.h"
#include "runtime/lock.h"
#include "runtime/memory/bundle_file.h"

/* Below LARGE bytes a copy takes no longer than an open. */
enum { MOST = 16, LARGE = 1 << 15 };

/* lock_code guards it. */
static struct {
    i64 fd;
    u32 entry;
} late[MOST];

u32 bundle_num_late;

i64 bundle_late_open(u32 entry, u64 flags)
{
    lock_take(&lock_code);
    bool is_late = bundle_entry(entry)->size >= LARGE && bundle_num_late < MOST &&
                   !(flags & O_PATH);
    i64 fd = is_late ? bundle_open_late(entry, flags) : bundle_open(entry, flags);
    if (is_late && fd >= MAX_KNOWN_FDS)
        bundle_fill(fd, entry);
    else if (is_late && fd >= 0) {
        late[bundle_num_late].fd = fd;
        late[bundle_num_late++].entry = entry;
        fd_made(fd, FD_LATE);
    }
    lock_drop(&lock_code);
    return fd;
}

static u32 find(i64 fd)
{
    u32 i = 0;

    while (i < bundle_num_late && late[i].fd != fd)
        i++;
    return i;
}

void bundle_late_forget(i64 fd)
{
    lock_take(&lock_code);
    u32 i = find(fd);
    if (i < bundle_num_late)
        late[i] = late[--bundle_num_late];
    lock_drop(&lock_code);
}

/* The guest may have closed the descriptor by a way that is not seen here. */
void bundle_late_fill(i64 fd)
{
    lock_take(&lock_code);
    u32 i = find(fd);
    if (i < bundle_num_late) {
        if (bundle_of_descriptor(fd) == late[i].entry)
            bundle_fill(fd, late[i].entry);
        fd_made(fd, FD_BYTES); /* forgets it */
    }
    lock_drop(&lock_code);
}

u32 bundle_late_of(i64 fd)
{
    lock_take(&lock_code); /* nobody is filling it now */
    u32 entry = bundle_of_descriptor(fd);
    lock_drop(&lock_code);
    return entry;
}

void bundle_late_fill_all(void)
{
    lock_take(&lock_code);
    while (bundle_num_late)
        bundle_late_fill(late[0].fd);
    lock_drop(&lock_code);
}

static bool is_in_beginning(u64 offset, u64 size)
{
    return offset <= BUNDLE_BEGIN && size <= BUNDLE_BEGIN - offset;
}

/* Returns true if a call on such a descriptor needs no more bytes than are there. */
static bool does_without(const Call *c)
{
    const u64 *a = c->arg;

    switch ((CallId)c->row->id) {
    case CALL_close:
    case CALL_mmap: /* see mapping_calls.c */
    case CALL_mmap2: return true;
    case CALL_read:
        return is_in_beginning((u64)sys_call3(__NR_lseek, a[0], 0, SEEK_CUR), a[2]);
    case CALL_pread64: return is_in_beginning(a[3], a[2]);
    case CALL_lseek: return a[2] <= SEEK_END;
    case CALL__llseek: return a[4] <= SEEK_END;
    case CALL_fcntl:
    case CALL_fcntl64: return a[1] == F_GETFD || a[1] == F_SETFD;
    default: return false;
    }
}

/* Returns true if the call may give descriptors to others, or uses some that are not
 * its arguments. */
static bool is_about_all(const Call *c)
{
    switch ((CallId)c->row->id) {
    case CALL_fork:
    case CALL_vfork:
    case CALL_clone:
    case CALL_clone3:
    case CALL_unshare:
    case CALL_execve:
    case CALL_execveat:
    case CALL_sendmsg:
    case CALL_sendmmsg:
    case CALL_io_submit: return true;
    default: return false;
    }
}

/* Returns true if the call asks for the status of its first argument, a descriptor. */
static bool asks_status(const Call *c)
{
    const char *name;

    switch ((CallId)c->row->id) {
    case CALL_fstat:
    case CALL_fstat64: return true;
    case CALL_fstatat64:
    case CALL_statx: name = guest_string((u32)c->raw[1]); return name && !*name;
    default: return false;
    }
}

static void before_use(Call *c, i64 fd)
{
    u32 entry;

    if (does_without(c))
        return;
    if (!asks_status(c))
        bundle_late_fill(fd);
    else if ((entry = bundle_late_of(fd)) != BUNDLE_NONE)
        c->bundle = (i64)entry + 1;
}

void bundle_late_before(Call *c)
{
    if (is_about_all(c))
        bundle_late_fill_all();
    for (u32 i = 0; i < 6 && c->row->arg[i].kind != K_NONE; i++)
        if (c->row->arg[i].kind == K_FD && fd_kind(c->arg[i]) == FD_LATE)
            before_use(c, (i64)c->arg[i]);
}
