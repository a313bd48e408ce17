/*
 * shared.h -- modules in files of their own, in the folder of --shared-libs.
 *
 *      shared_libs_begin(&program);
 *      for each library:
 *          if (!shared_libs_take(&program, &library)) {
 *              ... translate it, add it to program.modules ...
 *              shared_libs_put(&program, library.shared_key);
 *          }
 *
 * A file has the library's name, a hash of all that it was made of, and its guest
 * address: libc.so.6-0123456789abcdef-b5080000.dbtm.  It appears when it is complete,
 * and is read whole before it is used again.  So any number of processes may use the
 * folder. Without --shared-libs, none of these functions does anything.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_SHARED_H
#define AOT_MODULES_SHARED_H

#include "aot/job.h"

/* Makes the folder, and in it files of the modules that the program has already: those
 * of --with. */
void shared_libs_begin(Job *program);

/* Sets library->shared_key, from a library that was opened.  Adds its module to the
 * program's and returns true, if the folder has a right file of it. */
bool shared_libs_take(Job *program, Job *library);

/* Makes the file of the module that was added to the program last.  What fails is a
 * warning, and the module is linked to the program. */
void shared_libs_put(Job *program, const char key[KEY_SHA256]);

#endif
