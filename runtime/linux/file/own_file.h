/*
 * own_file.h -- the guest's own program, where the host runs another file.
 *
 * A translated program is a file of the host's that has the guest's in it.  The guest
 * must see that one: by /proc/self/exe, by argv[0] and by any other name of the file.
 *
 *      return own_file_open(directory, path, flags, mode);
 *
 * The file is known by its device and inode.  What is opened for reading gives a copy
 * in memory (memfd_create) of the guest's part: descriptors are read, mapped,
 * duplicated, inherited and sent by the kernel alone, so that nothing less than a file
 * will do.  The copy is made when it is opened, and goes when it is closed.  Nothing of
 * this is done in dbt-run, nor where the guest's file was left out (--no-guest-file).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_FILE_OWN_FILE_H
#define RUNTIME_LINUX_FILE_OWN_FILE_H

#include "runtime/linux/syscall.h"

/* As openat; `file` may be a bad address.  Most files are none of ours, and asking each
 * for its inode takes a quarter of an open: so a first try follows no links. */
i64 own_file_open(u64 directory, const char *file, u64 flags, u64 mode);
/* `fd` is a new descriptor, opened with the host's `flags`, or an error, which is
 * returned.  If it is of our file, opened for reading, its number becomes that of a
 * descriptor of the guest's. */
i64 own_file_opened(i64 fd, u64 flags);
/* Were copies made, and is `fd` one of them? */
bool own_file_has_copies(void);
bool own_file_is_copy(i64 fd);
/* Has the file the same contents as the guest's?  A copy that the guest made of it is
 * as good as the one that runs. */
bool own_file_is_same(i64 fd);

/* The host's struct stat or struct statx (by `of`), before the guest gets it: ours has
 * the size of the guest's file, and copies look like ours. */
void own_file_show(LayoutId of, void *host);
/* Where a mapping of our file at `offset` lies in the guest's. */
u64 own_file_offset(u64 inode, u64 offset);

#endif
