/* xxh3.c -- the hash by which files are known.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/xxh3.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

u64 xxh3(const void *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}
