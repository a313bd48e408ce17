/*
 * discover.h -- code discovery: which addresses are code, and which basic blocks make a
 * function.
 *
 *      Program p = discover(&guest_ppc, &image, NULL);
 *      for (u32 i = 0; i < p.num_functions; i++) ...
 *      program_free(&p);
 *
 * Discovery may err in both directions without harm.  Code that it misses is translated
 * at run time.  Data that it takes for code is never entered.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_H
#define LIFTER_DISCOVER_H

#include "lifter/image.h"
#include "lifter/lifter.h"

/* A range of code: as a basic block, the instructions from `start` up to, not
 * including, `end`.  Control enters it at `start` only; a jump into its middle splits
 * it.  Control falls through to `end` unless the last instruction is an unconditional
 * jump. */
typedef struct {
    u32 start, end;
} CodeRange;

/* The jump table of the indirect jump at `at`: all its known targets, distinct and
 * ascending. */
typedef struct {
    u32 at;
    const u32 *target;
    u32 num_targets;
} JumpTable;

/* A function: its basic blocks and jump tables. */
typedef struct {
    u32 entry;
    const char *name;       /* its symbol's name, else "fn_10000400" */
    const CodeRange *block; /* ascending by address; one starts at `entry` */
    u32 num_blocks;
    const JumpTable *table; /* ascending by `at` */
    u32 num_tables;
    bool speculative; /* its entry is only a guess */
} Function;

/* The result of discovery. */
typedef struct {
    Function *function; /* ascending by entry */
    u32 num_functions;
    u32 num_insns;                /* instructions in all functions; those of a shared
                                     block count in each */
    u32 num_indirect, num_tables; /* indirect jumps that are no returns; those of
                                     them with a jump table */
    bool cut_short;               /* discovery was ended by discover_until's `enough` */
    bool handles_faults; /* it is seen to install a handler for SIGSEGV or SIGBUS */
    void *memory;
} Program;

/* From one guest address to another. */
typedef struct {
    u32 from, to;
} CodeEdge;

/* What the file says besides its symbols.  `function`: where functions are, for example
 * from .eh_frame, ascending by start.  An empty range has an unknown end; an even start
 * may also be that of Thumb code.  `code`: ranges that hold code and no data; none
 * means all executable segments.  The others tell what runs of the program have shown;
 * they are guesses, each list ascending. */
typedef struct {
    const CodeRange *function;
    u32 num_functions;
    const CodeRange *code;
    u32 num_code;
    const u32 *resolver; /* functions that return the address of another (IFUNC
                            resolvers) */
    u32 num_resolvers;
    const u32 *entry; /* further functions, with the Thumb bit */
    u32 num_entries;
    const u32 *called; /* functions that were called */
    u32 num_called;
    const CodeEdge *jump; /* indirect jumps, and where they went */
    u32 num_jumps;
    const CodeEdge *left; /* entries of functions, and where some jump of them went */
    u32 num_left;
    const u32 *installer; /* functions that install handlers for signals, with the Thumb
                             bit: signal, sigaction and the like */
    u32 num_installers;
    const u32 *installer_word; /* words by which stubs of the procedure linkage table
                                  call such functions of other files */
    u32 num_installer_words;
} Hints;

/* Discovers the code of a program.  `hints` may be NULL.  The names in the result
 * belong to the image, whose memory must outlive it. */
Program discover(const Guest *guest, const Image *image, const Hints *hints);
/* Does the same, but asks enough(arg) now and then.  Once that returns true, discovery
 * ends with what it has found, which is as valid as all would be. */
Program discover_until(const Guest *guest, const Image *image, const Hints *hints,
                       bool (*enough)(void *arg), void *arg);
/* Frees the result of discover. */
void program_free(Program *program);
/* Lifts a function's block anew into *block, whose ops are removed first; its flags, as
 * `idioms`, count.  Returns false if the block is not among the image's file contents.
 */
bool program_lift(const Guest *guest, const Image *image, const CodeRange *range,
                  Block *block);
/* Returns the function with this entry, or NULL. */
const Function *program_function(const Program *program, u32 entry);

#endif
