/* bundle_show.c -- the status of a file of the bundle: as of one of root's.  stat(2).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/file/bundle_calls.h"
#include "runtime/linux/host.h"
#include "runtime/memory/bundle_file.h"

enum { BLOCK = 4096, UNIT = 512 };

static u64 device(void)
{
    return (BUNDLE_DEVICE_MINOR & 0xff) | (u64)(BUNDLE_DEVICE_MINOR & ~0xff) << 12;
}

static u32 links_of(u32 entry)
{
    return bundle_is(entry, BUNDLE_FOLDER) ? 2 : 1;
}

static void fill_stat(u32 entry, struct stat *st)
{
    const AotBundleEntry *e = bundle_entry(entry);

    memset(st, 0, sizeof *st);
    st->st_dev = device();
    st->st_ino = entry + 1ull;
    st->st_mode = e->mode;
    st->st_nlink = links_of(entry);
    st->st_size = (i64)e->size;
    st->st_blksize = BLOCK;
    st->st_blocks = (i64)((e->size + UNIT - 1) / UNIT);
    st->st_atime = st->st_mtime = st->st_ctime = (u64)e->time;
}

static void fill_statx(u32 entry, struct statx *st)
{
    const AotBundleEntry *e = bundle_entry(entry);

    memset(st, 0, sizeof *st);
    st->stx_mask = STATX_BASIC_STATS;
    st->stx_dev_minor = BUNDLE_DEVICE_MINOR;
    st->stx_ino = entry + 1ull;
    st->stx_mode = (u16)e->mode;
    st->stx_nlink = links_of(entry);
    st->stx_size = e->size;
    st->stx_blksize = BLOCK;
    st->stx_blocks = (e->size + UNIT - 1) / UNIT;
    st->stx_atime.tv_sec = st->stx_mtime.tv_sec = st->stx_ctime.tv_sec = e->time;
}

void bundle_show_entry(u32 entry, LayoutId of, void *host)
{
    if (of == LAYOUT_statx)
        fill_statx(entry, host);
    else
        fill_stat(entry, host);
}

void bundle_show(LayoutId of, void *host)
{
    u32 entry;

    if (of == LAYOUT_statx) {
        const struct statx *x = host;
        entry = bundle_of(x->stx_size, x->stx_nlink, x->stx_mtime.tv_sec,
                          x->stx_mtime.tv_nsec);
    } else {
        const struct stat *st = host;
        entry = bundle_of((u64)st->st_size, st->st_nlink, (i64)st->st_mtime,
                          st->st_mtime_nsec);
    }
    if (entry != BUNDLE_NONE)
        bundle_show_entry(entry, of, host);
}
