/*
 * own_file.h -- the guest's own executable, where the host runs another file.
 *
 * A translated program is a host file that contains the guest's file.  The guest must
 * see the latter: by /proc/self/exe, by argv[0] and by any other name of the file.
 *
 *      return own_file_open(directory, path, flags, mode);
 *
 * "Our file" is the host file, known by its device and inode.  When the guest opens it
 * for reading, it gets a copy of the guest's part in a memfd (memfd_create(2)).  It
 * must be a file, since the kernel alone reads, maps, duplicates, inherits and sends
 * descriptors.  The copy is made at the open and goes with its last descriptor. Nothing
 * of this is done in dbt-run, nor where the guest's file was left out
 * (--no-guest-file).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_FILE_OWN_FILE_H
#define RUNTIME_LINUX_FILE_OWN_FILE_H

#include "runtime/linux/syscall.h"

/* As openat(2), with host arguments; `file` may be a bad address.  The result may be
 * CALL_AGAIN or CALL_BEFORE (signal.h).  To ask each opened file for its inode would
 * cost a quarter of an open, so a first try follows no links and looks at the name
 * only. */
i64 own_file_open(u64 directory, const char *file, u64 flags, u64 mode);
/* Puts a copy in the place of `fd`, a new descriptor that was opened with the host's
 * `flags`, if it is our file and opened for reading: the number stays.  Returns `fd`,
 * which may be a negated error number, or the error of making the copy. */
i64 own_file_opened(i64 fd, u64 flags);
/* own_file_has_copies returns true if copies were made; own_file_is_copy, if `fd` is
 * one of the last 16 of them. */
bool own_file_has_copies(void);
bool own_file_is_copy(i64 fd);
/* Returns true if file `fd` has the same bytes as the guest's file: a copy that the
 * guest made of it. */
bool own_file_is_same(i64 fd);

/* Changes a host struct stat or struct statx (`of`) before the guest gets it.  Our file
 * gets the size of the guest's file; a copy is shown as our file. */
void own_file_show(LayoutId of, void *host);
/* Returns the offset in the guest's file of a mapping of file `inode` at `offset`;
 * `offset` itself if that is not our file. */
u64 own_file_offset(u64 inode, u64 offset);

/* Returns the bundle's entry, or BUNDLE_NONE, of which a mapping of file `inode` at
 * offset `at` is, if that is our file; sets *offset, in the entry's file. */
u32 own_file_bundled(u64 inode, u64 at, u64 *offset);

#endif
