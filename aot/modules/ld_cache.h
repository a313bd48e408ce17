/*
 * ld_cache.h -- the dynamic linker's list of libraries, /etc/ld.so.cache, as ldconfig
 * writes it: for glibc 2.2 and later ("glibc-ld.so.cache1.1"), the older format, and
 * the older one with the newer behind it.
 *
 *      LdCache cache = ld_cache_read(bytes, size);
 *      for (u32 i = 0; i < cache.count; i++)
 *          if (strcmp(cache.entry[i].name, "libc.so.6") == 0) ... cache.entry[i].path
 *      ld_cache_free(&cache);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_LD_CACHE_H
#define AOT_MODULES_LD_CACHE_H

#include "ir/base.h"

typedef struct {
    const char *name, *path; /* in the file's bytes */
    u32 flags;               /* kind of library, and its ABI */
    u64 hwcap;               /* what the processor must have */
} LdCacheEntry;

typedef struct {
    LdCacheEntry *entry; /* in the file's order: the dynamic linker takes the first
                            that fits */
    u32 count;
} LdCache;

/* Bits of `flags`. */
enum { LD_CACHE_LIBC6 = 3, LD_CACHE_ABI = 0xff00 };
/* Values of flags & LD_CACHE_ABI: ARM's calling conventions. */
enum { LD_CACHE_ARM_HARD = 0x900, LD_CACHE_ARM_SOFT = 0xb00 };

/* Reads a file in memory, in either byte order.  What is damaged has no entries. */
LdCache ld_cache_read(const u8 *bytes, size_t size);
void ld_cache_free(LdCache *cache);

#endif
