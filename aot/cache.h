/*
 * cache.h -- a folder of outputs, by what they are a function of.
 *
 *      Cache cache;
 *      const char *why_not = cache_open(&cache, NULL, 5 << 30);
 *      if (!why_not && cache_get(&cache, key, "out") != CACHE_HIT) {
 *          ... make the file "out" ...
 *          why_not = cache_put(&cache, key, "out");
 *      }
 *
 * The entry with key 0123... is the file 01/23... in the folder: a line each of a
 * version, the key, the size and the SHA-256 of the contents, which follow.  It appears
 * when it is complete, and is checked whenever it is read, so any number of processes
 * may use the folder, and whatever becomes of its files is a miss.  The time of an
 * entry is when it was last used.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_CACHE_H
#define AOT_CACHE_H

#include "aot/key.h"

typedef struct {
    char folder[4096];
    u64 limit;       /* bytes that all entries may take */
    char path[4300]; /* of the entry that was asked for last */
    char error[4500];
} Cache;

/* CACHE_DAMAGED is a miss, too; the entry is gone. */
typedef enum { CACHE_HIT, CACHE_MISS, CACHE_DAMAGED } CacheAnswer;

/* Makes the folder, with mode 0700, where it is not there.  `folder` is as the user
 * named it, or NULL: the one of the XDG Base Directory Specification.  Returns NULL, or
 * why the cache cannot be used, as one line: others can write to the folder, too, say.
 */
const char *cache_open(Cache *cache, const char *folder, u64 limit);

/* Copies the contents of an entry to file `to`, which is only left there for a hit. */
CacheAnswer cache_get(Cache *cache, const char key[KEY_SHA256], const char *to);

/* Adds an entry, whose contents are those of file `from`; removes the entries that were
 * not used for longest if all together take more than the limit.  Returns NULL, or why
 * it is not kept, as one line. */
const char *cache_put(Cache *cache, const char key[KEY_SHA256], const char *from);

/* Removes entries until no more than cache->limit bytes are left, and what processes
 * that were killed have left. */
void cache_trim(const Cache *cache);

/* How the names of files begin that are no entries yet. */
#define CACHE_UNFINISHED "new."

#endif
