/* views.c -- one memory, mapped to run it and to write it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/views.h"

#include <linux/mman.h>

#include "runtime/base/sys.h"
#include "runtime/lock.h"

#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#endif

enum { RUN = PROT_READ | PROT_EXEC, WRITE = PROT_READ | PROT_WRITE };

static i64 map_file(const TwoViews *views, u8 *at, int protection)
{
    return sys_call6(__NR_mmap, (u64)at, views->size, (u64)protection,
                     MAP_SHARED | MAP_NORESERVE | (at ? MAP_FIXED : 0), (u64)views->fd,
                     0);
}

static i64 unmap(const u8 *at, u64 size)
{
    return sys_call2(__NR_munmap, (u64)at, size);
}

/* Both views of a memfd. */
static i64 make_of_file(TwoViews *views, u8 *at)
{
    views->fd = sys_call2(__NR_memfd_create, (u64) "code", MFD_CLOEXEC);
    if (sys_failed(views->fd))
        return views->fd;
    i64 error = sys_call2(__NR_ftruncate, (u64)views->fd, views->size);
    i64 run = error ? error : map_file(views, at, RUN);
    i64 write = sys_failed(run) ? run : map_file(views, NULL, WRITE);
    if (sys_failed(write)) {
        views_close(views);
        return write;
    }
    views->run = (u8 *)run;
    views->write = (u8 *)write;
    return 0;
}

/* A second view of shared memory by an mremap of size 0; an error if that is refused.
 */
static i64 second_view(TwoViews *views)
{
    i64 got = sys_call4(__NR_mremap, (u64)views->run, 0, views->size, MREMAP_MAYMOVE);

    if (sys_failed(got))
        return got;
    views->write = (u8 *)got;
    i64 error = sys_call3(__NR_mprotect, (u64)got, views->size, WRITE);
    if (error)
        unmap(views->write, views->size);
    return error;
}

static i64 make(TwoViews *views, u8 *at)
{
    i64 got = sys_call6(
        __NR_mmap, (u64)at, views->size, RUN,
        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE | (at ? MAP_FIXED : 0), ~0ull, 0);

    if (sys_failed(got))
        return got;
    views->run = (u8 *)got;
    if (!second_view(views))
        return 0;
    if (!at)
        unmap(views->run, views->size);
    return make_of_file(views, at);
}

i64 views_make(TwoViews *views, u8 *at, u64 size)
{
    *views = (TwoViews){.size = size, .fd = -1};
    lock_take(&lock_host_map);
    i64 error = make(views, at);
    lock_drop(&lock_host_map);
    return error;
}

void views_close(TwoViews *views)
{
    if (views->fd >= 0)
        sys_call1(__NR_close, (u64)views->fd);
    views->fd = -1;
}

static i64 place(const TwoViews *views, u8 **view, u8 *at, int protection)
{
    i64 got = views->fd >= 0
                  ? map_file(views, at, protection)
                  : sys_call6(__NR_mremap, (u64)*view, views->size, views->size,
                              MREMAP_MAYMOVE | MREMAP_FIXED, (u64)at, 0);

    if (sys_failed(got))
        return got;
    if (views->fd >= 0)
        unmap(*view, views->size);
    *view = at;
    return 0;
}

i64 views_place(TwoViews *views, u8 *run, u8 *write)
{
    i64 error = place(views, &views->run, run, RUN);

    if (!error && write)
        error = place(views, &views->write, write, WRITE);
    return error;
}

void views_drop_write(TwoViews *views)
{
    unmap(views->write, views->size);
    views_close(views);
}

void views_drop(TwoViews *views)
{
    unmap(views->run, views->size);
    views_drop_write(views);
}
