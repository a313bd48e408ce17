/* same_code.h -- whether two objects have the same code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_ELF_SAME_CODE_H
#define AOT_ELF_SAME_CODE_H

#include "ir/base.h"

/* Returns true if `object` has the same bytes in what is loaded of it, at the same
 * places and with the same relocations, as the object `wanted`; or if only bytes
 * differ, which it then gets from there.  Both are relocatable x86-64 objects in
 * memory. */
bool same_code(const void *wanted, size_t wanted_size, void *object, size_t size);

#endif
