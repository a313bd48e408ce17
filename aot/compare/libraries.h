/*
 * libraries.h -- names of code in the guest's libraries, from their symbol tables.
 *
 *      Libraries libraries = {0};
 *      const char *name = libraries_name(&libraries, "/lib/libc.so.6", 0x1234);
 *      libraries_free(&libraries);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_LIBRARIES_H
#define AOT_COMPARE_LIBRARIES_H

#include "ir/base.h"

/* A function of a library. */
typedef struct {
    u64 offset; /* of its code in the file */
    u64 size;   /* 0: not known */
    char *name;
} LibraryFunction;

typedef struct {
    const char *path;
    LibraryFunction *function; /* by offset */
    u32 count;
} Library;

typedef struct {
    Library *library;
    u32 count;
} Libraries;

/* Returns the name of the function that has byte `offset` of the file, or NULL.  Files
 * are read when they are asked for first; `path` must live as long as `libraries`. */
const char *libraries_name(Libraries *libraries, const char *path, u64 offset);
void libraries_free(Libraries *libraries);

#endif
