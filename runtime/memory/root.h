/*
 * root.h -- a folder with the guest's system files: its interpreter and libraries.
 *
 *      root_set("/usr/arm-linux-gnueabihf");
 *      char room[ROOT_ROOM];
 *      root_name("/lib/ld-linux-armhf.so.3", true, room)   -- the file in that folder
 *
 * In it ".." does not lead out of the folder, and links that begin with "/" lead into
 * it. What it does not have is the host's, and what is made is made there.  So is "/"
 * itself, by whatever name: it is where ".." ends that is taken from any current
 * folder.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_ROOT_H
#define RUNTIME_MEMORY_ROOT_H

#include "ir/base.h"

enum { ROOT_ROOM = 4096 };

/* `folder` lives as long as the process; NULL or "": none. */
void root_set(const char *folder);
/* NULL: there is none. */
const char *root_folder(void);
/*
 * The host's name of the file that an absolute path of the guest names, in `room` or
 * the path itself.  `follow`: if its last part is a link, what that leads to.  Relative
 * paths, and NULL, stay as they are.
 */
const char *root_name(const char *path, bool follow, char *room);

#endif
