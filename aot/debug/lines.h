/*
 * lines.h -- which line of which file a debugger shows for a guest instruction: one of
 * a listing of the guest's code, or one of the guest's own sources.
 *
 *      Lines lines;
 *      lines_begin(&lines, &guest_ppc, &image, &program, "prog.lst");
 *      lines_add_sources(&lines, &file);              -- for -g=source
 *      u32 line = lines_line(&lines, function, 0x10000400);       -- of the listing
 *      Place place = lines_place(&lines, function, line);
 *      ... lines.file[place.file], place.line ...
 *      lines_end(&lines);
 *
 * The listing has for each function of the program, in its order, a line "function
 * NAME" and then a line for each instruction, by address:
 *
 *      function main
 *      0x10000400:  7c642e15  addo. r3, r4, r5
 *
 * An instruction that several functions share has a line in each.  A pc here is as in a
 * Function: bit 0 of a Thumb instruction's is set.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_DEBUG_LINES_H
#define AOT_DEBUG_LINES_H

#include <stdio.h>

#include "aot/elf/elf.h"

enum { LISTING_FILE = 0 /* the listing's index in Lines.file */ };

/* A line of a file.  Line 0: none is known. */
typedef struct {
    u32 file; /* index in Lines.file */
    u32 line;
} Place;

/* From `address`, without Thumb's bit, up to the next row's: the place. */
typedef struct {
    u32 address;
    u32 order; /* of reading: of several for an address the last counts */
    Place place;
} LineRow;

typedef struct Lines {
    const Guest *guest;
    const Image *image;
    const Program *program;
    u32 *heading; /* by function: its first line in the listing; one more ends them */
    u32 *pc;      /* by line of the listing; of a heading the function's entry */
    char **file;
    u32 num_files;
    LineRow *row; /* of the guest's DWARF, by address */
    u32 num_rows;
} Lines;

/* Numbers the lines of the listing, of a file that is called `name`. */
void lines_begin(Lines *lines, const Guest *guest, const Image *image,
                 const Program *program, const char *name);
/* Adds the places in the guest's sources that the file's DWARF tells, for the functions
 * that it tells of.  Returns false if it tells nothing.  DWARF 5, 6.2. */
bool lines_add_sources(Lines *lines, const ElfFile *file);
void lines_end(Lines *lines);

/* The place of a function's name: of its first instruction in the sources, if that is
 * known, else of its heading in the listing. */
Place lines_of_function(const Lines *lines, const Function *function);
/* The line of the listing for an instruction of a function; 0: it has none. */
u32 lines_line(const Lines *lines, const Function *function, u32 pc);
/* The place of what has a line of the listing, in a function: in the sources if its
 * entry has a place there, else that line of the listing. */
Place lines_place(const Lines *lines, const Function *function, u32 line);
/* The guest address, with Thumb's bit, of a line of the listing; 0 for a line it does
 * not have. */
u32 lines_pc(const Lines *lines, u32 line);
/* The function that a line of the listing belongs to; NULL: none. */
const Function *lines_function(const Lines *lines, u32 line);
/* Returns true for the line of a function's name in the listing. */
bool lines_is_heading(const Lines *lines, u32 line);
/* Returns true if some function has its places in the listing. */
bool lines_need_listing(const Lines *lines);

/* Writes the listing. */
void lines_write(const Lines *lines, FILE *to);

#endif
