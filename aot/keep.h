/*
 * keep.h -- what --cache does for one output.
 *
 *      Keep keep;
 *      keep_begin(&keep, &options, &diagnostics, &key, runtime, linker);
 *      if (!keep_take(&keep, "out")) {
 *          ... make the file "out" ...
 *          keep_put(&keep, "out", NULL);
 *      }
 *
 * Nothing that a cache does keeps an output from being made: what is wrong with it is a
 * warning, DIAGNOSTIC_CACHE.  -v tells of hits and misses there.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_KEEP_H
#define AOT_KEEP_H

#include "aot/cache.h"

typedef struct {
    bool on, verbose;
    bool had; /* the output was taken from the cache */
    Diagnostics *diagnostics;
    char key[KEY_SHA256];
    Cache cache;
} Keep;

/* Opens the cache that the options ask for, if their output is one that it may have: a
 * program, an object or a shard.  `runtime` and `linker` are the files that the
 * output is linked with, or "", `libraries` describes its modules, if there are any,
 * and `bundle` is the SHA-256 of its bundle, or "". */
void keep_begin(Keep *keep, const Options *options, Diagnostics *diagnostics,
                const Key *key, const char *runtime, const char *linker,
                const char *libraries, const char *bundle);
/* Copies the output to file `to`, if the cache has it; returns whether it had. */
bool keep_take(Keep *keep, const char *to);
/* Puts the file `from` into the cache, unless `why_not` says why another translation
 * may give another output. */
void keep_put(Keep *keep, const char *from, const char *why_not);

#endif
