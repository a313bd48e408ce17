/*
 * image.h -- a plain view of a guest program: what the lifter and the tools see.
 *
 *      const u8 *code = image_at(&image, 0x10000400, 4);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_IMAGE_H
#define LIFTER_IMAGE_H

#include "ir/base.h"

/* A loadable segment: `size` bytes of memory at `address`, of which the first
 * `file_size` are `bytes` and the rest are zero. */
typedef struct {
    u32 address, size, file_size;
    const u8 *bytes;
    bool readable, writable, executable;
} Segment;

typedef struct {
    u32 address, size; /* size 0: not known */
    const char *name;  /* "" if none */
    bool is_function;
} Symbol;

typedef struct {
    const Segment *segment; /* by address, not overlapping */
    u32 num_segments;
    const Symbol *symbol; /* by address; empty if stripped */
    u32 num_symbols;
    u32 entry;
} Image;

/* `size` bytes of file contents at a guest address; NULL if not all there. */
const u8 *image_at(const Image *image, u32 address, u32 size);
/* How many bytes of its segment's file contents there are from an address on. */
u32 image_bytes_from(const Image *image, u32 address);
/* Is the whole range within one executable segment's file contents? */
bool image_is_code(const Image *image, u32 address, u32 size);
/* The function symbol, else any symbol, at or before the address within the same
 * segment and, where its size is known, within its size; NULL if none. */
const Symbol *image_symbol(const Image *image, u32 address);

#endif
