/* content_hash.h -- the hash that says which bytes a module is made of.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_ELF_CONTENT_HASH_H
#define AOT_ELF_CONTENT_HASH_H

#include "ir/base.h"

/* Returns XXH3_64bits_withSeed of the bytes.  The runtime checks AotPiece.hash, with
 * seed 0, against what is in guest memory. */
u64 content_hash(const u8 *bytes, size_t size, u64 seed);

#endif
