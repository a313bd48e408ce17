/* body_sizes.h -- how long the host code of each function is, from its objects.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_ELF_BODY_SIZES_H
#define AOT_ELF_BODY_SIZES_H

#include "lifter/discover.h"

typedef struct {
    char *name;
    u32 size;
    u64 place; /* section and offset in its object: the same for two names of a function
                */
} BodySize;

typedef struct {
    BodySize *item; /* by name */
    u32 count, capacity;
} BodySizes;

/* Adds the functions that object file `path` defines.  Returns false if it cannot be
 * read. */
bool body_sizes_read(BodySizes *sizes, const char *path);
/* Sorts them; call it before body_sizes_of. */
void body_sizes_settle(BodySizes *sizes);
/* The size of function `name` in bytes; 0 if it is not known. */
u32 body_sizes_of(const BodySizes *sizes, const char *name);
/* The bytes of all host functions of a guest function: its entry, its body, or its
 * parts. */
u64 body_sizes_whole(const BodySizes *sizes, const Function *function);
void body_sizes_free(BodySizes *sizes);

#endif
