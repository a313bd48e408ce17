/*
 * shared_file.h -- the file that a module has of its own (abi.h, AotShared).
 *
 *      const char *wrong = shared_stubs_write("stubs.o", &module);
 *      if (!wrong) ... link stubs.o and module.path by LINK_SHARED to "libm.dbtm" ...
 *      if (!wrong) wrong = shared_file_end("libm.dbtm", key, &module);
 *
 *      ModuleFile other;
 *      if (shared_file_read(&other, "libm.dbtm", key)) ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_SHARED_FILE_H
#define AOT_MODULES_SHARED_FILE_H

#include "aot/elf/module_file.h"

/* Appends the module's note and the AotSharedEnd to a linked file; `key` has
 * AOT_SHARED_SUM characters.  Sets the module's shared_size and shared_sum.  Returns
 * NULL, or what is wrong. */
const char *shared_file_end(const char *path, const char *key, ModuleFile *module);

/* Reads a file that was made before: all but `shared`, which stays NULL.  Returns false
 * if it is not there, is damaged or has another key; nothing is to be freed then. */
bool shared_file_read(ModuleFile *module, const char *path, const char *key);

#endif
