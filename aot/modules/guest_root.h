/*
 * guest_root.h -- files of the guest in the folder of --root, as the runtime finds them
 * (runtime/memory/root.h): symbolic links to absolute paths stay within the root, and
 * ".." does not lead out of it.
 *
 *      char host[GUEST_ROOT_ROOM];
 *      if (guest_root_find("/srv/armhf", "/lib/libc.so.6", host)) ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_GUEST_ROOT_H
#define AOT_MODULES_GUEST_ROOT_H

#include "ir/base.h"

enum { GUEST_ROOT_ROOM = 4096 }; /* bytes of a path, with its 0 */

/* Writes the host's path, without symbolic links below the root, of the guest's
 * absolute path to `host`.  Returns false if the root has no such file. */
bool guest_root_find(const char *root, const char *guest, char host[GUEST_ROOT_ROOM]);

#endif
