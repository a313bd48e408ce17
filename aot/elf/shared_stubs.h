/* shared_stubs.h -- the object between a module's own file and the runtime (abi.h,
 * AotShared).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_ELF_SHARED_STUBS_H
#define AOT_ELF_SHARED_STUBS_H

#include "aot/elf/module_file.h"

/* Writes the object that stands between a module and the runtime: the slots, a function
 * for each that jumps to what is in it, and the AotSharedHead.  Sets the module's
 * slots: they are what its .dbto refers to and does not define.  Returns NULL, or what
 * is wrong. */
const char *shared_stubs_write(const char *path, ModuleFile *module);

#endif
