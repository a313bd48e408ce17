/*
 * discover.h -- which addresses are code, and which blocks make a function.
 *
 *      Program p = discover(&guest_ppc, &image, NULL);
 *      for (u32 i = 0; i < p.num_functions; i++) ...
 *      program_free(&p);
 *
 * Guesses may be wrong both ways: what is missed is translated at run time, and
 * what is taken for code and is none is never entered.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_H
#define LIFTER_DISCOVER_H

#include "lifter/image.h"
#include "lifter/lifter.h"

/* Instructions from start up to end, entered only at start (a jump into the
 * middle makes two of it); it goes on at end unless its last one is a jump. */
typedef struct {
    u32 start, end;
} CodeRange;

/* All known targets of the indirect jump at `at`; distinct, ascending. */
typedef struct {
    u32 at;
    const u32 *target;
    u32 num_targets;
} JumpTable;

typedef struct {
    u32 entry;
    const char *name;       /* from symbols, else "fn_10000400" */
    const CodeRange *block; /* by address; one starts at entry */
    u32 num_blocks;
    const JumpTable *table; /* by `at` */
    u32 num_tables;
    bool speculative; /* found only by a guess */
} Function;

typedef struct {
    Function *function; /* by entry */
    u32 num_functions;
    u32 num_insns;                /* in all of them; a block may be in several */
    u32 num_indirect, num_tables; /* indirect plain jumps; with a table */
    void *memory;
} Program;

/* What else the file says: where functions are, e.g. from .eh_frame, by start (an empty
 * range: where it ends is not known; an even start may be one of Thumb too); where
 * there is code and no data between (none: anywhere in executable segments). */
typedef struct {
    const CodeRange *function;
    u32 num_functions;
    const CodeRange *code;
    u32 num_code;
    const u32 *resolver; /* functions that return the addresses of others (IFUNC) */
    u32 num_resolvers;
} Hints;

/* `hints` may be NULL.  The image's memory must outlive the program: names are its. */
Program discover(const Guest *guest, const Image *image, const Hints *hints);
void program_free(Program *program);
const Function *program_function(const Program *program, u32 entry); /* or NULL */

#endif
