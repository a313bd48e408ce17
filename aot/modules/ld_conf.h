/*
 * ld_conf.h -- folders of libraries that files of the root name.
 *
 *      Texts folders = {0};
 *      ld_conf_folders(root, "/etc/ld.so.conf", &folders);
 *      texts_free(&folders);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_LD_CONF_H
#define AOT_MODULES_LD_CONF_H

#include "aot/modules/texts.h"

/* Appends the folders that a file in the form of ld.so.conf names, and those of the
 * files it includes, which may be patterns.  ldconfig(8).  A file that is not there
 * names none. */
void ld_conf_folders(const char *root, const char *file, Texts *folders);

/* Appends the folders of musl's /etc/ld-musl-ARCH.path, which are separated by colons
 * or line ends.  Returns false if there is no such file. */
bool ld_conf_musl(const char *root, const char *file, Texts *folders);

#endif
