/*
 * bundle.h -- the bundle: files that an output holds for its guest (dbt-aot --bundle).
 *
 *      BundleWalk w;
 *      if (bundle_walk(&w, "/", "/lib/libc.so.6", true) == BUNDLE_HAS)
 *          ... bundle_bytes(w.entry), bundle_entry(w.entry)->size ...
 *
 * The guest sees the bundle's files at their names, and the root's (root.h) and the
 * host's at all others.  Where names are the same, the bundle has precedence over the
 * root, and the root over the host.  A folder has what all three have in it.  Files of
 * the bundle cannot be changed.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_BUNDLE_H
#define RUNTIME_MEMORY_BUNDLE_H

#include "runtime/abi.h"
#include "runtime/memory/root.h"

/* The number of no entry. */
#define BUNDLE_NONE 0xffffffffu

/* Kinds of entries: bits of AotBundleEntry.mode. */
enum {
    BUNDLE_KIND = 0170000,
    BUNDLE_FOLDER = 0040000,
    BUNDLE_FILE = 0100000,
    BUNDLE_LINK = 0120000
};

extern const AotBundle *the_bundle; /* NULL: there is none */

/* Sets the bundle, or none if it is NULL. */
void bundle_set(const AotBundle *bundle);

static inline bool bundle_is_there(void)
{
    return the_bundle;
}

/* Returns the entry of a number, from 0 ("/"). */
const AotBundleEntry *bundle_entry(u32 number);
/* Returns true if entry `number` is of this kind, a BUNDLE_... */
bool bundle_is(u32 number, u32 kind);
/* Returns the entry's name, without its folder's. */
const char *bundle_name(u32 number);
/* Returns a file's bytes, or a link's target. */
const void *bundle_bytes(u32 number);
/* Returns the number of the entry of this name in a folder, or BUNDLE_NONE.  `name` has
 * `length` bytes. */
u32 bundle_child(u32 folder, const char *name, u64 length);
/* Returns the number of the entry with this absolute path, in which no link is
 * followed; or BUNDLE_NONE. */
u32 bundle_find(const char *path);
/* Writes the absolute path of an entry to `room` (ROOT_ROOM bytes). */
void bundle_path(u32 number, char *room);

/* Where a path leads. */
typedef struct {
    char at[ROOT_ROOM]; /* absolute, links resolved as far as the walk went */
    u64 used;           /* bytes of it; "/" has none */
    u32 entry;          /* what is there in the bundle, or BUNDLE_NONE */
    u32 folder;         /* the bundle's folder that would have it, or BUNDLE_NONE */
    bool turned;        /* a link of the bundle was followed: the host would have gone
                           another way */
    u32 links;
    char rest[ROOT_ROOM]; /* what is still to be gone through */
} BundleWalk;

/* Results of bundle_walk; others are negated error numbers. */
enum { BUNDLE_OUTSIDE, BUNDLE_HAS };

/* Resolves `path`, which starts in `folder` (absolute, without links) unless it is
 * absolute.  `follow`: a link as the last part, too.  Links of the bundle, the root and
 * the host are followed.  Returns BUNDLE_HAS, and w->entry; or BUNDLE_OUTSIDE: the
 * bundle has no file of this name. */
i64 bundle_walk(BundleWalk *w, const char *folder, const char *path, bool follow);

#endif
