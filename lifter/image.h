/*
 * image.h -- the segments and symbols of a guest program, for the lifter and the tools.
 *
 *      const u8 *code = image_at(&image, 0x10000400, 4);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_IMAGE_H
#define LIFTER_IMAGE_H

#include "ir/base.h"

/* A loadable segment: `size` bytes of guest memory at `address`.  The first `file_size`
 * bytes are `bytes`; the rest are zero. */
typedef struct {
    u32 address, size, file_size;
    const u8 *bytes;
    bool readable, writable, executable;
} Segment;

/* A symbol of the program's symbol table. */
typedef struct {
    u32 address, size; /* size 0: unknown */
    const char *name;  /* "" if it has none */
    bool is_function;
} Symbol;

/* A guest program. */
typedef struct {
    const Segment *segment; /* ascending by address, without overlaps */
    u32 num_segments;
    const Symbol *symbol; /* ascending by address; empty in a stripped program */
    u32 num_symbols;
    u32 entry;
    bool relocates_code; /* the dynamic linker changes its code (DT_TEXTREL) */
} Image;

/* Returns the file contents of the `size` bytes at a guest address; NULL unless all of
 * them are file contents of one segment. */
const u8 *image_at(const Image *image, u32 address, u32 size);
/* Returns the number of bytes from a guest address to the end of its segment's file
 * contents; 0 if the address has no file contents. */
u32 image_bytes_from(const Image *image, u32 address);
/* Returns true if the whole range is file contents of one executable segment. */
bool image_is_code(const Image *image, u32 address, u32 size);
/* Returns the symbol that an address belongs to: the nearest function symbol at or
 * before it, else another symbol.  The symbol is in the address's segment, and the
 * address within its size if that is known.  Returns NULL if there is none. */
const Symbol *image_symbol(const Image *image, u32 address);

#endif
