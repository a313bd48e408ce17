/* body_sizes.h -- how long the host code of each function is, from its objects. */
#ifndef AOT_ELF_BODY_SIZES_H
#define AOT_ELF_BODY_SIZES_H

#include "lifter/discover.h"

typedef struct {
    char *name;
    u32 size;
} BodySize;

typedef struct {
    BodySize *item; /* by name */
    u32 count, capacity;
} BodySizes;

/* Add the functions an object defines; false if it cannot be read. */
bool body_sizes_read(BodySizes *sizes, const char *path);
/* Make it ready to be asked. */
void body_sizes_settle(BodySizes *sizes);
/* 0: not known */
u32 body_sizes_of(const BodySizes *sizes, const char *name);
void body_sizes_free(BodySizes *sizes);

#endif
