/*
 * root.h -- the root: a folder with the guest's system files, its dynamic linker and
 * libraries.
 *
 *      root_set("/usr/arm-linux-gnueabihf");
 *      char room[ROOT_ROOM];
 *      root_name("/lib/ld-linux-armhf.so.3", true, room)   -- the file in that folder
 *
 * An absolute path of the guest is looked up in the root first.  There, ".." does not
 * lead out of the root, and symbolic links to absolute paths lead into it.  A file that
 * the root does not have is the host's, and a new file is made on the host.  "/" itself
 * is the host's, too, by whatever name: ".." from any current folder ends there.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_ROOT_H
#define RUNTIME_MEMORY_ROOT_H

#include "ir/base.h"

enum { ROOT_ROOM = 4096 }; /* bytes of a path, with its 0 */

/* Sets the root.  `folder` must live as long as the process; NULL or "": there is none.
 */
void root_set(const char *folder);
/* Returns the root's path, or NULL if there is none. */
const char *root_folder(void);
/*
 * Returns the host's path of the file that the guest's absolute path `path` names:
 * `path` itself, or a path that is written to `room` (ROOT_ROOM bytes).  `follow`: if
 * the last part is a symbolic link, its target is returned.  Relative paths, and NULL,
 * are returned as they are.
 */
const char *root_name(const char *path, bool follow, char *room);

#endif
