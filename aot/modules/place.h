/*
 * place.h -- the guest addresses of all modules of a program.
 *
 *      place_modules(file, count, taken, num_taken);
 *      if (file[0]->base) ...          -- else file[0]->why_not
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_PLACE_H
#define AOT_MODULES_PLACE_H

#include "aot/modules/library_file.h"

/* Guest addresses from `start` up to, not including, `end`. */
typedef struct {
    u32 start, end;
} PlaceRange;

/* Sets the base of each file, or why it has none.  A file gets the first of its places
 * that is free of `taken` and of the files before it; files with an address of their
 * own come first, then the largest, of two of the same size that with the lower hash.
 * So a file has the same one in nearly all programs.  If none of its tries is free, it
 * gets the lowest address that is.  Of several files with the same contents one has a
 * place. */
void place_modules(LibraryFile **file, u32 count, const PlaceRange *taken,
                   u32 num_taken);

#endif
