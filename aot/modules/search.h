/*
 * search.h -- where the guest's dynamic linker would find a library: glibc's, or musl's
 * if the program names that.
 *
 *      Search search;
 *      search_open(&search, "/srv/armhf", &program);
 *      if (search_find(&search, "libc.so.6", &program, &file)) ... file.guest ...
 *      search_close(&search);
 *
 * ld.so(8), "Dynamic string tokens" and the search order at its beginning; of the
 * environment (LD_LIBRARY_PATH) nothing is known here.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_SEARCH_H
#define AOT_MODULES_SEARCH_H

#include "aot/modules/ld_cache.h"
#include "aot/modules/library_file.h"
#include "aot/modules/texts.h"

typedef struct {
    const char *root;
    const LibraryFile *program;
    const char *multiarch; /* Debian's name of the architecture */
    bool is_musl;
    char *cache_bytes; /* of /etc/ld.so.cache; NULL: there is none */
    LdCache cache;
    Texts configured; /* folders of ld.so.conf, or of musl's list */
    Texts usual;      /* folders that are built into the dynamic linker */
    Texts variants;   /* folders below others, for processors; the last one is "" */
    Texts names;      /* the strings of files */
} Search;

/* Reads what the root says about where libraries are.  `root` and `program` must live
 * as long as the search. */
void search_open(Search *search, const char *root, const LibraryFile *program);
void search_close(Search *search);

/* Opens the file that `loader` gets if it asks for `name`: a name, or a path.  Its
 * strings are the search's.  Returns false if there is none. */
bool search_find(Search *search, const char *name, const LibraryFile *loader,
                 LibraryFile *file);

/* Opens the file `host` of this machine, which the guest has as `guest`.  Returns false
 * if there is none, or it is for another processor. */
bool search_take(Search *search, const char *guest, const char *host,
                 LibraryFile *file);

/* Opens the file of a guest's absolute path.  `outside`: if the root does not have it,
 * the host's is taken.  Returns false if there is none, or it is for another processor.
 */
bool search_try(Search *search, const char *guest, bool outside, LibraryFile *file);

#endif
