/*
 * codegen.h -- one chunk of a program's functions through LLVM.
 *
 * Each chunk is an LLVM module in a context of its own, so that threads can work on
 * several at a time.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_CODEGEN_H
#define AOT_LLVM_CODEGEN_H

#include "aot/settings.h"
#include "aot/flow/unit.h"

/* What is compiled at once: a unit, or of one in several parts one of them. */
typedef struct {
    const Unit *unit;
    u32 part;
    u32 insns; /* guest instructions in it */
} UnitPart;

typedef struct {
    const UnitPart *part;
    u32 count;      /* of the parts */
    unsigned level; /* -O0 to -O3 */
    bool stubs;     /* not their code, but what leaves to the runtime instead of it */
} Chunk;

/* Initialises LLVM, the first time.  Call it before any thread that compiles starts.
 * `remarks`: its passes say what they do, for a Trace. */
void codegen_begin(bool remarks);

/* What there is to say of a chunk besides errors. */
typedef struct {
    bool unwritten; /* the object was made but could not be written */
    bool no_lines;  /* it has no debug information: with it LLVM makes other code */
} CodegenEnd;

/* Writes the object file `path` for one chunk, or the listing that options->emit asks
 * for.  Returns NULL, or an error text from base_alloc.  Sets members of *end, all
 * false to begin with. */
char *codegen(const Units *units, const Chunk *chunk, const AotOptions *options,
              const char *path, CodegenEnd *end);

/* For tests: called before the code of a unit is made, if not NULL. */
extern void (*codegen_hook)(const Unit *unit);

#endif
