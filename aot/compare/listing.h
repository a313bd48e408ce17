/*
 * listing.h -- the listing of the guest's code that dbt-aot -g=listing writes.
 *
 *      Listing listing = {0};
 *      const char *wrong = listing_read(&listing, "prog.lst");
 *      const GuestLine *line = listing_line(&listing, 12);    -- of the file's line 12
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_LISTING_H
#define AOT_COMPARE_LISTING_H

#include "ir/base.h"

/* An instruction of the guest. */
typedef struct {
    u32 pc;            /* without Thumb's bit */
    const char *bytes; /* as hexadecimal digits */
    const char *text;
} GuestLine;

typedef struct {
    GuestLine *line; /* by line of the file, from 0 on; text NULL: no instruction */
    u32 count;
    u32 *heading; /* lines that begin a function, in the order of the program */
    u32 num_functions;
    char *memory;            /* that the texts are in */
    const GuestLine **order; /* the instructions, by pc */
    u32 num_insns;
} Listing;

/* Reads a listing.  Returns false with errno set if the file cannot be read. */
bool listing_read(Listing *listing, const char *path);
void listing_free(Listing *listing);

/* Returns the instruction of line `number`, of 1 or more; NULL: it is none's.  An
 * instruction that has several lines is told by its first. */
const GuestLine *listing_line(const Listing *listing, u32 number);
/* Returns the instruction at `pc`, or NULL; of several lines with it the first. */
const GuestLine *listing_at(const Listing *listing, u32 pc);
/* Sets [*first, *end) to the lines, from 0 on, of a function of the program. */
void listing_function(const Listing *listing, u32 function, u32 *first, u32 *end);

#endif
