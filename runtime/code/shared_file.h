/*
 * shared_file.h -- mapping the modules that have files of their own (abi.h, AotShared).
 *
 *      shared_files_map(image, name_of_our_file, secure);
 *      ... shared_images[0 ... num_shared_images - 1] ...
 *
 * Their pages are those of the file, but for the slots and the global offset table,
 * which are filled and made read-only.  No page is ever writable and executable.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_SHARED_FILE_H
#define RUNTIME_CODE_SHARED_FILE_H

#include "runtime/abi.h"

/* Maps the program's shared modules in reach of the runtime.  Call it before
 * memory_init: the kernel puts guest memory just below this program, where they are to
 * be.  `name` is what the program's file was executed by, which is used where /proc is
 * not there.  If `secure`, the program has rights that its user has not: then only a
 * folder with an absolute name is used.  A file that is not there, is not the one that
 * the program was made with, or cannot be mapped is a line of the log of modules: the
 * library's code is translated when it is reached. */
void shared_files_map(const AotImage *program, const char *name, bool secure);

/* The AotImages of those that are mapped. */
extern const AotImage **shared_images;
extern u32 num_shared_images;

#endif
