/*
 * bundled.h -- the bundle of an output (abi.h), as its reader finds it: nothing of it
 * is believed.
 *
 *      Bundled b;
 *      const char *wrong = bundled_open(&b, bytes, size);
 *      for (u32 i = 0; !wrong && i < b.count; i++)
 *          puts(bundled_path(&b, i, room));
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_INSPECT_BUNDLED_H
#define AOT_INSPECT_BUNDLED_H

#include "runtime/abi.h"

enum { BUNDLED_PATH = 4096 /* bytes of a path, with its 0 */ };

typedef enum { BUNDLED_FOLDER, BUNDLED_FILE, BUNDLED_LINK } BundledKind;

typedef struct {
    const u8 *bytes; /* of the section; NULL: there is no bundle */
    u64 size;
    u32 count; /* entries; the first is "/" */
} Bundled;

/* Checks the bytes of a bundle.  Returns NULL, or words about what is wrong. */
const char *bundled_open(Bundled *b, const u8 *bytes, u64 size);
/* Returns an entry, which may be anywhere in memory. */
AotBundleEntry bundled_entry(const Bundled *b, u32 i);
BundledKind bundled_kind(const AotBundleEntry *entry);
/* Writes the entry's path to `room`, of BUNDLED_PATH bytes, and returns it. */
const char *bundled_path(const Bundled *b, u32 i, char *room);
/* Returns a file's bytes or a link's target, which ends by 0. */
const void *bundled_bytes(const Bundled *b, u32 i);
/* Returns the number of the entry of that path, or `count`. */
u32 bundled_find(const Bundled *b, const char *path);
/* Returns the number of files, without links and folders, and sets *bytes to theirs. */
u32 bundled_files(const Bundled *b, u64 *bytes);

#endif
