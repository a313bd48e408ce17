/*
 * closure.h -- all shared objects that a program brings along: its dynamic linker, the
 * libraries that it needs, those that these need, and so on.
 *
 *      Closure *closure = closure_new("/srv/armhf", "prog");
 *      closure_add(closure, "/usr/lib/plugins");
 *      for (u32 i = 0; i < closure->count; i++) puts(closure->file[i]->host);
 *      closure_free(closure);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_CLOSURE_H
#define AOT_MODULES_CLOSURE_H

#include "aot/modules/search.h"

/* A library that was not found. */
typedef struct {
    const char *name;
    const LibraryFile *loader; /* which needs it */
} MissingLibrary;

typedef struct {
    LibraryFile program;
    Search search;
    LibraryFile **file; /* without the program; in the order of loading */
    u32 count, done;    /* `done`: what these need is there */
    MissingLibrary *missing;
    u32 num_missing;
    char program_host[4096];
} Closure;

/* Returns the closure of a program whose libraries are in the folder `root`; NULL if
 * the program cannot be read.  `root` must live as long. */
Closure *closure_new(const char *root, const char *program);
/* Adds what a program loads when it runs, and all that those need: a file of the guest,
 * all shared objects in a folder and the folders below it, or all that match a pattern
 * of glob(7); as an absolute path of the guest.  Returns false if there is none. */
bool closure_add(Closure *closure, const char *pattern);
/* Adds what is in the output besides, the file `host` of this machine as `guest`, if it
 * is a shared object: closure_settle then adds what such files need. */
void closure_give(Closure *closure, const char *guest, const char *host);
void closure_settle(Closure *closure);
/* NULL is allowed. */
void closure_free(Closure *closure);

#endif
