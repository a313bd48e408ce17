/*
 * debug.h -- from host code back to guest code: which guest instruction each LLVM
 * instruction is made for, as LLVM's debug locations.
 *
 *      w.debug = debug_begin(context, module, lines);
 *      debug_function(&w);              -- w.fn->host is the host function begun
 *      debug_insn(&w, 0x10000400);      -- what is built from here on is of this one
 *      DebugPart part = debug_part(&w, PART_POLL);
 *      ... build its poll ...
 *      debug_part(&w, part);
 *      debug_finish(w.debug);           -- the module can be verified
 *      debug_name_values(w.debug);      -- before LLVM's passes ...
 *      debug_find_moved(w.debug);       -- ... and after them
 *      debug_end(w.debug);
 *
 * Without debug information w.debug is NULL, and all of these do nothing.
 *
 * A location's line is that of the guest instruction (debug/lines.h), its column the
 * part of the instruction.  What LLVM merges of several has line 0, and so has what it
 * moves, unless the name of its value tells where it comes from.  Each host function of
 * a guest function has a subprogram, whose name is the guest's and whose linkage name
 * is the host's symbol.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_DEBUG_H
#define AOT_LLVM_DEBUG_H

#include "aot/debug/lines.h"
#include "aot/llvm/lower.h"

/* The part of a guest instruction's host code, as the column of a location. */
typedef enum {
    PART_MERGED, /* with line 0: of several instructions, or of no known one */
    PART_INSN,   /* what the instruction does */
    PART_ENTRY,  /* of a function's first: what entering it takes */
    PART_POLL,   /* the poll at an entry or at a loop's end */
    PART_EXIT,   /* leaving for the dispatcher */
    PART_MOVED,  /* LLVM has moved it from where the instruction is */
    NUM_DEBUG_PARTS,
} DebugPart;

typedef struct Debug Debug;

/* Begins the debug information of a module; NULL if `lines` is. */
Debug *debug_begin(LLVMContextRef context, LLVMModuleRef module, const Lines *lines);
void debug_end(Debug *debug);

/* Begins the host function w->fn->host of the unit w->fn->unit: what is built is of its
 * first instruction, PART_ENTRY. */
void debug_function(Lower *w);
/* Begins a host function that is of no guest function: it has no locations. */
void debug_no_function(Lower *w);
/* What is built from here on is of the instruction at `pc`, PART_INSN; NO_RETURN: of no
 * single one. */
void debug_insn(Lower *w, u32 pc);
/* The same of the instruction that op `index` of the block being made belongs to. */
void debug_op(Lower *w, u32 index);
/* What is built from here on is this part of the same instruction.  Returns what it was
 * before. */
DebugPart debug_part(Lower *w, DebugPart part);
/* Puts the location back that LLVM changes when the builder is positioned before an
 * instruction. */
void debug_again(Lower *w);

/* Completes the module's debug information. */
void debug_finish(Debug *debug);
/* Gives each value that has a location a name with the address of its instruction, as
 * x10000400.7: unlike the location, LLVM keeps it when it moves the value. */
void debug_name_values(Debug *debug);
/* Gives each instruction that has lost its location, but whose name tells where it
 * comes from, that line with PART_MOVED. */
void debug_find_moved(Debug *debug);

/* Replaces lines of the listing by those of the guest's sources, in functions that have
 * any: the last thing before code is made. */
void debug_use_sources(Debug *debug);

/* Returns the host function number i, from 0, and sets *function to whose it is; NULL:
 * there are no more. */
LLVMValueRef debug_host(const Debug *debug, u32 i, const Function **function);
/* The line of an instruction's location; 0: none. */
u32 debug_line(LLVMValueRef insn);
LLVMContextRef debug_context(const Debug *debug);
/* What a module's debug information was begun with. */
const Lines *debug_lines(const Debug *debug);
/* Returns the part that a line and column of the listing stand for.  LLVM begins a
 * function at its heading; code of several parts of one instruction has no column, and
 * is taken for what the instruction does. */
DebugPart debug_part_of(const Debug *debug, u32 line, u32 column);
/* Returns the part that an instruction is, and sets *pc to the address, without Thumb's
 * bit, of its guest instruction; 0: of no single one.  Its location is of the listing;
 * NULL has none. */
DebugPart debug_where(const Debug *debug, LLVMValueRef insn, u32 *pc);

/* The name of a part, as "poll". */
const char *debug_part_name(unsigned part);
/* The guest address in the name of a value; false if there is none. */
bool debug_named_pc(LLVMValueRef value, u32 *pc);

#endif
