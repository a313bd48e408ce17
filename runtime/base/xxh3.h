/* xxh3.h -- the hash by which files are known: XXH3, 64 bits.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_BASE_XXH3_H
#define RUNTIME_BASE_XXH3_H

#include "ir/base.h"

/* Returns XXH3_64bits of `size` bytes: what `xxhsum -H3` prints of a file. */
u64 xxh3(const void *bytes, size_t size);

#endif
