/* bundle_folders.h -- folders that the bundle has: what is in them, and names relative
 * to them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_BUNDLE_FOLDERS_H
#define RUNTIME_LINUX_FILE_BUNDLE_FOLDERS_H

#include "runtime/memory/bundle.h"

/* Returns true if the host, or the root, has the bundle's folder, too.  Then that is
 * what the guest gets the status and descriptors of. */
bool bundle_folder_is_shared(u32 folder);

/* Return the guest's absolute path of the folder that names start in: of descriptor
 * `fd`, or the current one.  It is written to `room` (ROOT_ROOM bytes).  NULL: unknown,
 * or no folder of the bundle.  *only: the host has no such folder. */
const char *bundle_folder_of(i64 fd, char *room, bool *only);
const char *bundle_folder_current(char *room, bool *only);
/* Makes a folder that only the bundle has the current one; BUNDLE_NONE: the host's is
 * the current one. */
void bundle_folder_enter(u32 folder);
/* Returns the current folder if only the bundle has it, else BUNDLE_NONE. */
u32 bundle_folder_entered(void);

/* As getdents64 of a host descriptor: what is in a folder of the bundle besides. */
i64 bundle_folder_read(u64 fd, u8 *entries, u64 room);
/* Before lseek of a folder to `position`.  Goes there and returns true, if
 * bundle_folder_read gave it for one of the bundle's entries. */
bool bundle_folder_seek(u64 fd, u64 position);

#endif
