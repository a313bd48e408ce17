/* content_hash.c -- the hash that says which bytes a module is made of.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/content_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

u64 content_hash(const u8 *bytes, size_t size, u64 seed)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}
